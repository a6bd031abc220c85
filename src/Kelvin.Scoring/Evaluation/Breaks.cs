using Kelvin.Scoring.Rules;
using Kelvin.Scoring.Timelines;

namespace Kelvin.Scoring.Evaluation;

/// <summary>
/// The instants at which a lead's points may do something else than shrink. Between two breaks, while nothing happens,
/// what each rule's events add only falls and what they take only falls: windows close and decays run, nothing else.
/// </summary>
internal sealed class Breaks
{
    /// <summary>Points too few to matter: a million such events do not move a sum by the millionth part of a point.</summary>
    private const double Nothing = 1e-12;

    private readonly LeadProgram program;
    private readonly Run run;
    private readonly EventRuleProgram[] rules;
    private readonly long[] ofDates;

    /// <summary>For a run in which every match is listed.</summary>
    public Breaks(LeadProgram program, Run run)
    {
        this.program = program;
        this.run = run;
        rules = program.EventRules;
        ofDates = ChangesOfDates();
    }

    /// <summary>The first break after an instant; the largest instant if there is none.</summary>
    public long After(long now)
    {
        var next = long.MaxValue;
        var place = Array.BinarySearch(ofDates, now + 1);
        if (place < 0) place = ~place;
        if (place < ofDates.Length) next = ofDates[place];
        foreach (var did in program.Dids) Consider(OfDid(did), now, ref next);
        foreach (var rule in rules) OfRule(rule, now, ref next);
        return next;
    }

    /// <summary>When a <c>did</c> that holds loses the event that made it hold.</summary>
    private long OfDid(DidPredicate did)
    {
        var matcher = program.Matchers[did.Matcher];
        var matches = run.Lists[did.Matcher].Items;
        return matcher.HasWindow && matches.Length >= did.AtLeast ? matches[^did.AtLeast].Time + matcher.Within : long.MinValue;
    }

    private void OfRule(EventRuleProgram rule, long now, ref long next)
    {
        var matches = run.Lists[rule.MatcherNumber].Items;
        if (rule.Rule.Measure is AbsentFor silence)
        {
            OfSilence(rule, silence, matches, now, ref next);
            return;
        }
        var jumps = rule.Rule.Measure is Total || (rule.Selects && (rule.Rule.Keep != Keep.Largest || rule.OrderMatters));
        if (jumps && rule.Matcher.HasWindow)
        {
            foreach (ref readonly var match in matches) Consider(match.Time + rule.Matcher.Within, now, ref next);
        }
        if (!rule.OrderMatters || !rule.KeepsLargestContribution) return;
        switch (rule.Matcher.Decay)
        {
            case Steps steps:
                foreach (ref readonly var match in matches)
                {
                    var age = now - match.Time;
                    if (steps.Lose == 0 || Math.Abs(rule.Worth(match.Points, age)) < Nothing) continue;
                    Consider(match.Time + ((age / steps.Every) + 1) * steps.Every, now, ref next);
                }
                break;
            case Linear linear:
                OfCrossings(linear.Milliseconds, matches, now, ref next);
                break;
        }
    }

    private void OfSilence(EventRuleProgram rule, AbsentFor silence, ReadOnlySpan<Matched> matches, long now, ref long next)
    {
        Consider(rule.Matcher.From, now, ref next);
        Consider(rule.Matcher.Until, now, ref next);
        var since = rule.SilentSince(EventRuleProgram.LastOf(matches), run.Timeline.FirstSeen);
        var times = Math.Max(1, (now - since) / silence.Duration + 1);
        if (times <= (silence.Repeat ?? 1)) Consider(since + times * silence.Duration, now, ref next);
    }

    /// <summary>
    /// Two straight lines cross where the order of two contributions changes. Only neighbours in the present order can be the
    /// next to cross. The instant is computed in doubles, so the milliseconds around it are breaks too.
    /// </summary>
    private static void OfCrossings(long length, ReadOnlySpan<Matched> matches, long now, ref long next)
    {
        var order = matches.ToArray();
        Array.Sort(order, (a, b) => Worth(b, now, length).CompareTo(Worth(a, now, length)));
        for (var i = 0; i < order.Length; i++)
        {
            Around(order[i].Time + length, now, ref next);
            for (var j = i + 1; j < order.Length; j++)
            {
                double upper = Math.Abs(order[i].Points), lower = Math.Abs(order[j].Points);
                if (upper != lower) Around(order[i].Time + length + (long)(lower * (order[i].Time - order[j].Time) / (upper - lower)), now, ref next);
                if (Worth(order[i], now, length) != Worth(order[j], now, length)) break;
            }
        }
    }

    private static double Worth(Matched match, long now, long length) => Math.Abs(match.Points) * Math.Max(0, 1 - ((double)(now - match.Time) / length));

    private static void Around(long instant, long now, ref long next)
    {
        for (var near = instant - 1; near <= instant + 2; near++) Consider(near, now, ref next);
    }

    private static void Consider(long instant, long now, ref long next)
    {
        if (instant > now && instant < next) next = instant;
    }

    /// <summary>Where the answers of tests of dates against durations change. They do not depend on the instant.</summary>
    private long[] ChangesOfDates()
    {
        var instants = new List<long>();
        foreach (var condition in program.Conditions) condition.AddChanges(run.Subject, null, instants);
        foreach (var matcher in program.Matchers)
        {
            if (!matcher.WherePending) continue;
            for (var i = 0; i < run.Existing; i++)
            {
                var shape = run.ShapeAt(i);
                if (matcher.TakesName(shape)) matcher.AddChanges(run.Subject, shape, instants);
            }
        }
        return instants.Count == 0 ? [] : [.. instants.Distinct().Order()];
    }
}
