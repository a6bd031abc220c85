namespace Kelvin.Server.Demo;

/// <summary>
/// Pseudo-random draws (SplitMix64). Our own, so that the same seed makes the same company on every machine and with every
/// release of .NET.
/// </summary>
internal sealed class Dice(ulong seed)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong state = seed;

    /// <summary>Dice of their own for each number under a seed, so that people can be made in any order.</summary>
    public static Dice For(ulong seed, ulong number) => new(Mix(seed ^ Mix(number + Golden)));

    /// <summary>From 0, excluding 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>From the first, excluding the second.</summary>
    public double Between(double from, double until) => from + Unit() * (until - from);

    /// <summary>From 0, excluding <paramref name="end"/>.</summary>
    public int Below(int end) => (int)Math.BigMul(Next(), (ulong)end, out _);

    public bool Chance(double chance) => Unit() < chance;

    /// <summary>A waiting time of the given mean: mostly short, sometimes long.</summary>
    public double Wait(double mean) => -Math.Log(1 - Unit()) * mean;

    public T Of<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>One of the choices, with a chance in proportion to its weight.</summary>
    public T Weighed<T>(params ReadOnlySpan<(T Choice, double Weight)> choices)
    {
        var sum = 0.0;
        foreach (var (_, weight) in choices) sum += weight;
        var left = Unit() * sum;
        foreach (var (choice, weight) in choices)
        {
            left -= weight;
            if (left < 0) return choice;
        }
        return choices[^1].Choice;
    }

    private ulong Next() => Mix(state += Golden);

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
