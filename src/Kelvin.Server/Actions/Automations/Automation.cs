using System.Globalization;
using System.Text.Json;
using Kelvin.Scoring.Values;
using Kelvin.Storage;
using Kelvin.Storage.Actions;

namespace Kelvin.Server.Actions.Automations;

/// <summary>A rule or a track as it runs: one version of it, with its conditions ready to be asked.</summary>
internal sealed class Automation
{
    private const long Day = 86_400_000;
    private const int PerDayUnlessSaid = 10_000;

    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly List<Condition?> branches = [];

    public Automation(StoredAutomation stored, int version, string document)
    {
        (Stored, Version) = (stored, version);
        if (stored.Kind == AutomationKind.Rule)
        {
            Rule = JsonSerializer.Deserialize<RuleDocument>(document, AutomationJson.Options)!;
            (Name, When, Only) = (Rule.Name, Rule.When, Condition.Read(Rule.OnlyIf, out _));
            PerLead = DurationOf(Rule.Limits?.PerLead) ?? Day;
            PerDay = Rule.Limits?.PerDay ?? PerDayUnlessSaid;
            return;
        }
        Track = JsonSerializer.Deserialize<TrackDocument>(document, AutomationJson.Options)!;
        (Name, When, Only) = (Track.Name, Track.When, Condition.Read(Track.OnlyIf, out _));
        for (var i = 0; i < Track.Steps.Count; i++)
        {
            places.TryAdd(Track.Steps[i].Id, i);
            branches.Add(Track.Steps[i].If is { } branch ? Condition.Read(branch, out _) : null);
        }
    }

    public StoredAutomation Stored { get; }
    public int Version { get; }
    public int Number => Stored.Automation;
    public string Name { get; }

    /// <summary>How what it does is signed.</summary>
    public string By => string.Create(CultureInfo.InvariantCulture, $"{(Track is null ? "rule" : "track")} {Number}: {Name}");

    public bool IsActive => Stored.State == AutomationState.Active;
    public RuleDocument? Rule { get; }
    public TrackDocument? Track { get; }
    public Trigger? When { get; }

    /// <summary>What must hold; null: what was asked cannot be read by this version, and so never holds.</summary>
    public Condition? Only { get; }

    public long PerLead { get; }
    public int PerDay { get; }
    public long After => DurationOf(When?.After) ?? 0;

    public TrackStep? Step(string id) => places.TryGetValue(id, out var place) ? Track!.Steps[place] : null;

    public Condition? BranchOf(string id) => places.TryGetValue(id, out var place) ? branches[place] : null;

    /// <summary>The step behind one; null after the last.</summary>
    public string? Behind(string id) => places.TryGetValue(id, out var place) && place + 1 < Track!.Steps.Count ? Track.Steps[place + 1].Id : null;

    public bool Wants(Topic? topic) => topic is not null && When?.Crossing is { } wish
        && Passes(wish.Plans, topic.Plan) && Passes(wish.Kinds, topic.Kind) && Passes(wish.Directions, topic.Direction) && Passes(wish.Lines, topic.Line);

    public static long? DurationOf(string? text) => text is not null && Durations.TryRead(text, out var milliseconds) ? milliseconds : null;

    private static bool Passes(IReadOnlyList<string>? wanted, string? value) => wanted is not { Count: > 0 } || (value is not null && wanted.Contains(value, StringComparer.Ordinal));
}

/// <summary>All rules and tracks, read again when one has changed.</summary>
internal sealed class AutomationBook(Store store)
{
    private const int OldVersionsMost = 1_000;

    private readonly Dictionary<(int, int), Automation?> old = [];
    private volatile Read? last;

    /// <summary>All of them, and the events with which any begins or ends.</summary>
    public (IReadOnlyList<Automation> All, IReadOnlySet<string> Events) Now(Session session)
    {
        var read = Newest(session);
        return (read.All, read.Events);
    }

    public Automation? Find(Session session, int number) => Newest(session).All.FirstOrDefault(automation => automation.Number == number);

    /// <summary>A version, as it was; for the writer's thread.</summary>
    public Automation? Find(Session session, int number, int version)
    {
        if (Find(session, number) is not { } newest) return null;
        if (newest.Version == version) return newest;
        if (old.TryGetValue((number, version), out var known)) return known;
        if (old.Count > OldVersionsMost) old.Clear();
        var row = store.Automations.Versions(session, number).Find(one => one.Version == version);
        return old[(number, version)] = row is null ? null : new Automation(newest.Stored, version, row.Document);
    }

    private Read Newest(Session session)
    {
        var revision = store.Automations.Revision(session);
        var read = last;
        if (read?.Revision == revision) return read;
        var all = store.Automations.All(session).ConvertAll(stored => new Automation(stored, stored.Version, stored.Document));
        var events = all.Select(one => one.When?.Event).Concat(all.SelectMany(one => one.Track?.Stop?.Events ?? [])).OfType<string>();
        return last = new Read(revision, all, events.ToHashSet(StringComparer.Ordinal));
    }

    private sealed record Read(long Revision, IReadOnlyList<Automation> All, HashSet<string> Events);
}
