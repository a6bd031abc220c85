using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Kelvin.Server.Access;

/// <summary>
/// Remembers for some seconds whom a secret belongs to, so that a revoked one is dead soon on every node. Secrets that belong
/// to nobody are not remembered, so they cannot fill the memory.
/// </summary>
internal sealed class Remembered<T>(TimeProvider clock) where T : class
{
    private static readonly TimeSpan For = TimeSpan.FromSeconds(3);
    private readonly ConcurrentDictionary<UInt128, (T Owner, long Until)> owners = new();

    public T? Find(string? secret, Func<byte[], T?> look)
    {
        if (secret is not { Length: > 0 and <= Secrets.Longest }) return null;
        Span<byte> utf8 = stackalloc byte[Secrets.Longest * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(secret, utf8)], hash);
        var key = BinaryPrimitives.ReadUInt128BigEndian(hash);
        var now = clock.GetTimestamp();
        if (owners.TryGetValue(key, out var known) && now < known.Until) return known.Owner;
        var owner = look(hash.ToArray());
        if (owner is null) owners.TryRemove(key, out _);
        else owners[key] = (owner, now + (long)(For.TotalSeconds * clock.TimestampFrequency));
        return owner;
    }

    public void Forget() => owners.Clear();
}
