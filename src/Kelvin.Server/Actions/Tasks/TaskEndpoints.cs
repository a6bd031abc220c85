using System.ComponentModel;
using Kelvin.Server.Access;
using Kelvin.Server.Api;
using Kelvin.Storage;
using Kelvin.Storage.Actions;
using Kelvin.Storage.Leads;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Actions.Tasks;

internal sealed record TaskQuery(
    [property: Description("open (the default: what is to be done now), accepted, done or rejected.")] string? State,
    [property: Description("Of one owner: me, or a user's number. Those of the sales role see those of their own leads in any case.")] string? Owner,
    [property: Description("Of one lead, whatever their state.")] string? Lead,
    [property: Description("true: also those that are put off.")] bool? Snoozed, int? Limit, string? Cursor);

internal sealed record NewTask(string LeadId, [property: Description("What to do, such as: Call now.")] string Title, [property: Description("A lead has one open task of a kind; call unless said otherwise.")] string Kind = "call");

internal sealed record TaskAnswer([property: Description("Why; needed to reject.")] string? Reason = null, [property: Description("A stage to which the lead is moved with it.")] string? Stage = null);

internal sealed record TaskSnooze(DateTimeOffset Until);

/// <summary>The queue of those who work leads: whom to call now, and what became of it.</summary>
internal static class TaskEndpoints
{
    private const int TasksMost = 5_000;
    private const int LongestTitle = 200;
    private const int LongestReason = 1_000;
    private static readonly TimeSpan LongestSnooze = TimeSpan.FromDays(366);

    public static void MapTasks(this IEndpointRouteBuilder routes)
    {
        var tasks = routes.MapGroup("/api/tasks").WithTags("Tasks");
        tasks.MapGet("", List).WithSummary("The queue: tasks by worth and urgency").Produces<TaskList>(200).ProducesProblem(400);
        tasks.MapPost("", Add).WithSummary("Make a task").Produces<TaskView>(201).ProducesProblem(404).ProducesProblem(422);
        Map("accept", TaskState.Accepted, "Take a task on; the lead may be moved with it");
        Map("reject", TaskState.Rejected, "Turn a task down, with the reason, which is kept; the lead may be moved with it");
        Map("done", TaskState.Done, "Say that a task is done; the lead may be moved with it");
        tasks.MapPost("/{id}/snooze", Snooze).WithSummary("Put a task off").Produces<TaskView>(200).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

        void Map(string name, TaskState state, string summary) =>
            tasks.MapPost("/{id}/" + name, (string id, TaskAnswer? asked, Store store, TaskDesk desk, Pipeline pipeline, PlanCache plans, TimeProvider clock, HttpContext http) =>
                Answer(id, state, asked ?? new TaskAnswer(), store, desk, pipeline, plans, clock, http))
                .WithSummary(summary).Produces<TaskView>(200).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
    }

    private static IResult List([AsParameters] TaskQuery query, Store store, TaskDesk desk, PlanCache plans, TimeProvider clock, HttpContext http)
    {
        if (Paging.Limit(query.Limit) is not { } limit) return Paging.LimitProblem();
        var skipped = 0;
        if (query.Cursor is not null && !(Paging.TryRead(query.Cursor, 1, out var parts) && int.TryParse(parts[0], out skipped) && skipped >= 0)) return Paging.CursorProblem();
        if (!Enum.TryParse<TaskState>(query.State ?? "open", ignoreCase: true, out var state) || !Enum.IsDefined(state)) return Problem.Result(400, "state-invalid", "state is open, accepted, done or rejected.");
        int? owner = query.Owner is null ? null : query.Owner == "me" ? http.Member().User ?? 0 : int.TryParse(query.Owner, out var user) ? user : 0;
        using var reading = LeadReading.Open(store, plans, clock);
        List<StoredTask> stored;
        if (query.Lead is null) stored = store.Tasks.In(reading.Session, state, TasksMost);
        else if (reading.Find(query.Lead) is { } lead) stored = desk.Of(reading.Session, lead);
        else return LeadEndpoints.NoLead();
        var shown = stored.Where(task => query.Lead is not null || query.Snoozed == true || task.SnoozedUntil is not { } until || until <= reading.Now)
            .Select(task => (Task: task, Lead: reading.Find(task.Lead))).Where(pair => pair.Lead is not null)
            .Select(pair => TaskViews.View(reading, pair.Task, pair.Lead!)).Where(view => owner is null || view.Owner?.User == owner);
        var ordered = state is TaskState.Open or TaskState.Accepted ? shown.OrderByDescending(view => view.Rank).ThenBy(view => view.CreatedAt).ThenBy(view => view.Id, StringComparer.Ordinal) : shown;
        var page = ordered.Skip(skipped).Take(limit + 1).ToList();
        return TypedResults.Ok(new TaskList([.. page.Take(limit)], page.Count > limit ? Paging.Cursor(skipped + limit) : null));
    }

