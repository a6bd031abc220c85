using Kelvin.Scoring.Plans.Documents;
using Kelvin.Scoring.Plans.Reading;

namespace Kelvin.Scoring.Plans.Changes;

/// <summary>
/// What differs between two plans, in words. It compares what is written, whatever the order of keys, comments or the
/// format: two texts without a difference are one and the same plan.
/// </summary>
public sealed class PlanDiff
{
    private readonly List<PlanChange> changes = [];

    private PlanDiff() { }

    public IReadOnlyList<PlanChange> Changes => changes;

    /// <summary>One line for each rule or other thing that has changed: <c>Webinar: 15 to 20 points; decay half-life 30d added</c>.</summary>
    public IReadOnlyList<string> Lines =>
        [.. changes.GroupBy(change => (change.Kind, change.Name)).Select(same => same.Key.Name is null
            ? string.Join("; ", same.Select(change => change.Said))
            : $"{same.First().Title}: {string.Join("; ", same.Select(change => change.Said))}")];

    /// <summary>Compares the texts of two plans. One that is no document at all counts as empty.</summary>
    public static PlanDiff Between(string before, string after)
    {
        var diff = new PlanDiff();
        diff.Compare(Root(before), Root(after));
        return diff;
    }

    private static PlanMapping Root(string text) => PlanDocument.Read(text, new Problems()) as PlanMapping ?? new PlanMapping(1, 1);

    private void Compare(PlanMapping before, PlanMapping after)
    {
        string[] own = ["fit", "engagement", "ceilings", "grades", "levels", "verdicts", "stages", "thresholds", "members", "committee"];
        Keys(ChangedThing.Plan, null, before, after, own);
        var (old, @new) = (NamedParts.Of(before), NamedParts.Of(after));
        foreach (var side in (string[])["fit", "engagement"]) Keys(ChangedThing.Side, side, Mapping(before[side]), Mapping(after[side]), ["rules"]);
        Parts(old, @new);
        foreach (var side in (string[])["fit", "engagement"]) Order(side, old, @new);
        Bands(ChangedThing.Grade, Mapping(before["grades"]), Mapping(after["grades"]));
        Bands(ChangedThing.Level, Mapping(before["levels"]), Mapping(after["levels"]));
        Verdicts(before["verdicts"] as PlanSequence, after["verdicts"] as PlanSequence);
        Thresholds(before["thresholds"] as PlanSequence, after["thresholds"] as PlanSequence);
        Keys(ChangedThing.Members, "Members", Mapping(before["members"]), Mapping(after["members"]), []);
    }

    private static PlanMapping Mapping(PlanNode? node) => node as PlanMapping ?? new PlanMapping(1, 1);

    private void Parts(List<NamedPart> before, List<NamedPart> after)
    {
        var gone = before.Where(part => !after.Exists(other => other.IsSameAs(part))).ToList();
        foreach (var part in after)
        {
            if (before.Find(other => other.IsSameAs(part)) is { } was) Part(was, part);
            else if (gone.Find(other => other.Kind == part.Kind && Written.Same(other.Node, part.Node, except: part.NameKey)) is { } renamed)
            {
                gone.Remove(renamed);
                changes.Add(new(ChangeOf.Changed, part.Kind, part.Node.Path, part.Name, part.NameKey, renamed.Name, part.Name, $"was called {renamed.Name}"));
            }
            else
            {
                changes.Add(new(ChangeOf.Added, part.Kind, part.Node.Path, part.Name, null, null, part.Short, $"added ({part.Short})"));
            }
        }
        foreach (var part in gone) changes.Add(new(ChangeOf.Removed, part.Kind, part.Node.Path, part.Name, null, part.Short, null, $"removed ({part.Short})"));
    }

    private void Part(NamedPart before, NamedPart after)
    {
        if (before.Place != after.Place)
        {
            changes.Add(new(ChangeOf.Moved, after.Kind, after.Node.Path, after.Name, null, before.Place, after.Place, $"moved from {before.Place} to {after.Place}"));
        }
        Keys(after.Kind, after.Name, before.Node, after.Node, [after.NameKey, "rules"]);
    }

    /// <summary>Where the same rules stand in another order. It changes no score, but the file.</summary>
    private void Order(string side, List<NamedPart> before, List<NamedPart> after)
    {
        bool IsInSide(NamedPart part) => part.Place == side || part.Place.StartsWith(side + ",", StringComparison.Ordinal);
        var old = before.Where(part => IsInSide(part) && after.Exists(part.IsInSamePlaceAs)).Select(part => part.Name);
        var @new = after.Where(part => IsInSide(part) && before.Exists(part.IsInSamePlaceAs)).Select(part => part.Name).ToList();
        if (old.SequenceEqual(@new, StringComparer.Ordinal)) return;
        changes.Add(new(ChangeOf.Moved, ChangedThing.Side, side, side, "rules", null, null, "rules stand in another order"));
    }

