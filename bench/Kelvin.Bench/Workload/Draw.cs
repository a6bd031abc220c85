namespace Kelvin.Bench.Workload;

/// <summary>
/// A stream of pseudo-random draws (SplitMix64). Our own, because the same seed must give the same workload
/// on every machine and with every release of .NET.
/// </summary>
internal struct Draw(ulong seed)
{
    private ulong state = seed;

    /// <summary>A stream of its own for each number under a seed, so that leads can be drawn in any order.</summary>
    public static Draw For(ulong seed, ulong number) => new(Mix(seed ^ Mix(number + 0x9E3779B97F4A7C15)));

    public static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    public ulong Next() => Mix(state += 0x9E3779B97F4A7C15);

    /// <summary>From 0, excluding <paramref name="end"/>.</summary>
    public int Below(int end) => (int)Math.BigMul(Next(), (ulong)end, out _);

    public long Below(long end) => (long)Math.BigMul(Next(), (ulong)end, out _);

    /// <summary>From 0, excluding 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True in so many of a thousand draws.</summary>
    public bool PerMille(int chances) => Below(1000) < chances;
}

/// <summary>Draws a place with a chance in proportion to its weight.</summary>
internal sealed class Weighted
{
    private readonly double[] sums;

    public Weighted(IEnumerable<double> weights)
    {
        var sum = 0.0;
        sums = [.. weights.Select(weight => sum += weight)];
    }

    public int Of(ref Draw draw)
    {
        var place = Array.BinarySearch(sums, draw.Unit() * sums[^1]);
        return Math.Min(place >= 0 ? place + 1 : ~place, sums.Length - 1);
    }

    /// <summary>The k-th of n places weighs 1/k: few are met often, many hardly ever.</summary>
    public static Weighted Zipf(int places) => new(Enumerable.Range(1, places).Select(k => 1.0 / k));
}
