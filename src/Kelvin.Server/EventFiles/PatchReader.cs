using System.Runtime.InteropServices;
using System.Text;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;
using Kelvin.Server.Ingest;

namespace Kelvin.Server.EventFiles;

/// <summary>
/// Finds what an identify or group call says of the traits that plans look at, from its bytes. The number of a value is
/// remembered beside its bytes, so that values are made only of what was not met before. For one thread; several share one pool.
/// </summary>
internal sealed class PatchReader
{
    /// <summary>Values of one trait that are remembered; the others are read each time, with the same answers.</summary>
    private const int MostRemembered = 4096;
    private const int LongestRemembered = 64;

    /// <summary>Patches that are used again where another call says the same.</summary>
    private const int PatchSlots = 1024;

    private readonly TraitPool pool;
    private readonly byte[][] keys;
    private readonly Dictionary<byte[], int>[] known;
    private readonly int[] numbers;
    private readonly TraitPatch?[] patches = new TraitPatch?[PatchSlots];
    private readonly int[][] patchNumbers = new int[PatchSlots][];

    public PatchReader(TraitPool pool)
    {
        this.pool = pool;
        keys = [.. pool.Keys.ToArray().Select(Encoding.UTF8.GetBytes)];
        known = [.. keys.Select(_ => new Dictionary<byte[], int>(ByteComparer.Instance))];
        numbers = new int[keys.Length];
    }

    public TraitPatch Of(in Call call)
    {
        if (!TryRead(call.Properties, out var own)) return pool.PatchOf(call.ReadProperties());
        if (own is not null) return pool.PatchOf(numbers, own);
        var slot = (int)(ByteHash.Of(MemoryMarshal.AsBytes(numbers.AsSpan())) & (PatchSlots - 1));
        if (patches[slot] is { } same && numbers.AsSpan().SequenceEqual(patchNumbers[slot])) return same;
        patchNumbers[slot] = [.. numbers];
        return patches[slot] = pool.PatchOf(numbers, null);
    }

    /// <summary>Fails where only reading everything tells: names with escapes, and traits that stand there twice.</summary>
    private bool TryRead(ReadOnlySpan<byte> traits, out Value[]? own)
    {
        own = null;
        numbers.AsSpan().Fill(TraitPool.Unsaid);
        if (traits.IsEmpty) return true;
        var scanner = new JsonScanner(traits);
        if (!scanner.Pass((byte)'{')) return false;
        while (scanner.Next != '}')
        {
            var start = scanner.At;
            if (!scanner.PassText() || scanner.Escaped) return false;
            var place = PlaceOf(traits[(start + 1)..(scanner.At - 1)]);
            scanner.PassSpace();
            if (!scanner.Pass((byte)':')) return false;
            start = scanner.At;
            if (!scanner.PassValue(1)) return false;
            if (place >= 0)
            {
                if (numbers[place] != TraitPool.Unsaid) return false;
                numbers[place] = NumberOf(place, traits[start..scanner.At].TrimEnd(" \t\r\n"u8), ref own);
            }
            if (scanner.Next != '}' && !scanner.Pass((byte)',')) return false;
        }
        return true;
    }

    private int PlaceOf(ReadOnlySpan<byte> name)
    {
        for (var place = 0; place < keys.Length; place++)
        {
            if (name.SequenceEqual(keys[place])) return place;
        }
        return -1;
    }

    private int NumberOf(int place, ReadOnlySpan<byte> json, ref Value[]? own)
    {
        var numbersOfKey = known[place].GetAlternateLookup<ReadOnlySpan<byte>>();
        if (json.Length <= LongestRemembered && numbersOfKey.TryGetValue(json, out var number)) return number;
        var value = ValueReader.Read(json);
        number = pool.NumberOf(place, value);
        if (number == TraitPool.Unnumbered) (own ??= new Value[keys.Length])[place] = value;
        else if (json.Length <= LongestRemembered && known[place].Count < MostRemembered) numbersOfKey[json] = number;
        return number;
    }
}
