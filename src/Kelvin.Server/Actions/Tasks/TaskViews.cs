using System.ComponentModel;
using Kelvin.Server.Api;
using Kelvin.Storage.Actions;
using Kelvin.Storage.Leads;

namespace Kelvin.Server.Actions.Tasks;

internal sealed record TaskView(
    string Id, string LeadId, string Shown, string? Email, string? Company, string? Title,
    string Kind, string Ask, [property: Description("open, accepted, done or rejected.")] TaskState State,
    DateTimeOffset CreatedAt, DateTimeOffset? SnoozedUntil, DateTimeOffset? ClosedAt,
    [property: Description("What changed when it was made; null where a person made it.")] Reason? Why,
    string? Plan, long? Score, string? Label, [property: Description("Where the lead stands in the funnel.")] string? Stage, DateTimeOffset? LastSeen,
    [property: Description("When the score changes if nothing happens.")] DateTimeOffset? FadesAt,
    [property: Description("By which the queue is ordered, the greatest first: the score, doubled for a lead that acts now (halved each day of silence), and half as much again where it fades within a day.")] double Rank,
    OwnerView? Owner, IReadOnlyList<TaskNote> Notes);

internal sealed record TaskList(IReadOnlyList<TaskView> Items, string? NextCursor);

/// <summary>Shows tasks with what makes them worth it and urgent.</summary>
internal static class TaskViews
{
    private const double Day = 24 * 60 * 60 * 1000;

    public static TaskView View(LeadReading reading, StoredTask task, StoredLead lead)
    {
        var document = TaskDocument.Read(task.Data);
        var names = reading.Plans.Leads.ToDictionary(plan => plan.Number, plan => plan.Scorer.Plan.Id);
        var scores = reading.Store.Scores.Of(reading.Session, lead.Id).Where(row => names.ContainsKey(row.Plan)).ToList();
        var score = scores.Find(row => names[row.Plan] == document.Why?.Plan) ?? scores.MaxBy(row => row.Score);
        var summary = LeadViews.Stored(reading, lead);
        var face = Face.Of(summary.Id, summary.UserId, summary.Email, summary.Traits);
        return new TaskView(
            task.Id.ToString(), summary.Id, face.Shown, face.Email, face.Company, face.Title, task.Kind, document.Title, task.State,
            Instants.Of(task.CreatedAt), Instants.Of(task.SnoozedUntil), Instants.Of(task.ClosedAt), document.Why,
            score is null ? null : names[score.Plan], score?.Score, score?.Label, lead.Stage, Instants.Of(lead.LastSeen), Instants.Of(score?.NextChangeAt),
            Rank(score?.Score ?? 0, lead.LastSeen, score?.NextChangeAt, reading.Now), summary.Owner, document.Notes);
    }

    public static double Rank(long score, long? lastSeen, long? fadesAt, long now)
    {
        var recency = lastSeen is { } seen ? 1 + Math.Pow(0.5, Math.Max(0, now - seen) / Day) : 1;
        var urgency = fadesAt is { } fades && fades - now < Day ? 1.5 : 1;
        return Math.Round(Math.Max(0, score) * recency * urgency, 2);
    }
}
