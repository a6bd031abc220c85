using System.Numerics;
using System.Text.Json;
using Kelvin.Scoring.Values;
using Kelvin.Storage.Catalogue;

namespace Kelvin.Server.Catalogue;

/// <summary>What has come in of one name or path since it was last written down.</summary>
internal sealed class CatalogueEntry
{
    /// <summary>A sketch of that many registers is off by some 6 per cent.</summary>
    private const int Registers = 256;
    private const int RegisterBits = 8;

    private const int CandidatesMost = 12;
    private const int ExamplesMost = 8;
    private const int LongestExample = 60;

    /// <summary>A value is shown once that many leads have it, about: then it tells of none of them.</summary>
    public const int LeadsForExample = 20;

    private readonly byte[] registers = new byte[Registers];
    private readonly Dictionary<Value, ulong> candidates = [];

    public long Count { get; private set; }
    public long First { get; private set; } = long.MaxValue;
    public long Last { get; private set; } = long.MinValue;
    public int Types { get; private set; }

    /// <summary>Whether there is something to write down.</summary>
    public bool IsFresh => Count > 0;

    public void See(long at)
    {
        Count++;
        First = Math.Min(First, at);
        Last = Math.Max(Last, at);
    }

    public void See(Value value, ulong hash, ulong lead)
    {
        Types |= 1 << (int)value.Kind;
        var place = (int)(hash >> (64 - RegisterBits));
        var rank = (byte)(BitOperations.LeadingZeroCount((hash << RegisterBits) | 1) + 1);
        if (rank > registers[place]) registers[place] = rank;
        if (value.Kind is ValueKind.Array or ValueKind.Object or ValueKind.Null || (value.Kind == ValueKind.Text && (value.AsText.Length is 0 or > LongestExample))) return;
        var bit = 1UL << (int)(lead >> 58);
        if (candidates.TryGetValue(value, out var leads))
        {
            candidates[value] = leads | bit;
            return;
        }
        if (candidates.Count == CandidatesMost)
        {
            // A value that one lead has makes way for one that may be common.
            var rarest = candidates.MinBy(one => BitOperations.PopCount(one.Value));
            if (BitOperations.PopCount(rarest.Value) > 1) return;
            candidates.Remove(rarest.Key);
        }
        candidates[value] = bit;
    }

    /// <summary>What is to be written, with what was written before.</summary>
    public CatalogueRow Onto(CatalogueRow? before, CatalogueKind kind, string name, string path)
    {
        var merged = registers.ToArray();
        if (before?.Registers.Length == Registers)
        {
            for (var i = 0; i < Registers; i++) merged[i] = Math.Max(merged[i], before.Registers[i]);
        }
        var examples = JsonSerializer.Deserialize<List<JsonElement>>(before?.Examples ?? "[]")!.ConvertAll(example => example.GetRawText());
        foreach (var (value, leads) in candidates)
        {
            if (examples.Count < ExamplesMost && About(leads) >= LeadsForExample && ValueWriter.ToJson(value) is var json && !examples.Contains(json)) examples.Add(json);
        }
        return new CatalogueRow(
            kind, name, path, Count + (before?.Count ?? 0), Math.Min(First, before?.FirstSeen ?? long.MaxValue), Math.Max(Last, before?.LastSeen ?? long.MinValue),
            Types | (before?.Types ?? 0), merged, $"[{string.Join(',', examples)}]");
    }

    /// <summary>It was written. What is known of candidates stays: a value may need days to come from many.</summary>
    public void Written() => (Count, First, Last) = (0, long.MaxValue, long.MinValue);

    /// <summary>About how many different values a sketch has met.</summary>
    public static long Distinct(ReadOnlySpan<byte> registers)
    {
        double sum = 0;
        var empty = 0;
        foreach (var register in registers)
        {
            sum += Math.Pow(2, -register);
            if (register == 0) empty++;
        }
        if (registers.Length == 0 || empty == registers.Length) return 0;
        var estimate = 0.7213 / (1 + (1.079 / registers.Length)) * registers.Length * registers.Length / sum;
        return (long)Math.Round(estimate <= 2.5 * registers.Length && empty > 0 ? registers.Length * Math.Log((double)registers.Length / empty) : estimate);
    }

    /// <summary>How many leads set those bits, about.</summary>
    private static double About(ulong leads)
    {
        var set = BitOperations.PopCount(leads);
        return set == 64 ? double.PositiveInfinity : -64 * Math.Log(1 - (set / 64.0));
    }
}
