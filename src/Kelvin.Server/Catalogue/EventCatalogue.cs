using System.Text;
using System.Threading.Channels;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;
using Kelvin.Storage;
using Kelvin.Storage.Catalogue;

namespace Kelvin.Server.Catalogue;

/// <summary>
/// Notes which events, properties and traits come in, beside the way of an event: slices are handed over once they are done, and
/// what was noted is written down now and then. A crash loses the last few seconds of counting, and nothing else.
/// </summary>
internal sealed partial class EventCatalogue(Store store, Pipeline pipeline, ILogger<EventCatalogue> log) : BackgroundService
{
    public const int NamesMost = 10_000;
    private const int PathsOfAnEvent = 200;
    private const int DepthMost = 3;
    private const int LongestName = 200;
    private const int SlicesWaitingMost = 256;
    private const int WrittenAtOnce = 200;

    /// <summary>Of each name so many events are looked into, and of the others one in some.</summary>
    private const int LookedIntoFirst = 500;
    private const int LookedIntoOneIn = 16;

    private static readonly TimeSpan WrittenEach = TimeSpan.FromSeconds(15);

    private readonly Channel<SeenEvent[]> slices = Channel.CreateBounded<SeenEvent[]>(new BoundedChannelOptions(SlicesWaitingMost) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock gate = new();
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly Dictionary<(CatalogueKind Kind, string Name, string Path), CatalogueEntry> entries = [];
    private readonly Dictionary<string, (long Seen, int Paths)> names = new(StringComparer.Ordinal);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        pipeline.Seen = events => slices.Writer.TryWrite(events);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(WrittenEach);
        var counting = Count(stoppingToken);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await WriteIfPossible();
        }
        catch (OperationCanceledException)
        {
            await counting;
        }
    }

    private async Task WriteIfPossible()
    {
        try
        {
            await Write();
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // Without a catalogue editors complete less; nothing else is the worse for it.
            NotWritten(log, fault);
        }
    }

    /// <summary>Everything that was noted until now is in the store when this is done.</summary>
    public async Task Write()
    {
        NoteAll();
        await writing.WaitAsync();
        try
        {
            List<(CatalogueKind Kind, string Name, string Path)> fresh;
            lock (gate) fresh = [.. entries.Where(entry => entry.Value.IsFresh).Select(entry => entry.Key)];
            foreach (var some in fresh.Chunk(WrittenAtOnce)) await store.WriteAsync(tx => Write(tx, some));
        }
        finally
        {
            writing.Release();
        }
    }

    private void Write(Session tx, (CatalogueKind Kind, string Name, string Path)[] some)
    {
        foreach (var (kind, name, path) in some)
        {
            var before = store.Catalogue.Find(tx, kind, name, path);
            CatalogueRow row;
            lock (gate)
            {
                var entry = entries[(kind, name, path)];
                row = entry.Onto(before, kind, name, path);
                entry.Written();
            }
            store.Catalogue.Put(tx, row);
        }
    }

    private async Task Count(CancellationToken stopping)
    {
        try
        {
            while (await slices.Reader.WaitToReadAsync(stopping)) NoteAll();
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    /// <summary>Taking a slice and noting it is one step, so that nobody who asks finds it neither here nor there.</summary>
    private void NoteAll()
    {
        lock (gate)
        {
            while (slices.Reader.TryRead(out var slice))
            {
                foreach (var seen in slice) Note(seen);
            }
        }
    }

    private void Note(SeenEvent seen)
    {
        var e = seen.Event;
        if (e.Name.Length > LongestName || Entry(CatalogueKind.Event, e.Name, "") is not { } entry) return;
        entry.See(e.Timestamp);
        var (count, paths) = names.GetValueOrDefault(e.Name);
        names[e.Name] = (count + 1, paths);
        if (count >= LookedIntoFirst && count % LookedIntoOneIn != 0) return;
        var kind = e.Name switch { Event.Identify => CatalogueKind.Trait, Event.Group => CatalogueKind.AccountTrait, _ => CatalogueKind.Property };
        if (e.Properties.Kind == ValueKind.Object) Note(e.Properties.AsObject, kind, e, "", 1, seen.Lead.Low);
    }

    private void Note(JsonObject members, CatalogueKind kind, Event e, string above, int depth, ulong lead)
    {
        var name = kind == CatalogueKind.Property ? e.Name : "";
        foreach (ref readonly var member in members.Members)
        {
            var path = above + member.Key;
            if (path.Length > LongestName) continue;
            if (member.Value.Kind == ValueKind.Object && depth < DepthMost)
            {
                Note(member.Value.AsObject, kind, e, path + ".", depth + 1, lead);
                continue;
            }
            if (!entries.ContainsKey((kind, name, path)))
            {
                var (count, paths) = names[e.Name];
                if (paths >= PathsOfAnEvent) continue;
                names[e.Name] = (count, paths + 1);
            }
            if (Entry(kind, name, path) is not { } entry) return;
            entry.See(e.Timestamp);
            entry.See(member.Value, HashOf(member.Value), lead);
        }
    }

    private CatalogueEntry? Entry(CatalogueKind kind, string name, string path)
    {
        if (entries.TryGetValue((kind, name, path), out var known)) return known;
        if (entries.Count >= NamesMost) return null;
        var entry = new CatalogueEntry();
        entries.Add((kind, name, path), entry);
        return entry;
    }

    /// <summary>FNV-1a, with its bits mixed: a sketch needs no more.</summary>
    private static ulong HashOf(Value value)
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var b in Encoding.UTF8.GetBytes(ValueWriter.ToJson(value))) hash = (hash ^ b) * 1_099_511_628_211;
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
        return hash ^ (hash >> 33);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The catalogue of events could not be written.")]
    private static partial void NotWritten(ILogger log, Exception fault);
}
