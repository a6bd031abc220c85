using Kelvin.Scoring.Plans;

namespace Kelvin.Scoring.Ledger;

/// <summary>
/// The funnel of a deployment: its stages in their order, and those aside, such as Disqualified, which lie beyond the last:
/// what got there is not moved on by a score.
/// </summary>
/// <param name="HandOver">The stage at which sales takes over; its score in a plan is the plan's activation score.</param>
public sealed record Funnel(IReadOnlyList<string> Stages, IReadOnlyList<string> Aside, string? HandOver)
{
    public static readonly Funnel Default = new(["Visitor", "Lead", "MQL", "SQL", "Opportunity", "Customer"], ["Disqualified"], "SQL");

    /// <summary>How far a stage is: the further, the greater. -1 for no stage, and for one that the funnel does not have.</summary>
    public int PlaceOf(string? stage)
    {
        if (stage is null) return -1;
        for (var i = 0; i < Stages.Count; i++)
        {
            if (Stages[i] == stage) return i;
        }
        for (var i = 0; i < Aside.Count; i++)
        {
            if (Aside[i] == stage) return Stages.Count + i;
        }
        return -1;
    }

    public bool Has(string stage) => PlaceOf(stage) >= 0;

    /// <summary>The stage before another; null before the first, and for what lies aside.</summary>
    public string? Before(string stage) => PlaceOf(stage) is var place && place > 0 && place < Stages.Count ? Stages[place - 1] : null;

    /// <summary>
    /// The funnel with the stages that plans name and it lacks: each behind the stage that comes before it in its plan, or
    /// else before the one that comes after it, or else last.
    /// </summary>
    public Funnel With(IEnumerable<Plan> plans)
    {
        var stages = Stages.ToList();
        foreach (var plan in plans)
        {
            for (var i = 0; i < plan.Stages.Count; i++)
            {
                var name = plan.Stages[i].Name;
                if (stages.Contains(name) || Aside.Contains(name)) continue;
                var previous = i > 0 ? stages.IndexOf(plan.Stages[i - 1].Name) : -1;
                var next = plan.Stages.Skip(i + 1).Select(later => stages.IndexOf(later.Name)).Where(place => place >= 0).DefaultIfEmpty(-1).First();
                stages.Insert(previous >= 0 ? previous + 1 : next >= 0 ? next : stages.Count, name);
            }
        }
        return stages.Count == Stages.Count ? this : this with { Stages = stages };
    }

    /// <summary>The score from which a plan hands leads over: that which its hand-over stage asks for. Null where it asks for none.</summary>
    public long? ActivationScore(Plan plan) => plan.Stages.FirstOrDefault(stage => stage.Name == HandOver)?.At?.Score;
}
