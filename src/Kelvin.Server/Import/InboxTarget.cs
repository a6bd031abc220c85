using Kelvin.Server.Access;
using Kelvin.Server.Erasure;
using Kelvin.Server.Ingest;
using Kelvin.Storage;
using Kelvin.Storage.Ingest;

namespace Kelvin.Server.Import;

/// <summary>The inbox of the store in this process: the calls go the way of all calls from there.</summary>
internal sealed class InboxTarget(Store store, IngestSettings ingest, Burials burials, Source source) : ImportTarget
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    /// <summary>A source of its own, so that anybody can see where these events came from; its key is nobody's.</summary>
    public static async Task<Source> AddSource(Store store, string name, long now)
    {
        var key = Secrets.New(Secrets.ServerKeyPrefix);
        var added = await store.WriteAsync(tx =>
        {
            var made = store.Access.AddSource(tx, name, Secrets.Hash(key), Secrets.Hint(key), KeyPower.Server, now);
            store.Access.RevokeSource(tx, made.Source, now);
            return made;
        });
        return new Source(added.Source, added.Name, KeyPower.Server);
    }

    public override async Task<IReadOnlyList<NotTaken>> Send(IReadOnlyList<byte[]> calls, CancellationToken cancellation)
    {
        var body = Body(calls);
        if (Envelope.ReadBatch(body, ingest.Limits, out var envelope) is { } refusal) throw new IOException(refusal.Sentence);
        var read = new Calls(ingest, burials, source, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), address: null);
        read.Read(body, envelope, type: null);
        while (await store.Inbox.AppendAsync(read.ToBatch()) is var answer and not InboxAnswer.OnDisk)
        {
            if (answer == InboxAnswer.Unavailable) throw new StoreException($"The store '{store.Name}' cannot be written to.");
            await Task.Delay(Patience, cancellation);
        }
        return [.. (read.Rejections ?? []).Select(one => new NotTaken(one.Index, one.Problem.Sentence()))];
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
