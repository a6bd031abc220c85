using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Evaluation;

/// <summary>All that can be seen of a lead under a plan at an instant.</summary>
/// <param name="Asides">See <see cref="LeadProgram.AsidesThatHold"/>.</param>
internal readonly record struct LeadState(Score? Score, ulong Asides);

/// <summary>
/// Finds the first instant at which a lead's state differs if nothing happens. From break to break (see <see cref="Breaks"/>)
/// points only shrink, so the values at both ends bound all between: it halves only where the bounds allow a change, down to
/// the millisecond.
/// </summary>
internal sealed class LeadChangeSearch
{
    /// <summary>How many evaluations one search may take. Only plans in which gains and losses cancel to a half point, for years, come near it.</summary>
    private const int MostProbes = 100_000;

    private readonly LeadProgram program;
    private readonly Run run;
    private readonly bool gatherAgain;
    private Breaks? breaks;
    private Probe? latest;
    private int probes;

    /// <param name="run">Begun, and kept by this search for as long as it is used.</param>
    public LeadChangeSearch(LeadProgram program, Run run)
    {
        this.program = program;
        this.run = run;
        gatherAgain = program.Matchers.Any(m => m.WherePending);
    }

    /// <summary>The first change after an instant; null when there is no score then, or none ever changes.</summary>
    public NextChange? First(long at)
    {
        var start = ProbeAt(at);
        return start.State.Score is null || FirstAfter(start, Dates.Last) is not { } changed ? null : new NextChange(changed.At, changed.State.Score);
    }

    public LeadState StateAt(long at) => (latest is { } known && known.At == at ? known : ProbeAt(at)).State;

    /// <summary>
    /// The first instant after another, up to a last one, at which anything of the state differs from then, also where there
    /// is no score; null if never. How near the last one is decides what the answer costs.
    /// </summary>
    public (long At, LeadState State)? FirstAfter(long at, long until)
    {
        if (until <= at) return null;
        return FirstAfter(latest is { } known && known.At == at ? known : ProbeAt(at), until) is { } found ? (found.At, found.State) : null;
    }

    private Probe? FirstAfter(Probe start, long until)
    {
        probes = 0;
        for (var here = start; ;)
        {
            breaks ??= new Breaks(program, run);
            var next = Math.Min(breaks.After(here.At), until + 1);
            if (next - 1 > here.At && Between(here, ProbeAt(next - 1)) is { } found) return found;
            if (next > until) return null;
            here = ProbeAt(next);
            if (here.State != start.State) return here;
        }
    }

    /// <summary>The first difference in (low, high], within which there is no break.</summary>
    private Probe? Between(Probe low, Probe high)
    {
        var differs = high.State != low.State;
        if (!differs && !CanDifferBetween(low, high)) return null;
        if (high.At - low.At <= 1) return differs ? high : null;
        if (probes > MostProbes) return differs ? high : null;
        var middle = ProbeAt(low.At + ((high.At - low.At) / 2));
        if (Between(low, middle) is { } earlier) return earlier;
        return middle.State != low.State ? middle : Between(middle, high);
    }

    private bool CanDifferBetween(Probe low, Probe high)
    {
        if (low.State.Score is not { } score) return false;
        return Engagement(high.Gains, low.Losses) != score.Engagement || Engagement(low.Gains, high.Losses) != score.Engagement;
    }

    /// <summary>The engagement if each rule had these gains and losses.</summary>
    private long Engagement(double[] gains, double[] losses)
    {
        foreach (var item in program.Engagement.Items)
        {
            foreach (var rule in item.Rules) run.RulePoints[rule.Number] = rule.Clamp(gains[rule.Number] + losses[rule.Number]);
        }
        return Bounds.Round(program.Engagement.Clamp(program.Engagement.Sum(run.RulePoints)));
    }

    private Probe ProbeAt(long at)
    {
        probes++;
        bool inAudience;
        Score score;
        if (breaks is null || gatherAgain)
        {
            inAudience = program.Evaluate(run, at, listAll: true, out score);
        }
        else
        {
            run.Subject.At = at;
            inAudience = program.AddUp(run, out score);
        }
        return latest = new Probe(at, new LeadState(inAudience ? score : null, program.AsidesThatHold(run)), [.. run.Gains], [.. run.Losses]);
    }

    private sealed record Probe(long At, LeadState State, double[] Gains, double[] Losses);
}
