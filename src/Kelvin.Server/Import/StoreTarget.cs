using Kelvin.Server.Access;
using Kelvin.Server.Erasure;
using Kelvin.Server.Ingest;
using Kelvin.Server.Settings;
using Kelvin.Storage;
using Kelvin.Storage.Ingest;

namespace Kelvin.Server.Import;

/// <summary>A store that no server uses: the calls go the same way, inbox and pipeline, in this process.</summary>
internal sealed class StoreTarget : ImportTarget
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    private readonly ServiceProvider services;
    private readonly Store store;
    private readonly IngestSettings ingest;
    private readonly Source source;

    private StoreTarget(ServiceProvider services, Source source)
    {
        (this.services, this.source) = (services, source);
        store = services.GetRequiredService<Store>();
        ingest = services.GetRequiredService<KelvinSettings>().Ingest;
    }

    public static async Task<StoreTarget> Open(string? path, string name)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables();
        if (path is not null) configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Kelvin:Store"] = path });
        var services = new ServiceCollection().AddLogging().AddKelvin(configuration.Build()).BuildServiceProvider();
        try
        {
            services.StartKelvin();
            // A source of its own, so that anybody can see where these events came from; its key is nobody's.
            var store = services.GetRequiredService<Store>();
            var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            var key = Secrets.New(Secrets.ServerKeyPrefix);
            var added = await store.WriteAsync(tx =>
            {
                var made = store.Access.AddSource(tx, name, Secrets.Hash(key), Secrets.Hint(key), KeyPower.Server, now);
                store.Access.RevokeSource(tx, made.Source, now);
                return made;
            });
            return new StoreTarget(services, new Source(added.Source, added.Name, KeyPower.Server));
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

    public override async Task<IReadOnlyList<NotTaken>> Send(IReadOnlyList<byte[]> calls, CancellationToken cancellation)
    {
        var body = Body(calls);
        if (Envelope.ReadBatch(body, ingest.Limits, out var envelope) is { } refusal) throw new IOException(refusal.Sentence);
        var read = new Calls(ingest, services.GetRequiredService<Burials>(), source, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), address: null);
        read.Read(body, envelope, type: null);
        while (await store.Inbox.AppendAsync(read.ToBatch()) is var answer and not InboxAnswer.OnDisk)
        {
            if (answer == InboxAnswer.Unavailable) throw new StoreException($"The store '{store.Settings.Path}' cannot be written to.");
            await Task.Delay(Patience, cancellation);
        }
        return [.. (read.Rejections ?? []).Select(one => new NotTaken(one.Index, one.Problem.Sentence()))];
    }

    public override async Task Finish(CancellationToken cancellation)
    {
        while (HasWork()) await Task.Delay(Patience, cancellation);
    }

    public override async ValueTask DisposeAsync() => await services.DisposeAsync();

    private bool HasWork()
    {
        using var snapshot = store.Read();
        return InboxStore.OldestReceipt(snapshot) is not null || store.Work.Any(snapshot);
    }
}
