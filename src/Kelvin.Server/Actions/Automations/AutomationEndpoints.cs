using System.ComponentModel;
using System.Text.Json;
using Kelvin.Server.Access;
using Kelvin.Server.Actions.Mail;
using Kelvin.Server.Api;
using Kelvin.Storage;
using Kelvin.Storage.Actions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Actions.Automations;

/// <summary>Rules and tracks: written, tried, paused, and what came of them.</summary>
internal static class AutomationEndpoints
{
    private const int AutomationsMost = 1_000;
    private const int DaysMost = 90;

    public static void MapAutomations(this IEndpointRouteBuilder routes)
    {
        var rules = routes.MapGroup("/api/automations").WithTags("Automations");
        rules.MapGet("", (Store store, TimeProvider clock) => Rules(store, clock)).WithSummary("The rules: when, only if, then").Produces<RuleList>(200);
        rules.MapPost("", AddRule).WithSummary("Add a rule; it acts from now on").Produces<RuleView>(201).ProducesProblem(409).ProducesProblem(422);
        rules.MapPut("/{id:int}", PutRule).WithSummary("Write a rule anew: a new version").Produces<RuleView>(200).ProducesProblem(404).ProducesProblem(422);
        rules.MapPost("/dry-run", TryRule).WithSummary("Who would have matched a rule in the last days; nothing is done").Produces<DryRunView>(200).ProducesProblem(422);
        Map(rules, AutomationKind.Rule, "rule");
        var tracks = routes.MapGroup("/api/tracks").WithTags("Tracks");
        tracks.MapGet("", (Store store) => TrackList(store)).WithSummary("The tracks, with how many leads are at each step and what came of the others").Produces<TrackList>(200);
        tracks.MapPost("", AddTrack).WithSummary("Add a track").Produces<TrackView>(201).ProducesProblem(409).ProducesProblem(422);
        tracks.MapPut("/{id:int}", PutTrack).WithSummary("Write a track anew: a new version, for those who enter from now on").Produces<TrackView>(200).ProducesProblem(404).ProducesProblem(422);
        tracks.MapPost("/dry-run", TryTrack).WithSummary("Who would have entered a track in the last days; nothing is done").Produces<DryRunView>(200).ProducesProblem(422);
        Map(tracks, AutomationKind.Track, "track");
        tracks.MapPost("/{id:int}/leads", Enter).WithSummary("Put a lead on a track").Produces<EntryView>(200).ProducesProblem(404);
        tracks.MapDelete("/{id:int}/leads/{lead}", Leave).WithSummary("Take a lead off a track").Produces<EntryView>(200).ProducesProblem(404);
    }

    private static void Map(RouteGroupBuilder group, AutomationKind kind, string name)
    {
        var get = group.MapGet("/{id:int}", (int id, Store store, TimeProvider clock) => Get(id, kind, store, clock)).WithSummary($"A {name}");
        if (kind == AutomationKind.Rule) get.Produces<RuleView>(200).ProducesProblem(404);
        else get.Produces<TrackView>(200).ProducesProblem(404);
        group.MapDelete("/{id:int}", (int id, Store store, TimeProvider clock) => Remove(id, kind, store, clock)).WithSummary($"Remove a {name}").Produces(204).ProducesProblem(404);
        group.MapPost("/{id:int}/pause", (int id, Store store) => SetState(id, kind, AutomationState.Paused, store)).WithSummary($"Pause a {name}: nothing is done until it is resumed").Produces(204).ProducesProblem(404);
        group.MapPost("/{id:int}/resume", (int id, Store store) => SetState(id, kind, AutomationState.Active, store)).WithSummary($"Let a paused {name} go on").Produces(204).ProducesProblem(404);
        group.MapGet("/{id:int}/versions", (int id, Store store) => Versions(id, kind, store)).WithSummary($"The versions of a {name}, the newest first").Produces<VersionList>(200).ProducesProblem(404);
        group.MapGet("/{id:int}/runs", (int id, [Description("The nextCursor of the page before.")] string? cursor, int? limit, Store store, PlanCache plans, TimeProvider clock) => Runs(id, kind, limit, cursor, store, plans, clock))
            .WithSummary(kind == AutomationKind.Rule ? "What a rule did, the newest first" : "Who is where in a track, and what came of the others, the newest first").Produces<RunList>(200).ProducesProblem(400).ProducesProblem(404);
    }

    private static IResult Rules(Store store, TimeProvider clock)
    {
        using var snapshot = store.Read();
        return TypedResults.Ok(new RuleList([.. store.Automations.All(snapshot).Where(one => one.Kind == AutomationKind.Rule).Select(one => AutomationViews.Rule(store, snapshot, one, Now(clock)))], null));
    }

