using System.Buffers.Binary;
using Kelvin.Server.Identity;
using Kelvin.Server.Ingest;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Ingest;

namespace Kelvin.Server.EventFiles;

/// <summary>
/// The ids of a call in one run of bytes: which of them there are, then each with its length. Calls of one caller have
/// equal bytes, so that a file's calls are told apart by one look-up each.
/// </summary>
internal static class CallerBytes
{
    public const byte User = 1, Anonymous = 2, Email = 4, Previous = 8;

    /// <summary>Four ids of the longest kind.</summary>
    public const int MostBytes = 1 + (4 * (2 + (CallReader.MaxIdLength * 4)));

    public static int Write(in Call call, Span<byte> into)
    {
        var length = 1;
        byte places = 0;
        places |= Add(call.UserId, User, into, ref length);
        places |= Add(call.AnonymousId, Anonymous, into, ref length);
        places |= Add(call.Email, Email, into, ref length);
        if (call.Type == CallType.Alias) places |= Add(call.PreviousId, Previous, into, ref length);
        into[0] = places;
        return length;
    }

    /// <summary>The id in one place, or empty.</summary>
    public static ReadOnlySpan<byte> Id(ReadOnlySpan<byte> caller, byte place)
    {
        var at = 1;
        for (byte other = User; other <= Previous; other <<= 1)
        {
            if ((caller[0] & other) == 0) continue;
            var length = BinaryPrimitives.ReadUInt16LittleEndian(caller[at..]);
            if (other == place) return caller.Slice(at + 2, length);
            at += 2 + length;
        }
        return default;
    }

    public static PlaceLink[] Links(ReadOnlySpan<byte> caller) =>
        CallLinks.Of((caller[0] & User) != 0, (caller[0] & Anonymous) != 0, (caller[0] & Email) != 0, (caller[0] & Previous) != 0);

    private static byte Add(ReadOnlySpan<byte> id, byte place, Span<byte> into, ref int length)
    {
        if (id.IsEmpty) return 0;
        BinaryPrimitives.WriteUInt16LittleEndian(into[length..], (ushort)id.Length);
        id.CopyTo(into[(length + 2)..]);
        length += 2 + id.Length;
        return place;
    }
}
