using System.Buffers.Binary;

namespace Kelvin.Storage.Keys;

/// <summary>What is sealed with a stream's key. The numbers are in the store.</summary>
internal enum SealedAs { IdentityValue = 1, Event = 2, AccountFact = 3 }

/// <summary>
/// The nonces of a stream's key, which need not be stored. No two things are ever sealed under one: a number of
/// acceptance is given once, and the purpose tells the rest apart.
/// </summary>
internal static class Nonce
{
    public static void Write(Span<byte> nonce, long accepted, SealedAs purpose)
    {
        BinaryPrimitives.WriteInt64LittleEndian(nonce, accepted);
        BinaryPrimitives.WriteInt32LittleEndian(nonce[sizeof(long)..], (int)purpose);
    }
}