    private static IResult TrackList(Store store)
    {
        using var snapshot = store.Read();
        return TypedResults.Ok(new TrackList([.. store.Automations.All(snapshot).Where(one => one.Kind == AutomationKind.Track).Select(one => AutomationViews.Track(store, snapshot, one))], null));
    }

    private static Task<IResult> AddRule(RuleDocument asked, Store store, MailSettings mail, TimeProvider clock, HttpContext http) =>
        Add(AutomationKind.Rule, JsonSerializer.Serialize(asked, AutomationJson.Options), wishes => wishes.Of(asked), store, mail, clock, http);

    private static Task<IResult> AddTrack(TrackDocument asked, Store store, MailSettings mail, TimeProvider clock, HttpContext http) =>
        Add(AutomationKind.Track, JsonSerializer.Serialize(asked, AutomationJson.Options), wishes => wishes.Of(asked), store, mail, clock, http);

    private static Task<IResult> PutRule(int id, RuleDocument asked, Store store, MailSettings mail, TimeProvider clock, HttpContext http) =>
        Put(id, AutomationKind.Rule, JsonSerializer.Serialize(asked, AutomationJson.Options), wishes => wishes.Of(asked), store, mail, clock, http);

    private static Task<IResult> PutTrack(int id, TrackDocument asked, Store store, MailSettings mail, TimeProvider clock, HttpContext http) =>
        Put(id, AutomationKind.Track, JsonSerializer.Serialize(asked, AutomationJson.Options), wishes => wishes.Of(asked), store, mail, clock, http);

    private static async Task<IResult> Add(AutomationKind kind, string document, Func<AutomationWishes, List<FieldProblem>> check, Store store, MailSettings mail, TimeProvider clock, HttpContext http)
    {
        if (Problems(check, store, mail) is { Count: > 0 } problems) return Problem.Invalid("automation-invalid", problems);
        var added = await store.WriteAsync(tx => store.Automations.All(tx).Count < AutomationsMost ? store.Automations.Add(tx, kind, document, http.Member().Name, Now(clock)) : null);
        if (added is null) return Problem.Result(409, "too-many", $"There are {AutomationsMost} rules and tracks already.");
        return TypedResults.Created($"/api/{(kind == AutomationKind.Rule ? "automations" : "tracks")}/{added.Automation}", View(added.Automation, store, clock));
    }

    private static async Task<IResult> Put(int id, AutomationKind kind, string document, Func<AutomationWishes, List<FieldProblem>> check, Store store, MailSettings mail, TimeProvider clock, HttpContext http)
    {
        if (Problems(check, store, mail) is { Count: > 0 } problems) return Problem.Invalid("automation-invalid", problems);
        var by = http.Member().Name;
        var changed = await store.WriteAsync(tx =>
        {
            if (store.Automations.Find(tx, id) is not { } before || before.Kind != kind) return false;
            if (before.Document != document) store.Automations.Change(tx, before, document, by, Now(clock));
            return true;
        });
        return changed ? TypedResults.Ok(View(id, store, clock)) : NoAutomation();
    }

    private static List<FieldProblem> Problems(Func<AutomationWishes, List<FieldProblem>> check, Store store, MailSettings mail)
    {
        using var snapshot = store.Read();
        return check(new AutomationWishes(store, snapshot, mail));
    }

    private static IResult Get(int id, AutomationKind kind, Store store, TimeProvider clock)
    {
        using (var snapshot = store.Read())
        {
            if (store.Automations.Find(snapshot, id)?.Kind != kind) return NoAutomation();
        }
        return TypedResults.Ok(View(id, store, clock));
    }

    private static async Task<IResult> Remove(int id, AutomationKind kind, Store store, TimeProvider clock) =>
        await store.WriteAsync(tx => store.Automations.Find(tx, id)?.Kind == kind && store.Automations.Remove(tx, id, Now(clock))) ? TypedResults.NoContent() : NoAutomation();

    private static async Task<IResult> SetState(int id, AutomationKind kind, AutomationState state, Store store)
    {
        var found = await store.WriteAsync(tx =>
        {
            if (store.Automations.Find(tx, id)?.Kind != kind) return false;
            store.Automations.SetState(tx, id, state);
            return true;
        });
        return found ? TypedResults.NoContent() : NoAutomation();
    }

    private static IResult Versions(int id, AutomationKind kind, Store store)
    {
        using var snapshot = store.Read();
        return store.Automations.Find(snapshot, id)?.Kind == kind
            ? TypedResults.Ok(new VersionList([.. store.Automations.Versions(snapshot, id).Select(version => AutomationViews.Version(version, kind))], null))
            : NoAutomation();
    }

