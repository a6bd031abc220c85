using System.Numerics;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Timelines;
using Kelvin.Storage;
using Kelvin.Storage.Segments;

namespace Kelvin.Server.Segments;

/// <summary>A segment that is asked of leads.</summary>
/// <param name="Stage">Its place among the stages of the plan that holds the conditions; null: it has none.</param>
internal sealed record Segment(StoredSegment Stored, SegmentDocument Document, int? Stage)
{
    public ulong Bit => 1UL << Stored.Slot;
}

/// <summary>Which segments a lead is in, a bit for each slot, and when that may next differ if nothing happens.</summary>
internal readonly record struct Membership(ulong Members, long? Due);

/// <summary>What is known of a lead at the instant as of which it is asked.</summary>
/// <param name="Scores">By each of the plans.</param>
internal sealed record AskedLead(Timeline Timeline, Func<string, AccountHistory?> Accounts, IReadOnlyList<LeadScorer> Plans, IReadOnlyList<Score?> Scores, string? Stage, long Now);

/// <summary>
/// The segments, compiled. Their conditions are the stages of one plan that scores nobody and shares the shapes of all others:
/// so every condition of plans can be asked, time alone included, and one evaluation answers for all segments.
/// </summary>
internal sealed class SegmentSet
{
    private SegmentSet(IReadOnlyList<Segment> all, Plan? conditions) => (All, Conditions) = (all, conditions);

    public IReadOnlyList<Segment> All { get; }

    /// <summary>The plan whose stages are the conditions; null where no segment has one.</summary>
    public Plan? Conditions { get; }

    /// <summary>The bits of all slots that are in use: others mean nothing.</summary>
    public ulong InUse => All.Aggregate(0UL, (bits, segment) => bits | segment.Bit);

    public static SegmentSet Read(Session session, SegmentStore store)
    {
        var all = new List<Segment>();
        var stages = new List<Stage>();
        Plan? first = null;
        foreach (var stored in store.All(session))
        {
            var document = SegmentDocument.Read(stored.Document);
            int? stage = null;
            if (document.When is { } when)
            {
                // One that no longer reads, after an upgrade, has no members.
                if (SegmentReader.StageOf(when).Plan is not { } plan) continue;
                first ??= plan;
                stage = stages.Count;
                stages.Add(plan.Stages[0] with { Name = $"segment {stored.Segment}" });
            }
            all.Add(new Segment(stored, document, stage));
        }
        return new SegmentSet(all, first is null ? null : first with { Stages = stages });
    }

    /// <summary>Asks a lead for all segments.</summary>
    /// <param name="conditions">Compiled from <see cref="Conditions"/>.</param>
    public Membership Of(AskedLead lead, LeadScorer? conditions)
    {
        if (All.Count == 0) return default;
        var holds = conditions?.Score(lead.Timeline, lead.Accounts, lead.Now)?.Stages ?? 0;
        var due = conditions?.NextChange(lead.Timeline, lead.Accounts, lead.Now)?.At;
        var members = 0UL;
        foreach (var segment in All)
        {
            var isIn = segment.Stage is not { } stage || (holds >> stage & 1) != 0;
            isIn &= segment.Document.Stages is not { Count: > 0 } stages || (lead.Stage is not null && stages.Contains(lead.Stage, StringComparer.Ordinal));
            foreach (var test in segment.Document.Scores ?? [])
            {
                isIn &= Holds(test, lead, out var again);
                if (again < (due ?? long.MaxValue)) due = again;
            }
            if (isIn) members |= segment.Bit;
        }
        return new Membership(members, due);
    }

    /// <summary>How many of some leads are in each slot.</summary>
    public static void Count(ulong members, long[] bySlot)
    {
        for (; members != 0; members &= members - 1) bySlot[BitOperations.TrailingZeroCount(members)]++;
    }

    /// <param name="again">When a score of the past may differ that this looks at.</param>
    private static bool Holds(ScoreTest test, AskedLead lead, out long? again)
    {
        again = null;
        for (var i = 0; i < lead.Plans.Count; i++)
        {
            if (lead.Plans[i].Plan.Id != test.Plan) continue;
            if (lead.Scores[i] is not { } score) return false;
            var value = ValueOf(test, score);
            var holds = value >= (test.AtLeast ?? long.MinValue) && value <= (test.AtMost ?? long.MaxValue)
                && Has(test.Grades, score.Grade) && Has(test.Levels, score.Level) && Has(test.Labels, score.Label) && Has(test.Verdicts, score.Verdict);
            if (test.Fell is { } fell) holds &= Before(test, fell, lead, lead.Plans[i], ref again) is { } before && before - value >= fell.By;
            if (test.Rose is { } rose) holds &= Before(test, rose, lead, lead.Plans[i], ref again) is { } before && value - before >= rose.By;
            return holds;
        }
        return false;
    }

    /// <summary>The score so long ago, by what is known today.</summary>
    private static long? Before(ScoreTest test, ScoreMove move, AskedLead lead, LeadScorer plan, ref long? again)
    {
        var within = SegmentReader.WithinOf(move);
        var then = lead.Now - within;
        // It moves on with the clock: to the next event after it, or to what time alone changed then.
        var seen = lead.Timeline.CountAt(then);
        var next = seen < lead.Timeline.Count ? lead.Timeline.Times[seen] : long.MaxValue;
        if (plan.NextChange(lead.Timeline, lead.Accounts, then)?.At is { } changed && changed < next) next = changed;
        if (next != long.MaxValue && next + within < (again ?? long.MaxValue)) again = next + within;
        return plan.Score(lead.Timeline, lead.Accounts, then) is { } score ? ValueOf(test, score) : null;
    }

    private static long ValueOf(ScoreTest test, Score score) => test.Side switch
    {
        "fit" => score.Fit,
        "engagement" => score.Engagement,
        _ => score.Value,
    };

    private static bool Has(IReadOnlyList<string>? wanted, string? value) => wanted is not { Count: > 0 } || (value is not null && wanted.Contains(value, StringComparer.Ordinal));
}