    private static async Task<IResult> Add(NewTask asked, Store store, TaskDesk desk, PlanCache plans, TimeProvider clock, HttpContext http)
    {
        var problems = new List<FieldProblem>();
        if (asked.Title.Trim().Length is 0 or > LongestTitle) problems.Add(new FieldProblem("title", $"A task says in 1 to {LongestTitle} characters what to do."));
        if (asked.Kind.Trim().Length is 0 or > 50) problems.Add(new FieldProblem("kind", "A kind has 1 to 50 characters."));
        if (problems.Count > 0) return Problem.Invalid("task-invalid", problems);
        StoredLead lead;
        using (var reading = LeadReading.Open(store, plans, clock))
        {
            if (reading.Find(asked.LeadId) is not { } found) return LeadEndpoints.NoLead();
            lead = found;
        }
        var made = await store.WriteAsync(tx => desk.Make(tx, lead, asked.Kind.Trim(), asked.Title.Trim(), null, null, http.Member().Name, Now(clock)));
        return made is not null && View(made.Id, store, plans, clock) is { } view ? TypedResults.Created($"/api/tasks/{made.Id}", view) : LeadEndpoints.NoLead();
    }

    private static async Task<IResult> Answer(string id, TaskState state, TaskAnswer asked, Store store, TaskDesk desk, Pipeline pipeline, PlanCache plans, TimeProvider clock, HttpContext http)
    {
        if (state == TaskState.Rejected && string.IsNullOrWhiteSpace(asked.Reason)) return Problem.Invalid("task-invalid", [new FieldProblem("reason", "Say why: it is what the plans learn from.")]);
        if (asked.Reason is { Length: > LongestReason }) return Problem.Invalid("task-invalid", [new FieldProblem("reason", $"A reason has at most {LongestReason} characters.")]);
        if (Find(id, store, plans, clock) is not { } seen) return NoTask();
        var by = http.Member().Name;
        var outcome = await store.WriteAsync(tx =>
        {
            if (store.Tasks.Find(tx, seen) is not { } task) return 404;
            if (task.State is TaskState.Done or TaskState.Rejected) return 409;
            if (asked.Stage is { } stage && pipeline.Move(tx, task.Lead, stage.Trim(), asked.Reason, by) is { Move: null }) return 422;
            return desk.Do(tx, task, state, null, new TaskNote(clock.GetUtcNow(), by, state.ToString().ToLowerInvariant(), asked.Reason)) is null ? 409 : 200;
        });
        return outcome switch
        {
            404 => NoTask(),
            409 => Closed(),
            422 => Problem.Invalid("task-invalid", [new FieldProblem("stage", "The funnel has no such stage. Its stages are at /api/stages.")]),
            _ => View(seen, store, plans, clock) is { } view ? TypedResults.Ok(view) : NoTask(),
        };
    }

    private static async Task<IResult> Snooze(string id, TaskSnooze asked, Store store, TaskDesk desk, PlanCache plans, TimeProvider clock, HttpContext http)
    {
        var (now, until) = (clock.GetUtcNow(), asked.Until);
        if (until <= now || until > now + LongestSnooze) return Problem.Invalid("task-invalid", [new FieldProblem("until", "A task is put off until an instant to come, within a year.")]);
        if (Find(id, store, plans, clock) is not { } seen) return NoTask();
        var by = http.Member().Name;
        var task = await store.WriteAsync(tx => store.Tasks.Find(tx, seen) is { } there ? desk.Do(tx, there, there.State, until.ToUnixTimeMilliseconds(), new TaskNote(now, by, "snoozed", null)) : null);
        return task is null ? Closed() : View(seen, store, plans, clock) is { } view ? TypedResults.Ok(view) : NoTask();
    }

    /// <summary>The id of a task whose lead is to be seen.</summary>
    private static StreamId? Find(string id, Store store, PlanCache plans, TimeProvider clock)
    {
        if (!StreamId.TryParse(id, out var parsed)) return null;
        using var reading = LeadReading.Open(store, plans, clock);
        return store.Tasks.Find(reading.Session, parsed) is { } task && reading.Find(task.Lead) is not null ? parsed : null;
    }

    private static TaskView? View(StreamId id, Store store, PlanCache plans, TimeProvider clock)
    {
        using var reading = LeadReading.Open(store, plans, clock);
        return store.Tasks.Find(reading.Session, id) is { } task && reading.Find(task.Lead) is { } lead ? TaskViews.View(reading, task, lead) : null;
    }

    private static long Now(TimeProvider clock) => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static IResult NoTask() => Problem.Result(404, "no-task", "There is no such task.");

    private static IResult Closed() => Problem.Result(409, "task-closed", "The task is done or was rejected.");
}