    private static IResult Runs(int id, AutomationKind kind, int? limit, string? cursor, Store store, PlanCache plans, TimeProvider clock)
    {
        if (Paging.Limit(limit) is not { } most) return Paging.LimitProblem();
        var before = long.MaxValue;
        if (cursor is not null && !(Paging.TryRead(cursor, 1, out var parts) && long.TryParse(parts[0], out before))) return Paging.CursorProblem();
        using var reading = LeadReading.Open(store, plans, clock);
        if (store.Automations.Find(reading.Session, id)?.Kind != kind) return NoAutomation();
        var found = store.Runs.OfAutomation(reading.Session, id, before, most + 1);
        var items = found.Take(most).Select(run => (Run: run, Lead: reading.Find(run.Lead))).Where(pair => pair.Lead is not null).Select(pair =>
        {
            var lead = LeadViews.Stored(reading, pair.Lead!);
            return new RunView(
                pair.Run.Id.ToString(), lead.Id, Face.Of(lead.Id, lead.UserId, lead.Email, lead.Traits).Shown, pair.Run.Version, pair.Run.Step, pair.Run.State,
                Instants.Of(pair.Run.DueAt), Instants.Of(pair.Run.EnteredAt), Instants.Of(pair.Run.EndedAt), pair.Run.Outcome);
        });
        return TypedResults.Ok(new RunList([.. items], found.Count > most ? Paging.Cursor(found[most - 1].EnteredAt) : null));
    }

    private static Task<IResult> TryRule(RuleDocument asked, [Description("1 to 90; 30 unless said otherwise.")] int? days, Store store, MailSettings mail, PlanCache plans, TimeProvider clock, HttpContext http) =>
        Try(asked.When, asked.OnlyIf, Automation.DurationOf(asked.Limits?.PerLead) ?? 86_400_000, wishes => wishes.Of(asked), days, store, mail, plans, clock, http);

    private static Task<IResult> TryTrack(TrackDocument asked, [Description("1 to 90; 30 unless said otherwise.")] int? days, Store store, MailSettings mail, PlanCache plans, TimeProvider clock, HttpContext http) =>
        Try(asked.When, asked.OnlyIf, Automation.DurationOf(asked.Again) ?? long.MaxValue, wishes => wishes.Of(asked), days, store, mail, plans, clock, http);

    private static async Task<IResult> Try(Trigger? when, OnlyIf? only, long perLead, Func<AutomationWishes, List<FieldProblem>> check, int? days, Store store, MailSettings mail, PlanCache plans, TimeProvider clock, HttpContext http)
    {
        var problems = Problems(check, store, mail);
        if (days is < 1 or > DaysMost) problems.Add(new FieldProblem("days", $"1 to {DaysMost} days."));
        if (when is null) problems.Add(new FieldProblem("when", "Nobody enters by themselves without it."));
        if (problems.Count > 0) return Problem.Invalid("automation-invalid", problems);
        return TypedResults.Ok(await Task.Run(() =>
        {
            using var reading = LeadReading.Open(store, plans, clock);
            return DryRun.Of(when!, only, perLead, days ?? 30, reading, http.RequestAborted);
        }));
    }

    private static Task<IResult> Enter(int id, Entry asked, Store store, Pipeline pipeline, PlanCache plans, TimeProvider clock, HttpContext http) =>
        Place(id, asked.LeadId, store, plans, clock, (tx, lead) => pipeline.Enter(tx, lead, id, http.Member().Name));

    private static Task<IResult> Leave(int id, string lead, Store store, Pipeline pipeline, PlanCache plans, TimeProvider clock) =>
        Place(id, lead, store, plans, clock, (tx, found) => pipeline.Leave(tx, found, id));

    private static async Task<IResult> Place(int id, string lead, Store store, PlanCache plans, TimeProvider clock, Func<Session, StreamId, string?> place)
    {
        StreamId found;
        using (var reading = LeadReading.Open(store, plans, clock))
        {
            if (store.Automations.Find(reading.Session, id)?.Kind != AutomationKind.Track) return NoAutomation();
            if (reading.Find(lead) is not { } there) return LeadEndpoints.NoLead();
            found = there.Id;
        }
        return await store.WriteAsync(tx => place(tx, found)) is { } outcome ? TypedResults.Ok(new EntryView(found.ToString(), outcome)) : LeadEndpoints.NoLead();
    }

    private static object View(int id, Store store, TimeProvider clock)
    {
        using var snapshot = store.Read();
        var stored = store.Automations.Find(snapshot, id)!;
        return stored.Kind == AutomationKind.Rule ? AutomationViews.Rule(store, snapshot, stored, Now(clock)) : AutomationViews.Track(store, snapshot, stored);
    }

    private static long Now(TimeProvider clock) => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static IResult NoAutomation() => Problem.Result(404, "no-automation", "There is no such rule or track.");
}
