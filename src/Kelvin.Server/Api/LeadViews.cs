using System.ComponentModel;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;
using Kelvin.Server.Leads;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Leads;
using Kelvin.Storage.Scores;
using Kelvin.Storage.Timelines;

namespace Kelvin.Server.Api;

internal sealed record LeadView(
    string Id, string? UserId, IReadOnlyList<string> AnonymousIds, string? Email, JsonObject Traits, string? AccountId,
    [property: Description("Where the lead stands in the funnel.")] string? Stage,
    DateTimeOffset? FirstSeen, DateTimeOffset? LastSeen, int EventCount, IReadOnlyList<ScoreView> Scores,
    [property: Description("Whose lead it is; null: nobody's.")] OwnerView? Owner = null,
    [property: Description("Since when it stands in its stage.")] DateTimeOffset? StageSince = null);

internal sealed record LeadList(
    IReadOnlyList<LeadView> Items, string? NextCursor,
    [property: Description("A changed plan has not reached every lead yet.")] bool Rescoring);

internal sealed record ScoreView(
    string Plan, int Version, long Fit, long Engagement, long Score, string? Grade, string? Level, string? Label, string? Verdict,
    [property: Description("The instant of the evaluation.")] DateTimeOffset At,
    [property: Description("When it changes if nothing happens; null: never.")] DateTimeOffset? NextChangeAt);

internal sealed record EventView(
    string MessageId, string Name, DateTimeOffset Timestamp, DateTimeOffset ReceivedAt,
    [property: Description("The sender's own time, where it lay after the receipt.")] DateTimeOffset? StatedTimestamp,
    JsonObject Properties, JsonObject Context, bool Machine, [property: Description("Of group events: the account.")] string? GroupId,
    [property: Description("Who said last that a machine made it, or that none did, and why; null where only its sender may have.")] EventNoteView? MachineNote);

internal sealed record EventList(IReadOnlyList<EventView> Items, string? NextCursor);

/// <summary>Shows leads, their events and their scores as the API does.</summary>
internal static class LeadViews
{
    /// <summary>The lead with its scores evaluated now.</summary>
    public static LeadView Now(LeadReading reading, StoredLead lead)
    {
        var timeline = reading.TimelineOf(lead);
        var scores = new List<ScoreView>();
        foreach (var plan in reading.Plans.Leads)
        {
            if (plan.Scorer.Score(timeline, reading.Accounts.Find, reading.Now) is not { } score) continue;
            var next = plan.Scorer.NextChange(timeline, reading.Accounts.Find, reading.Now);
            scores.Add(View(plan.Scorer.Plan.Id, plan.Version, score, reading.Now, next?.At));
        }
        return View(reading, lead, reading.SummaryOf(lead), scores);
    }

    /// <summary>The lead with its scores as they are stored.</summary>
    public static LeadView Stored(LeadReading reading, StoredLead lead)
    {
        var names = reading.Plans.Leads.ToDictionary(plan => plan.Number, plan => plan.Scorer.Plan.Id);
        var scores = reading.Store.Scores.Of(reading.Session, lead.Id).Where(row => names.ContainsKey(row.Plan)).Select(row => View(names[row.Plan], row));
        return View(reading, lead, reading.SummaryOf(lead), [.. scores]);
    }

    public static ScoreView View(string plan, StoredScore row) => new(
        plan, row.Version, row.Fit, row.Engagement, row.Score, row.Grade, row.Level, row.Label, row.Verdict, Instants.Of(row.At), Instants.Of(row.NextChangeAt));

    public static ScoreView View(string plan, int version, Score score, long at, long? nextChangeAt) => new(
        plan, version, score.Fit, score.Engagement, score.Value, score.Grade, score.Level, score.Label, score.Verdict, Instants.Of(at), Instants.Of(nextChangeAt));

    public static EventView View(StoredEvent stored, EventNotes notes) => new(
        stored.Event.MessageId, stored.Event.Name, Instants.Of(stored.Event.Timestamp), Instants.Of(stored.ReceivedAt), Instants.Of(stored.StatedTimestamp),
        ObjectOf(stored.Event.Properties), ObjectOf(stored.Event.Context), stored.Event.Machine, stored.Event.GroupId, notes.Last(stored));

    private static LeadView View(LeadReading reading, StoredLead lead, LeadSummary summary, IReadOnlyList<ScoreView> scores)
    {
        var traits = summary.Traits!;
        // A lead that joins several users goes by the one whose id it bears.
        var userId = Of(IdentityKind.User).OrderBy(value => reading.Store.Key.IdentityOf(IdentityKind.User, value) != lead.Id).FirstOrDefault();
        return new LeadView(
            lead.Id.ToString(), userId, [.. Of(IdentityKind.Anonymous)], EmailOf(traits) ?? Of(IdentityKind.Email).FirstOrDefault(),
            traits, summary.AccountId, lead.Stage, Instants.Of(lead.FirstSeen), Instants.Of(lead.LastSeen), lead.Events, scores, OwnerEndpoints.View(reading, lead), lead.Stage is null ? null : Instants.Of(lead.Ledger?.Place.Since));

        IEnumerable<string> Of(IdentityKind kind) => summary.Names.Where(name => name.Kind == kind).Select(name => name.Value);
    }

    private static string? EmailOf(JsonObject traits) => traits["email"] is { Kind: ValueKind.Text } email && !Texts.IsBlank(email.AsText) ? email.AsText : null;

    private static JsonObject ObjectOf(Value value) => value.Kind == ValueKind.Object ? value.AsObject : JsonObject.Empty;
}
