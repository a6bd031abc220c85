using Kelvin.Server.Access;
using Kelvin.Server.Erasure;

namespace Kelvin.Server.Ingest;

/// <summary>A call that came in lately, or a request that was refused whole.</summary>
/// <param name="Number">Counts up; whoever has seen one asks for those after it.</param>
/// <param name="Source">Null: the key was missing or wrong.</param>
/// <param name="Reason">Null: the call was accepted.</param>
/// <param name="Json">The call as it came, or its beginning; empty for a request that was refused whole.</param>
internal sealed record RecentCall(long Number, long ReceivedAt, Source? Source, CallType? Type, string? Reason, string? Detail, byte[] Json, bool IsCut);

/// <summary>
/// The last calls of each source, in memory, for whoever connects a source and wants to see what arrives. It is bounded in
/// every direction, and no part of what is promised: it begins empty and forgets.
/// </summary>
internal sealed class RecentCalls(Burials burials, TimeProvider clock)
{
    public const int PerSource = 100;
    public const int BytesOfCall = 4 * 1024;

    /// <summary>Sources beyond these are not shown.</summary>
    private const int SourcesMost = 64;

    /// <summary>Of a busy source the first of each second are kept, so that ingest hardly feels it.</summary>
    private const int PerSecond = 20;

    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(15);

    private readonly Lock gate = new();
    private readonly Dictionary<int, Shelf> shelves = [];
    private long last;
    private int burialsSeen;

    public void Add(Source source, Calls calls, CallType? type, ReadOnlyMemory<byte> body, Envelope envelope)
    {
        lock (gate)
        {
            var (shelf, now) = ShelfOf(source.Number);
            if (shelf is null) return;
            foreach (var (index, _, problem) in calls.Rejections ?? [])
            {
                if (!shelf.Takes(now)) break;
                Keep(shelf, now, source, type, problem.Code(), problem.Sentence(), envelope.Items[index].Of(body).Span);
            }
            foreach (var item in calls.Items)
            {
                if (!shelf.Takes(now)) break;
                Keep(shelf, now, source, (CallType)item.Type, null, null, item.Json.Span);
            }
        }
    }

    public void AddRefused(Source? source, Refusal refusal)
    {
        lock (gate)
        {
            var (shelf, now) = ShelfOf(source?.Number ?? 0);
            if (shelf?.Takes(now) == true) Keep(shelf, now, source, null, refusal.Code, refusal.Sentence, []);
        }
    }

    /// <summary>Those after a number, the newest first.</summary>
    /// <param name="source">Null: of all sources; 0: without a known key.</param>
    public IReadOnlyList<RecentCall> After(long number, int? source, int most)
    {
        lock (gate)
        {
            Forget();
            var oldest = clock.GetUtcNow().ToUnixTimeMilliseconds() - (long)KeptFor.TotalMilliseconds;
            return [.. shelves.Where(shelf => source is null || shelf.Key == source).SelectMany(shelf => shelf.Value.Calls)
                .Where(call => call.Number > number && call.ReceivedAt >= oldest).OrderByDescending(call => call.Number).Take(most)];
        }
    }

    private (Shelf? Shelf, long Now) ShelfOf(int source)
    {
        Forget();
        if (!shelves.TryGetValue(source, out var shelf) && shelves.Count < SourcesMost) shelves[source] = shelf = new Shelf();
        return (shelf, clock.GetUtcNow().ToUnixTimeMilliseconds());
    }

    private void Keep(Shelf shelf, long now, Source? source, CallType? type, string? reason, string? detail, ReadOnlySpan<byte> json)
    {
        var kept = json.Length <= BytesOfCall ? json : json[..BytesOfCall];
        shelf.Calls.Enqueue(new RecentCall(++last, now, source, type, reason, detail, kept.ToArray(), kept.Length < json.Length));
        while (shelf.Calls.Count > PerSource) shelf.Calls.Dequeue();
    }

    /// <summary>When someone was erased, nobody is shown any more.</summary>
    private void Forget()
    {
        if (burials.Version == burialsSeen) return;
        burialsSeen = burials.Version;
        shelves.Clear();
    }

    private sealed class Shelf
    {
        private long second;
        private int ofSecond;

        public Queue<RecentCall> Calls { get; } = new();

        public bool Takes(long now)
        {
            if (now / 1000 != second) (second, ofSecond) = (now / 1000, 0);
            return ofSecond++ < PerSecond;
        }
    }
}
