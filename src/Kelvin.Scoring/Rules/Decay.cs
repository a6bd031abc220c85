namespace Kelvin.Scoring.Rules;

/// <summary>How what an event is worth fades with its age: a factor between 1 at age 0 and 0, never rising.</summary>
public abstract record Decay
{
    /// <summary>The factor at an age in milliseconds, 0 or more.</summary>
    public abstract double At(long age);
}

/// <summary>Half of it is left after each half-life (milliseconds).</summary>
public sealed record HalfLife(long Milliseconds) : Decay
{
    private const int Slots = 1024;
    private static readonly double[] PowersOfSlots = [.. Enumerable.Range(0, Slots).Select(i => Math.Pow(2, -i / (double)Slots))];

    /// <summary>
    /// 2^(-age/half-life), within two units in the last place and exact at whole half-lives: the whole part goes into the
    /// exponent, the rest into a table and a short series. It is several times faster than <see cref="Math.Pow"/>.
    /// </summary>
    public override double At(long age)
    {
        var halfLives = (double)age / Milliseconds;
        if (halfLives >= 1000) return 0;
        var whole = (int)halfLives;
        var rest = (halfLives - whole) * Slots;
        var slot = (int)rest;
        var x = (rest - slot) * (0.69314718055994530942 / Slots);
        var series = 1 - (x * (1 - (x * (0.5 - (x * ((1.0 / 6) - (x * (1.0 / 24))))))));
        return PowersOfSlots[slot] * series * BitConverter.Int64BitsToDouble((1023L - whole) << 52);
    }
}

/// <summary>Falls in a straight line to nothing at that age (milliseconds).</summary>
public sealed record Linear(long Milliseconds) : Decay
{
    public override double At(long age) => Math.Max(0, 1 - ((double)age / Milliseconds));
}

/// <summary>Loses a share (per cent) after each full step (milliseconds).</summary>
public sealed record Steps(long Every, double Lose) : Decay
{
    public override double At(long age) => Math.Pow(1 - (Lose / 100), Math.Floor((double)(age / Every)));
}
