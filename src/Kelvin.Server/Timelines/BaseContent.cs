using System.Collections.Concurrent;
using Kelvin.Scoring.Timelines;
using Kelvin.Storage;

namespace Kelvin.Server.Timelines;

/// <summary>
/// The timelines of all leads as they were at an instant, packed in memory. Immutable: what changes makes another one, which
/// has the unchanged parts in common with it.
/// </summary>
/// <param name="Table">Of the shapes; it covers what the packs in the store hold.</param>
/// <param name="Layout">The number of the layout of those packs.</param>
/// <param name="IsWhole">False: not all found room in memory, so that only the ids are here.</param>
internal sealed record BaseContent(ShapeTable Table, int Layout, IReadOnlyList<PackedTimelines> Parts, IReadOnlyList<BasePlace> Places, bool IsWhole, long AsOf)
{
    private const int PartsMost = 64;

    /// <summary>So much was changed that it is better made anew.</summary>
    public bool IsWorn => Parts.Count > PartsMost || Parts.Sum(part => (long)part.Count) > (Places.Count * 3L / 2) + 10_000;

    /// <summary>Reads all leads, bucket by bucket, on some threads.</summary>
    public static BaseContent Load(Store store, int threads, long bytesMost, long asOf, CancellationToken cancellation)
    {
        PackedTimelines[] parts;
        ShapeTable table;
        int layout;
        using (var snapshot = store.Read())
        {
            var shapes = store.Packs.ShapesOf(snapshot);
            (table, layout) = (shapes.Table.Layout.MakeTable(), shapes.Layout);
        }
        parts = [.. Enumerable.Range(0, threads).Select(_ => new PackedTimelines(table))];
        var buckets = new List<BasePlace>[StreamId.Buckets];
        var (next, bytes, isFull) = (-1, new long[threads], false);
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, thread =>
        {
            using var reader = new BaseReader(store, store.Read(), table);
            for (var bucket = Interlocked.Increment(ref next); bucket < StreamId.Buckets; bucket = Interlocked.Increment(ref next))
            {
                cancellation.ThrowIfCancellationRequested();
                var places = new List<BasePlace>();
                foreach (var lead in reader.OfBucket(bucket))
                {
                    if (isFull) places.Add(new BasePlace(lead.Id, BasePlace.NotHere, 0));
                    else if (reader.Read(lead) is { } timeline) places.Add(new BasePlace(lead.Id, thread, parts[thread].Add(timeline)));
                }
                buckets[bucket] = places;
                bytes[thread] = parts[thread].Bytes;
                if (bytes.Sum() > bytesMost) isFull = true;
            }
        });
        return new BaseContent(table, layout, isFull ? [] : parts, [.. buckets.SelectMany(places => places)], !isFull, asOf);
    }

    /// <summary>The same with some leads read again; those that are new come last, those that are gone leave a hole.</summary>
    public BaseContent With(Store store, IReadOnlyCollection<StreamId> changed, ConcurrentDictionary<string, AccountHistory?> accounts, long asOf, CancellationToken cancellation)
    {
        var places = new List<BasePlace>(Places);
        var known = new Dictionary<StreamId, int>();
        for (var i = 0; i < places.Count; i++)
        {
            if (changed.Contains(places[i].Lead)) known[places[i].Lead] = i;
        }
        var part = new PackedTimelines(Table);
        var before = new Timeline();
        using var reader = new BaseReader(store, store.Read(), Table);
        foreach (var id in changed)
        {
            cancellation.ThrowIfCancellationRequested();
            if (known.TryGetValue(id, out var at) && places[at].Part >= 0)
            {
                Parts[places[at].Part].Read(places[at].Number, "", before);
                foreach (var account in before.AccountIds) accounts.TryRemove(account, out _);
            }
            var timeline = reader.Lead(id) is { } lead ? reader.Read(lead) : null;
            foreach (var account in timeline?.AccountIds ?? []) accounts.TryRemove(account, out _);
            var place = new BasePlace(id, timeline is null ? BasePlace.Gone : IsWhole ? Parts.Count : BasePlace.NotHere, timeline is null || !IsWhole ? 0 : part.Add(timeline));
            if (known.TryGetValue(id, out at)) places[at] = place;
            else if (timeline is not null) places.Add(place);
        }
        return this with { Parts = IsWhole ? [.. Parts, part] : Parts, Places = places, AsOf = asOf };
    }
}

/// <summary>Where a lead's timeline is.</summary>
internal readonly record struct BasePlace(StreamId Lead, int Part, int Number)
{
    /// <summary>There was no room for it in memory.</summary>
    public const int NotHere = -1;

    /// <summary>The lead is no more.</summary>
    public const int Gone = -2;
}
