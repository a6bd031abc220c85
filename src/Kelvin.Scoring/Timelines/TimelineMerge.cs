namespace Kelvin.Scoring.Timelines;

/// <summary>Puts the parts of one lead's timeline together, none of which says the messageIds of its events.</summary>
public static class TimelineMerge
{
    /// <summary>
    /// Fills a timeline with the events of all parts in their order. False: events of several parts happened at one instant and
    /// are not alike, so that their messageIds would have to say which comes first; the timeline is then not to be used.
    /// </summary>
    /// <param name="parts">Of one table, each in order; they have no event in common.</param>
    public static bool TryMerge(ReadOnlySpan<Timeline> parts, string leadId, Timeline into)
    {
        into.Reset(leadId);
        var sorted = parts.ToArray().Where(part => !part.IsEmpty).OrderBy(part => part.FirstSeen).ToArray();
        var follow = true;
        for (var i = 1; i < sorted.Length; i++) follow &= sorted[i - 1].LastSeen < sorted[i].FirstSeen;
        if (follow)
        {
            foreach (var part in sorted) Append(part, into);
            return true;
        }
        return MergeEvents(sorted, into) && MergePatches(sorted, into) && MergeBindings(sorted, into);
    }

    private static void Append(Timeline part, Timeline into)
    {
        for (var i = 0; i < part.Count; i++) Add(part, i, into);
        foreach (ref readonly var patch in part.Patches) into.AddTraits(patch.Time, patch.Patch);
        foreach (var binding in part.Bindings) into.AddBinding(binding.Time, binding.AccountId);
    }

    private static void Add(Timeline part, int i, Timeline into)
    {
        var shape = part.Shapes[i];
        if (shape >= 0) into.Add(part.Times[i], shape);
        else into.Add(part.Times[i], part.Own[-1 - shape]);
    }

    private static bool MergeEvents(Timeline[] parts, Timeline into)
    {
        var next = new PriorityQueue<(int Part, int Place), long>();
        for (var part = 0; part < parts.Length; part++) next.Enqueue((part, 0), parts[part].Times[0]);
        // Of the events at one instant: the part that the first is of, and the shape that all have, if all have one.
        var (instant, part1, shape1, parted, alike) = (long.MinValue, -1, 0, false, true);
        while (next.TryDequeue(out var at, out var time))
        {
            var shape = parts[at.Part].Shapes[at.Place];
            if (time != instant) (instant, part1, shape1, parted, alike) = (time, at.Part, shape, false, shape >= 0);
            parted |= at.Part != part1;
            // A shape that has no number is not compared.
            alike &= shape == shape1 && shape >= 0;
            if (parted && !alike) return false;
            Add(parts[at.Part], at.Place, into);
            if (at.Place + 1 < parts[at.Part].Count) next.Enqueue((at.Part, at.Place + 1), parts[at.Part].Times[at.Place + 1]);
        }
        return true;
    }

    private static bool MergePatches(Timeline[] parts, Timeline into)
    {
        var all = parts.SelectMany((part, number) => part.Patches.ToArray().Select(patch => (patch.Time, Part: number, patch.Patch))).OrderBy(patch => patch.Time).ToList();
        for (var i = 1; i < all.Count; i++)
        {
            if (all[i].Time == all[i - 1].Time && all[i].Part != all[i - 1].Part) return false;
        }
        foreach (var (time, _, patch) in all) into.AddTraits(time, patch);
        return true;
    }

    private static bool MergeBindings(Timeline[] parts, Timeline into)
    {
        var all = parts.SelectMany((part, number) => part.Bindings.Select(binding => (binding.Time, Part: number, binding.AccountId))).OrderBy(binding => binding.Time).ToList();
        for (var i = 1; i < all.Count; i++)
        {
            if (all[i].Time == all[i - 1].Time && all[i].Part != all[i - 1].Part) return false;
        }
        foreach (var (time, _, accountId) in all) into.AddBinding(time, accountId);
        return true;
    }
}
