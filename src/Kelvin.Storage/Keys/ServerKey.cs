using System.Security.Cryptography;
using System.Text;
using Kelvin.Storage.Identity;

namespace Kelvin.Storage.Keys;

/// <summary>
/// The secret of a deployment, from which all its other keys are derived, one for each use: whoever holds the database
/// without it can neither link a row to a person nor read what the row holds (decisions 0040 and 0041).
/// </summary>
public sealed class ServerKey
{
    public const int Bytes = 32;

    private const int LatelyMost = 1 << 16;

    private readonly Lately?[] lately = new Lately?[LatelyMost];
    private readonly byte[] identities;
    private readonly byte[] accounts;
    private readonly byte[] messages;
    private readonly byte[] streams;
    private readonly byte[] tombstones;
    private readonly byte[] messagesOut;
    private readonly byte[] summaries;
    private readonly byte[] packs;
    private readonly byte[] fingerprint;

    public ServerKey(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != Bytes) throw new ArgumentException($"The server's key has {Bytes} bytes.", nameof(secret));
        var root = secret.ToArray();
        identities = Derive(root, "identity");
        accounts = Derive(root, "account");
        messages = Derive(root, "message");
        streams = Derive(root, "stream");
        tombstones = Derive(root, "tombstone");
        messagesOut = Derive(root, "outbox of a person");
        summaries = Derive(root, "summary");
        packs = Derive(root, "pack");
        fingerprint = Derive(root, "fingerprint");
        Shapes = new Seal(Derive(root, "shapes").AsSpan(0, Seal.KeyBytes));
        Inbox = new Seal(Derive(root, "inbox").AsSpan(0, Seal.KeyBytes));
        Messages = new Seal(Derive(root, "outbox").AsSpan(0, Seal.KeyBytes));
        Webhooks = new Seal(Derive(root, "webhooks").AsSpan(0, Seal.KeyBytes));
    }

    /// <summary>Seals what waits in the inbox.</summary>
    public Seal Inbox { get; }

    /// <summary>Seals the values that the shapes of events are made of; only those that several people have in common.</summary>
    public Seal Shapes { get; }

    /// <summary>Seals messages for the world that are about no person.</summary>
    public Seal Messages { get; }

    /// <summary>Seals the addresses and secrets of those who listen.</summary>
    public Seal Webhooks { get; }

    /// <summary>Tells whether two stores have the same key, without telling the key.</summary>
    public ReadOnlySpan<byte> Fingerprint => fingerprint;

    /// <summary>The identity's own id, and that of the stream of events that carry it as their strongest identity.</summary>
    public StreamId IdentityOf(IdentityKind kind, ReadOnlySpan<byte> value) => IdentityOf(kind, value, out _);

    /// <param name="kept">The value, in bytes that stay and are never changed.</param>
    public StreamId IdentityOf(IdentityKind kind, ReadOnlySpan<byte> value, out byte[] kept)
    {
        var place = new HashCode();
        place.Add(kind);
        place.AddBytes(value);
        ref var known = ref lately[place.ToHashCode() & (LatelyMost - 1)];
        if (known is { } made && made.Kind == kind && value.SequenceEqual(made.Value))
        {
            kept = made.Value;
            return made.Id;
        }
        var id = Hash(identities, (byte)kind, value);
        known = new Lately(kind, kept = value.ToArray(), id);
        return id;
    }

    public StreamId IdentityOf(IdentityKind kind, string value) => IdentityOf(kind, Encoding.UTF8.GetBytes(value));

    public StreamId AccountOf(string accountId) => Hash(accounts, 0, Encoding.UTF8.GetBytes(accountId));

    /// <summary>The key by which a stream knows an event: a keyed hash of its messageId.</summary>
    public MessageKey MessageOf(string messageId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> utf8 = stackalloc byte[512];
        var text = Encoding.UTF8.TryGetBytes(messageId, utf8, out var length) ? utf8[..length] : Encoding.UTF8.GetBytes(messageId);
        HMACSHA256.HashData(messages, text, hash);
        return MessageKey.Read(hash);
    }

    /// <summary>What is left of an erased identity: enough to know it again, not to learn it.</summary>
    public StreamId TombstoneOf(StreamId identity)
    {
        Span<byte> bytes = stackalloc byte[StreamId.Bytes];
        identity.Write(bytes);
        return Hash(tombstones, 0, bytes);
    }

    /// <summary>The key of one stream. Without its salt nobody can make it again, not with the server's key either.</summary>
    public Seal StreamSeal(StreamId stream, ReadOnlySpan<byte> salt) => SealOf(streams, stream, salt);

    /// <summary>The key of the messages about the person whose stream it is; it goes with the salt, as the stream's own does.</summary>
    public Seal MessageSeal(StreamId stream, ReadOnlySpan<byte> salt) => SealOf(messagesOut, stream, salt);

    /// <summary>The key of what lists show of the lead that is named after the stream; it goes with the salt too.</summary>
    public Seal SummarySeal(StreamId stream, ReadOnlySpan<byte> salt) => SealOf(summaries, stream, salt);

    /// <summary>The key of what is packed of the stream's events; it goes with the salt too.</summary>
    public Seal PackSeal(StreamId stream, ReadOnlySpan<byte> salt) => SealOf(packs, stream, salt);

    private static Seal SealOf(byte[] key, StreamId stream, ReadOnlySpan<byte> salt)
    {
        Span<byte> seed = stackalloc byte[StreamId.Bytes + salt.Length];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        stream.Write(seed);
        salt.CopyTo(seed[StreamId.Bytes..]);
        HMACSHA256.HashData(key, seed, hash);
        return new Seal(hash[..Seal.KeyBytes]);
    }

    private static StreamId Hash(byte[] key, byte prefix, ReadOnlySpan<byte> value)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> message = value.Length < 1024 ? stackalloc byte[1025] : new byte[value.Length + 1];
        message[0] = prefix;
        value.CopyTo(message[1..]);
        HMACSHA256.HashData(key, message[..(value.Length + 1)], hash);
        return StreamId.Read(hash);
    }

    private static byte[] Derive(byte[] root, string use) =>
        HKDF.Expand(HashAlgorithmName.SHA256, root, Bytes, Encoding.ASCII.GetBytes("kelvin/" + use));

    /// <summary>People who act act often, and a keyed hash costs more than looking whether it was made lately.</summary>
    private sealed record Lately(IdentityKind Kind, byte[] Value, StreamId Id);
}
