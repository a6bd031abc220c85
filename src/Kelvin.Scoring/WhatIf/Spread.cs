namespace Kelvin.Scoring.WhatIf;

/// <summary>How everybody is spread over scores, labels, verdicts and stages under one plan.</summary>
public sealed class Spread
{
    /// <summary>Scores are told in steps of so many points.</summary>
    public const int StepPoints = 5;

    /// <summary>What lies further out is told with the last step.</summary>
    private const long Furthest = 10_000;

    private readonly SortedDictionary<long, int> steps = [];
    private double sum;

    private Spread(int labels, int verdicts, int stages) => (Labels, Verdicts, Stages) = (new int[labels], new int[verdicts + 1], new int[stages]);

    /// <summary>How many have a score.</summary>
    public int Scored { get; private set; }

    public double Average => Scored == 0 ? 0 : sum / Scored;

    /// <summary>How many leads there are from a score on, below the next step.</summary>
    public IReadOnlyDictionary<long, int> Scores => steps;

    /// <summary>By the number of the label.</summary>
    public int[] Labels { get; }

    /// <summary>By the number of the verdict; the last is of those without one.</summary>
    public int[] Verdicts { get; }

    /// <summary>By stage, for how many its <c>at</c> holds.</summary>
    public int[] Stages { get; }

    public static Spread Of(PlanScores plan, ReadOnlySpan<Outcome> outcomes, int stages)
    {
        var spread = new Spread(plan.Labels.Count, plan.Verdicts.Count, stages);
        var counts = new Dictionary<long, int>();
        foreach (ref readonly var outcome in outcomes)
        {
            if (!outcome.IsScored) continue;
            spread.Scored++;
            spread.sum += outcome.Value;
            spread.Labels[outcome.Label]++;
            spread.Verdicts[outcome.Verdict < 0 ? ^1 : outcome.Verdict]++;
            for (var stage = 0; stage < stages; stage++) spread.Stages[stage] += (int)(outcome.Stages >> stage & 1);
            var step = (long)Math.Floor((double)Math.Clamp(outcome.Value, -Furthest, Furthest) / StepPoints) * StepPoints;
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, step, out _)++;
        }
        foreach (var (step, count) in counts) spread.steps[step] = count;
        return spread;
    }
}