    private void Keys(ChangedThing kind, string? name, PlanMapping before, PlanMapping after, string[] except)
    {
        foreach (var (key, value) in after.Entries)
        {
            if (except.Contains(key.Text)) continue;
            if (before[key.Text] is not { } was) Key(ChangeOf.Added, kind, name, key.Text, value, null, value);
            else if (!Written.Same(was, value)) Key(ChangeOf.Changed, kind, name, key.Text, value, was, value);
        }
        foreach (var (key, value) in before.Entries)
        {
            if (!except.Contains(key.Text) && !after.Has(key.Text)) Key(ChangeOf.Removed, kind, name, key.Text, value, value, null);
        }
    }

    private void Key(ChangeOf change, ChangedThing kind, string? name, string key, PlanNode at, PlanNode? from, PlanNode? to)
    {
        if (key is "values" or "bands" && from is PlanMapping old && to is PlanMapping @new)
        {
            Keys(kind, name, key, old, @new);
            return;
        }
        changes.Add(new(change, kind, at.Path, name, key, from is null ? null : Written.Short(from), to is null ? null : Written.Short(to), ChangeWords.Of(key, from, to)));
    }

    /// <summary>A table, entry by entry.</summary>
    private void Keys(ChangedThing kind, string? name, string table, PlanMapping before, PlanMapping after)
    {
        foreach (var (key, value) in after.Entries)
        {
            if (before[key.Text] is not { } was) Entry(ChangeOf.Added, value, key.Text, null, value);
            else if (!Written.Same(was, value)) Entry(ChangeOf.Changed, value, key.Text, was, value);
        }
        foreach (var (key, value) in before.Entries)
        {
            if (!after.Has(key.Text)) Entry(ChangeOf.Removed, value, key.Text, value, null);
        }
        void Entry(ChangeOf change, PlanNode at, string entry, PlanNode? from, PlanNode? to) => changes.Add(new(
            change, kind, at.Path, name, $"{table}.{entry}", from is null ? null : Written.Short(from), to is null ? null : Written.Short(to), ChangeWords.OfEntry(table, entry, from, to)));
    }

    private void Bands(ChangedThing kind, PlanMapping before, PlanMapping after)
    {
        foreach (var (key, value) in after.Entries)
        {
            if (before[key.Text] is not { } was) changes.Add(new(ChangeOf.Added, kind, value.Path, key.Text, null, null, Written.Short(value), "added, " + ChangeWords.From(value)));
            else if (!Written.Same(was, value)) changes.Add(new(ChangeOf.Changed, kind, value.Path, key.Text, "from", Written.Short(was), Written.Short(value), $"{ChangeWords.From(was)}, now {ChangeWords.From(value)}"));
        }
        foreach (var (key, value) in before.Entries)
        {
            if (!after.Has(key.Text)) changes.Add(new(ChangeOf.Removed, kind, value.Path, key.Text, null, Written.Short(value), null, "removed"));
        }
    }

    /// <summary>The first that fits wins, so their order counts too: what differs is told as the whole list.</summary>
    private void Verdicts(PlanSequence? before, PlanSequence? after)
    {
        var (old, @new) = (Items(before), Items(after));
        if (old.SequenceEqual(@new, StringComparer.Ordinal)) return;
        foreach (var entry in @new.Except(old, StringComparer.Ordinal)) changes.Add(new(ChangeOf.Added, ChangedThing.Verdict, "verdicts", null, null, null, entry, $"verdict {entry} added"));
        foreach (var entry in old.Except(@new, StringComparer.Ordinal)) changes.Add(new(ChangeOf.Removed, ChangedThing.Verdict, "verdicts", null, null, entry, null, $"verdict {entry} removed"));
        var common = @new.Intersect(old, StringComparer.Ordinal).ToList();
        if (common.SequenceEqual(old.Intersect(@new, StringComparer.Ordinal), StringComparer.Ordinal) && !(old.Count == @new.Count && common.Count == old.Count)) return;
        changes.Add(new(ChangeOf.Moved, ChangedThing.Verdict, "verdicts", null, null, null, null, "verdicts stand in another order"));
    }

    private void Thresholds(PlanSequence? before, PlanSequence? after)
    {
        var (old, @new) = (Items(before), Items(after));
        foreach (var line in @new.Except(old, StringComparer.Ordinal)) changes.Add(new(ChangeOf.Added, ChangedThing.Threshold, "thresholds", null, null, null, line, $"threshold {line} added"));
        foreach (var line in old.Except(@new, StringComparer.Ordinal)) changes.Add(new(ChangeOf.Removed, ChangedThing.Threshold, "thresholds", null, null, line, null, $"threshold {line} removed"));
    }

    private static List<string> Items(PlanSequence? list) => [.. (list?.Items ?? []).Select(item => Written.Whole(item))];
}
