using System.ComponentModel;
using System.Text.Json;
using Kelvin.Server.Access;
using Kelvin.Server.Leads;
using Kelvin.Server.Scores;
using Kelvin.Server.Segments;
using Kelvin.Storage;
using Kelvin.Storage.Segments;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Api;

internal sealed record SegmentView(
    int Id, string Name, JsonElement? When, IReadOnlyList<ScoreTest> Scores, IReadOnlyList<string> Stages, DateTimeOffset CreatedAt, string CreatedBy,
    [property: Description("How many leads are in it now.")] long Leads,
    [property: Description("How much of the leads has been asked since it was made or last changed, 0 to 1.")] double Asked);

internal sealed record SegmentList(IReadOnlyList<SegmentView> Items, string? NextCursor);

/// <summary>Saved conditions over leads: who is in them is kept as events come and time goes by.</summary>
internal static class SegmentEndpoints
{
    public static void MapSegments(this IEndpointRouteBuilder routes)
    {
        var segments = routes.MapGroup("/api/segments").WithTags("Segments");
        segments.MapGet("", List).WithSummary("All segments, with how many leads are in each; the leads themselves: /api/leads?segment=");
        segments.MapPost("", Add).WithSummary("Save a segment; who is in it already does not enter it").Produces<SegmentView>(201).ProducesProblem(409).ProducesProblem(422);
        segments.MapGet("/{id:int}", Get).WithSummary("A segment").Produces<SegmentView>(200).ProducesProblem(404);
        segments.MapPut("/{id:int}", Change).WithSummary("Change a segment; who is in it then does not enter it").Produces<SegmentView>(200).ProducesProblem(404).ProducesProblem(422);
        segments.MapDelete("/{id:int}", Remove).WithSummary("Remove a segment; nobody leaves it").Produces(204).ProducesProblem(404);
    }

    private static Ok<SegmentList> List(Store store, LeadIndex index)
    {
        using var snapshot = store.Read();
        var counts = Counts(store, snapshot, index);
        return TypedResults.Ok(new SegmentList([.. store.Segments.All(snapshot).Select(segment => View(store, snapshot, segment, counts))], null));
    }

    private static IResult Get(int id, Store store, LeadIndex index)
    {
        using var snapshot = store.Read();
        return store.Segments.Find(snapshot, id) is { } segment ? TypedResults.Ok(View(store, snapshot, segment, Counts(store, snapshot, index))) : NoSegment();
    }

    private static async Task<IResult> Add(SegmentDocument asked, Store store, LeadIndex index, TimeProvider clock, HttpContext http)
    {
        if (SegmentReader.Problems(asked) is { Count: > 0 } problems) return Problem.Invalid("segment-invalid", problems);
        var (by, now) = (http.Member().Name, clock.GetUtcNow().ToUnixTimeMilliseconds());
        var added = await store.WriteAsync(tx => FreeSlot(store, tx) is { } slot ? store.Segments.Add(tx, slot, asked.Write(), store.Plans.Renew(tx), now, by) : null);
        if (added is null) return Problem.Result(409, "segments-too-many", $"There are {SegmentStore.SegmentsMost} segments, or as many with those that were just removed: take one away, or try again when all leads have been asked.");
        using var snapshot = store.Read();
        return TypedResults.Created($"/api/segments/{added.Segment}", View(store, snapshot, added, Counts(store, snapshot, index)));
    }

    private static async Task<IResult> Change(int id, SegmentDocument asked, Store store, LeadIndex index)
    {
        if (SegmentReader.Problems(asked) is { Count: > 0 } problems) return Problem.Invalid("segment-invalid", problems);
        var changed = await store.WriteAsync(tx =>
        {
            if (store.Segments.Find(tx, id) is null) return null;
            store.Segments.Change(tx, id, asked.Write(), store.Plans.Renew(tx));
            return store.Segments.Find(tx, id);
        });
        if (changed is null) return NoSegment();
        using var snapshot = store.Read();
        return TypedResults.Ok(View(store, snapshot, changed, Counts(store, snapshot, index)));
    }

    private static async Task<IResult> Remove(int id, Store store)
    {
        var removed = await store.WriteAsync(tx =>
        {
            if (store.Segments.Find(tx, id) is null) return false;
            store.Segments.Remove(tx, id, store.Plans.Renew(tx));
            return true;
        });
        return removed ? TypedResults.NoContent() : NoSegment();
    }

    /// <summary>A slot whose bit no lead has any more; null: there is none.</summary>
    private static int? FreeSlot(Store store, Session tx)
    {
        var taken = store.Segments.All(tx).Select(segment => segment.Slot).ToHashSet();
        taken.UnionWith(store.Segments.Emptying(tx).Where(slot => !Sweep.IsDone(store, tx, slot.Removed)).Select(slot => slot.Slot));
        var free = Enumerable.Range(0, SegmentStore.SegmentsMost).Where(slot => !taken.Contains(slot)).ToList();
        return free.Count > 0 ? free[0] : null;
    }

    private static long[] Counts(Store store, Session session, LeadIndex index)
    {
        if (index.IsReady) return index.CountSegments();
        var counts = new long[SegmentStore.SegmentsMost];
        foreach (var (members, leads) in store.Leads.CountSegments(session))
        {
            for (var slot = 0; slot < counts.Length; slot++)
                if ((members >> slot & 1) != 0) counts[slot] += leads;
        }
        return counts;
    }

    private static SegmentView View(Store store, Session session, StoredSegment segment, long[] counts)
    {
        var document = SegmentDocument.Read(segment.Document);
        return new SegmentView(
            segment.Segment, document.Name, document.When, document.Scores ?? [], document.Stages ?? [], Instants.Of(segment.CreatedAt), segment.CreatedBy,
            counts[segment.Slot], Sweep.ShareDone(store, session, segment.Since));
    }

    private static IResult NoSegment() => Problem.Result(404, "no-segment", "There is no such segment.");
}
