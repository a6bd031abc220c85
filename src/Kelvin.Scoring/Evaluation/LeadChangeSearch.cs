using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Evaluation;

/// <summary>All that can be seen of a lead under a plan at an instant.</summary>
/// <param name="Asides">See <see cref="LeadProgram.AsidesThatHold"/>.</param>
internal readonly record struct LeadState(Score? Score, ulong Asides);

/// <summary>
/// Finds the first instant at which a lead's state differs if nothing happens. From break to break (see <see cref="Breaks"/>)
/// points only shrink, so the values at both ends bound all between: it looks between them only where the bounds allow a change, down
/// to the millisecond.
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
    private Cuts? cuts;
    private int probes;
    private long from;

    /// <param name="run">Begun, and kept by this search for as long as it is used.</param>
    public LeadChangeSearch(LeadProgram program, Run run)
    {
        this.program = program;
        this.run = run;
        gatherAgain = program.GathersAgain;
        run.LetGo();
    }

    /// <summary>The first change after an instant; null when there is no score then, or none ever changes.</summary>
    public NextChange? First(long at)
    {
        var start = ProbeAt(at);
        return start.State.Score is null || FirstAfter(start, Dates.Last) is not { } changed ? null : new NextChange(changed.At, changed.State.Score);
    }

    public LeadState StateAt(long at) => At(at).State;

    /// <summary>
    /// The first instant after another, up to a last one, at which anything of the state differs from then, also where there
    /// is no score; null if never. How near the last one is decides what the answer costs.
    /// </summary>
    public (long At, LeadState State)? FirstAfter(long at, long until) => until > at && FirstAfter(At(at), until) is { } found ? (found.At, found.State) : null;

    /// <summary>As <see cref="FirstAfter(long, long)"/>, but only for crossings.</summary>
    public (long At, LeadState State)? FirstCrossing(long at, long until, Cuts crossings)
    {
        cuts = crossings;
        var found = FirstAfter(at, until);
        cuts = null;
        return found;
    }

    /// <summary>The lowest score that the last search came by, of those before what it found.</summary>
    public long? Lowest { get; private set; }

    private Probe At(long at) => latest is { } known && known.At == at ? known : ProbeAt(at);

    private Probe? FirstAfter(Probe start, long until)
    {
        probes = 0;
        Lowest = null;
        for (var here = start; ;)
        {
            from = here.At;
            breaks ??= new Breaks(program, run);
            var next = Math.Min(breaks.After(here.At), until + 1);
            ComeBy(here);
            if (next - 1 > here.At)
            {
                var end = ProbeAt(next - 1);
                if (Between(here, end) is { } found) return found;
                ComeBy(end);
            }
            if (next > until) return null;
            here = ProbeAt(next);
            if (Differ(here, start)) return here;
        }
    }

    /// <summary>The first difference in (low, high], within which there is no break.</summary>
    private Probe? Between(Probe low, Probe high)
    {
        var differs = Differ(high, low);
        if (!differs && !CanDifferBetween(low, high)) return null;
        if (high.At - low.At <= 1) return differs ? high : null;
        if (probes > MostProbes) return differs ? high : null;
        var middle = ProbeAt(Guess.Between(from, (low.At, low.Engaged), (high.At, high.Engaged), probes));
        if (Between(low, middle) is { } earlier) return earlier;
        return Differ(middle, low) ? middle : Between(middle, high);
    }

    private bool CanDifferBetween(Probe low, Probe high)
    {
        if (low.State.Score is not { } score) return false;
        long least = Engagement(high.Gains, low.Losses), most = Engagement(low.Gains, high.Losses);
        return cuts is not null ? cuts.LieBetween(score.Fit, least, most) : least != score.Engagement || most != score.Engagement;
    }

    private bool Differ(Probe left, Probe right) => cuts is not null ? cuts.Differ(left.State.Score, right.State.Score) : left.State != right.State;

    private void ComeBy(Probe probe)
    {
        if (probe.State.Score is { } score && !(Lowest <= score.Value)) Lowest = score.Value;
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
        var (gains, losses) = run.Keep();
        return latest = new Probe(at, new LeadState(inAudience ? score : null, program.AsidesThatHold(run)), run.Engaged, gains, losses);
    }

    /// <param name="Engaged">The engagement before it is rounded.</param>
    private sealed record Probe(long At, LeadState State, double Engaged, double[] Gains, double[] Losses);
}
