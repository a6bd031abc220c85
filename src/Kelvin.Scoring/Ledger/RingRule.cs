namespace Kelvin.Scoring.Ledger;

/// <summary>How often a listener wants to hear of one and the same line of one lead or account (scoring.md 6).</summary>
/// <param name="FirstTimeOnly">Never again after it has rung once.</param>
/// <param name="CoolDown">Milliseconds for which it stays quiet after it has rung; null: none.</param>
/// <param name="Rearm">Points by which the score must have fallen below the line before it rings again; null: any fall will do.</param>
public sealed record RingRule(bool FirstTimeOnly = false, long? CoolDown = null, long? Rearm = null)
{
    /// <summary>Whether the last of some crossings rings.</summary>
    /// <param name="crossings">Everything that was raised of the same subject, plan, kind, direction and line (or grade, level or verdict), in order.</param>
    public bool Rings(IEnumerable<(long At, long? FellBack)> crossings)
    {
        var rings = false;
        long? rang = null;
        foreach (var (at, fellBack) in crossings)
        {
            rings = !(FirstTimeOnly && rang is not null)
                && !(Rearm is { } distance && fellBack < distance)
                && !(CoolDown is { } quiet && rang is { } before && at - before < quiet);
            if (rings) rang = at;
        }
        return rings;
    }
}
