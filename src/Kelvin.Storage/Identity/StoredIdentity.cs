using System.Text;
using Kelvin.Storage.Keys;

namespace Kelvin.Storage.Identity;

/// <summary>One name by which a lead is known. Its value is sealed with the key of its own stream, as the stream's events are.</summary>
/// <param name="Marks">What is known of it beside its links, in the words of the identity rules.</param>
/// <param name="Salt">What makes the stream's key; without it nothing of the stream can be read again.</param>
public sealed record StoredIdentity(StreamId Id, IdentityKind Kind, byte Marks, StreamId Lead, byte[] Salt, byte[] SealedValue)
{
    public const int SaltBytes = 16;

    public string ReadValue(Seal seal)
    {
        Span<byte> nonce = stackalloc byte[Seal.NonceBytes];
        Nonce.Write(nonce, 0, SealedAs.IdentityValue);
        return Encoding.UTF8.GetString(seal.Open(nonce, SealedValue));
    }

    internal static byte[] SealValue(ReadOnlySpan<byte> value, Seal seal)
    {
        Span<byte> nonce = stackalloc byte[Seal.NonceBytes];
        Nonce.Write(nonce, 0, SealedAs.IdentityValue);
        return seal.Close(nonce, value);
    }
}
