using Kelvin.Storage;
using Kelvin.Storage.Ingest;

namespace Kelvin.Server.Access;

/// <summary>Where calls come from: a site, an app, a server. Each has a write key of one of the two powers.</summary>
internal sealed record Source(int Number, string Name, KeyPower Power);

/// <summary>Finds the source of a write key, on every tracking request.</summary>
internal sealed class Sources(Store store, TimeProvider clock)
{
    private readonly Remembered<Source> remembered = new(clock);

    public Source? Find(string? writeKey) => remembered.Find(writeKey, hash =>
    {
        using var snapshot = store.Read();
        return store.Access.FindSource(snapshot, hash) is { RevokedAt: null } found ? new Source(found.Source, found.Name, found.Power) : null;
    });

    public void Forget() => remembered.Forget();
}
