using System.Security.Cryptography;

namespace Kelvin.Storage.Keys;

/// <summary>Seals bytes with one key (AES-128 in GCM, tags of 96 bits): nobody reads or changes them without it.</summary>
public sealed class Seal(ReadOnlySpan<byte> key) : IDisposable
{
    public const int KeyBytes = 16;
    public const int TagBytes = 12;
    public const int NonceBytes = 12;

    private readonly AesGcm cipher = new(key, TagBytes);

    /// <summary>Seals under a nonce that the caller never uses twice with this key. Gives tag, then text.</summary>
    /// <param name="beside">What lies open beside the sealed bytes and must be the same when they are opened.</param>
    public byte[] Close(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> open, ReadOnlySpan<byte> beside = default)
    {
        var closed = new byte[TagBytes + open.Length];
        lock (cipher) cipher.Encrypt(nonce, open, closed.AsSpan(TagBytes), closed.AsSpan(0, TagBytes), beside);
        return closed;
    }

    /// <summary>Seals under a random nonce. Gives nonce, tag, text.</summary>
    public byte[] Close(ReadOnlySpan<byte> open) => CloseBeside(open, default);

    /// <summary>Likewise, beside what lies open and must be the same when they are opened.</summary>
    public byte[] CloseBeside(ReadOnlySpan<byte> open, ReadOnlySpan<byte> beside)
    {
        var closed = new byte[NonceBytes + TagBytes + open.Length];
        RandomNumberGenerator.Fill(closed.AsSpan(0, NonceBytes));
        lock (cipher) cipher.Encrypt(closed.AsSpan(0, NonceBytes), open, closed.AsSpan(NonceBytes + TagBytes), closed.AsSpan(NonceBytes, TagBytes), beside);
        return closed;
    }

    /// <summary>Opens what was closed under the same nonce. Throws when it was changed, or made with another key.</summary>
    public byte[] Open(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> closed, ReadOnlySpan<byte> beside = default)
    {
        if (closed.Length < TagBytes) throw new CryptographicException("Sealed bytes are too short.");
        var open = new byte[closed.Length - TagBytes];
        lock (cipher) cipher.Decrypt(nonce, closed[TagBytes..], closed[..TagBytes], open, beside);
        return open;
    }

    /// <summary>Opens what <see cref="Close(ReadOnlySpan{byte})"/> made.</summary>
    public byte[] Open(ReadOnlySpan<byte> closed) => OpenBeside(closed, default);

    /// <summary>Opens what <see cref="CloseBeside"/> made.</summary>
    public byte[] OpenBeside(ReadOnlySpan<byte> closed, ReadOnlySpan<byte> beside) =>
        closed.Length < NonceBytes ? throw new CryptographicException("Sealed bytes are too short.") : Open(closed[..NonceBytes], closed[NonceBytes..], beside);

    public void Dispose() => cipher.Dispose();
}
