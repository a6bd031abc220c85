namespace Kelvin.Scoring.Rules;

/// <summary>How what an event is worth fades with its age: a factor between 1 at age 0 and 0, never rising.</summary>
public abstract record Decay
{
    /// <summary>The factor at an age in milliseconds, 0 or more.</summary>
    public abstract double At(long age);
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
