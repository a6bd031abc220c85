using System.Text.Json;
using Kelvin.Scoring.Ledger;
using Kelvin.Storage;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Ledgers;

/// <summary>The funnel as the deployment has set it.</summary>
internal sealed class FunnelBook(Store store)
{
    private const string Name = "funnel";

    private byte[]? read;
    private Funnel funnel = Funnel.Default;

    public Funnel Read(Session session)
    {
        var bytes = store.OwnSettings.Read(session, Name);
        if (bytes is null) return Funnel.Default;
        // The writer's thread and readers may both ask; whichever comes last leaves a funnel that fits its bytes.
        lock (this)
        {
            if (read is null || !bytes.AsSpan().SequenceEqual(read)) (read, funnel) = (bytes, JsonSerializer.Deserialize<Funnel>(bytes)!);
            return funnel;
        }
    }

    public void Write(Session tx, Funnel set) => store.OwnSettings.Write(tx, Name, JsonSerializer.SerializeToUtf8Bytes(set));
}
