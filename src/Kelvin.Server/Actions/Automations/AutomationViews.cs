using System.ComponentModel;
using System.Text.Json;
using Kelvin.Storage;
using Kelvin.Storage.Actions;

namespace Kelvin.Server.Actions.Automations;

internal sealed record RuleView(
    int Id, int Version, AutomationState State, RuleDocument Rule, DateTimeOffset CreatedAt, string CreatedBy, [property: Description("Times it acted in the last 24 hours.")] long LastDay);

internal sealed record RuleList(IReadOnlyList<RuleView> Items, string? NextCursor);

internal sealed record StepCount(string Step, long Leads);

internal sealed record OutcomeCount(string Outcome, long Leads);

internal sealed record TrackView(
    int Id, int Version, AutomationState State, TrackDocument Track, DateTimeOffset CreatedAt, string CreatedBy,
    [property: Description("How many leads are before each step now.")] IReadOnlyList<StepCount> Underway,
    [property: Description("What came of those who are through.")] IReadOnlyList<OutcomeCount> Outcomes);

internal sealed record TrackList(IReadOnlyList<TrackView> Items, string? NextCursor);

internal sealed record RunView(
    string Id, string LeadId, string Shown, int Version, [property: Description("Of a track: the step that comes next.")] string Step, RunState State,
    [property: Description("When the next step is done.")] DateTimeOffset? DueAt, DateTimeOffset EnteredAt, DateTimeOffset? EndedAt,
    [property: Description("Of a rule: what was done. Of a track: what came of it.")] string? Outcome);

internal sealed record RunList(IReadOnlyList<RunView> Items, string? NextCursor);

internal sealed record VersionView(int Version, DateTimeOffset CreatedAt, string CreatedBy, RuleDocument? Rule, TrackDocument? Track);

internal sealed record VersionList(IReadOnlyList<VersionView> Items, string? NextCursor);

internal sealed record Entry(string LeadId);

internal sealed record EntryView(string LeadId, [property: Description("What came of it.")] string Outcome);

/// <summary>Shows rules, tracks and who is where.</summary>
internal static class AutomationViews
{
    private const long Day = 86_400_000;

    public static RuleView Rule(Store store, Session session, StoredAutomation stored, long now) => new(
        stored.Automation, stored.Version, stored.State, JsonSerializer.Deserialize<RuleDocument>(stored.Document, AutomationJson.Options)!,
        Instants.Of(stored.CreatedAt), stored.CreatedBy, store.Runs.Since(session, stored.Automation, now - Day));

    public static TrackView Track(Store store, Session session, StoredAutomation stored)
    {
        var counts = store.Runs.Counts(session, stored.Automation);
        return new TrackView(
            stored.Automation, stored.Version, stored.State, JsonSerializer.Deserialize<TrackDocument>(stored.Document, AutomationJson.Options)!, Instants.Of(stored.CreatedAt), stored.CreatedBy,
            [.. counts.Where(count => count.Outcome is null).Select(count => new StepCount(count.Step, count.Runs))],
            [.. counts.Where(count => count.Outcome is not null).GroupBy(count => count.Outcome!).Select(same => new OutcomeCount(same.Key, same.Sum(count => count.Runs)))]);
    }

    public static VersionView Version(StoredAutomationVersion version, AutomationKind kind) => new(
        version.Version, Instants.Of(version.CreatedAt), version.CreatedBy,
        kind == AutomationKind.Rule ? JsonSerializer.Deserialize<RuleDocument>(version.Document, AutomationJson.Options) : null,
        kind == AutomationKind.Track ? JsonSerializer.Deserialize<TrackDocument>(version.Document, AutomationJson.Options) : null);
}
