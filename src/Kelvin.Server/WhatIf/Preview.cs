using System.ComponentModel;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.WhatIf;

namespace Kelvin.Server.WhatIf;

internal sealed record ScoreStep([property: Description("Scores from this one on, below the next step.")] long From, long To, int Leads);

internal sealed record LabelShare(string? Label, string? Grade, string? Level, int Leads);

internal sealed record VerdictShare(string? Verdict, int Leads);

internal sealed record StageShare([property: Description("A stage of the plan.")] string Stage, [property: Description("For how many what it asks holds.")] int Leads);

internal sealed record SpreadView(
    [property: Description("How many have a score.")] int Scored, double Average, IReadOnlyList<ScoreStep> Scores, IReadOnlyList<LabelShare> Labels,
    IReadOnlyList<VerdictShare> Verdicts, IReadOnlyList<StageShare> Stages)
{
    public static SpreadView Of(ScoredBy scored)
    {
        var (spread, scores) = (scored.Spread, scored.Scores);
        return new(
            spread.Scored, Math.Round(spread.Average, 2), [.. spread.Scores.Select(step => new ScoreStep(step.Key, step.Key + Spread.StepPoints, step.Value))],
            [.. scores.Labels.Select((label, i) => new LabelShare(label.Label, label.Grade, label.Level, spread.Labels[i])).Where(share => share.Leads > 0 || (share.Grade is not null && share.Level is not null))],
            [.. scores.Verdicts.Append(null).Select((verdict, i) => new VerdictShare(verdict, spread.Verdicts[i]))],
            [.. scored.Plan.Stages.Select((stage, i) => new StageShare(stage.Name, spread.Stages[i]))]);
    }
}

internal sealed record MoveView([property: Description("null: no score, or none of that kind.")] string? From, string? To, int Leads);

/// <summary>By what leads are told apart: what somebody calls a band.</summary>
internal enum BandKind { Label, Grade, Level, Verdict, Stage }

/// <summary>Who moves from which band to which.</summary>
internal sealed class Moves
{
    private readonly Bands before;
    private readonly Bands after;
    private readonly Tried tried;

    public Moves(Tried tried, BandKind kind)
    {
        this.tried = tried;
        (before, after) = (new Bands(tried.Before, kind), new Bands(tried.After, kind));
        var counts = new Dictionary<(int, int), int>();
        for (var lead = 0; lead < tried.Leads.Count; lead++)
        {
            var (was, now) = (OutcomeBefore(lead), tried.After.Outcomes[lead]);
            if (was.Value != now.Value || was.IsScored != now.IsScored) Changed++;
            var (from, to) = (before.Of(was), after.Of(now));
            if (before.Names[from] == after.Names[to] && was.IsScored == now.IsScored) continue;
            Moved++;
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, (from, to), out _)++;
        }
        Counts = [.. counts.GroupBy(move => (From: before.Names[move.Key.Item1], To: after.Names[move.Key.Item2]), move => move.Value)
            .Select(same => new MoveView(same.Key.From, same.Key.To, same.Sum())).OrderByDescending(move => move.Leads).ThenBy(move => move.From, StringComparer.Ordinal)];
    }

    /// <summary>How many have another score.</summary>
    public int Changed { get; }

    /// <summary>How many are in another band.</summary>
    public int Moved { get; }

    public IReadOnlyList<MoveView> Counts { get; }

    /// <summary>The leads that move, those with the largest difference first.</summary>
    /// <param name="from">Only out of this band; null asks nothing.</param>
    public List<int> Leads(string? from, string? to, int most)
    {
        var found = new PriorityQueue<int, (long Difference, int Number)>();
        for (var lead = 0; lead < tried.Leads.Count; lead++)
        {
            var (was, now) = (OutcomeBefore(lead), tried.After.Outcomes[lead]);
            var (nameBefore, nameAfter) = (before.Names[before.Of(was)], after.Names[after.Of(now)]);
            if (nameBefore == nameAfter && was.IsScored == now.IsScored) continue;
            if ((from is not null && (nameBefore ?? "") != from) || (to is not null && (nameAfter ?? "") != to)) continue;
            found.Enqueue(lead, (Math.Abs(now.Value - was.Value), -lead));
            if (found.Count > most) found.Dequeue();
        }
        var leads = new List<int>();
        while (found.TryDequeue(out var lead, out _)) leads.Add(lead);
        leads.Reverse();
        return leads;
    }

    public Outcome OutcomeBefore(int lead) => tried.Before?.Outcomes[lead] ?? Outcome.None;

    /// <summary>The bands of one plan, each with a number; the first has no name.</summary>
    private sealed class Bands
    {
        private readonly Func<Outcome, int> of;

        public Bands(ScoredBy? scored, BandKind kind)
        {
            Names = [null];
            of = _ => 0;
            if (scored is null) return;
            if (kind == BandKind.Stage)
            {
                Names = [null, .. scored.Plan.Stages.Select(stage => stage.Name)];
                // The furthest stage whose conditions hold.
                of = outcome => 64 - System.Numerics.BitOperations.LeadingZeroCount(outcome.Stages);
                return;
            }
            if (kind == BandKind.Verdict)
            {
                Names = [null, .. scored.Scores.Verdicts];
                of = outcome => outcome.Verdict + 1;
                return;
            }
            Names = [null, .. scored.Scores.Labels.Select(label => kind switch { BandKind.Grade => label.Grade, BandKind.Level => label.Level, _ => label.Label })];
            of = outcome => outcome.Label + 1;
        }

        public IReadOnlyList<string?> Names { get; }

        public int Of(Outcome outcome) => of(outcome);
    }
}
