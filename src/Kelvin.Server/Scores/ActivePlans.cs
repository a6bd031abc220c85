using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;
using Kelvin.Server.Segments;
using Kelvin.Storage;
using Kelvin.Storage.Plans;
using Kelvin.Storage.Segments;

namespace Kelvin.Server.Scores;

/// <summary>A plan that scores, with the number and version that rows of scores carry.</summary>
/// <param name="Raises">Whether what differs because the plan was published is raised.</param>
internal sealed record ActivePlan<TScorer>(TScorer Scorer, int Number, int Version, bool Raises);

/// <summary>The plans that score, compiled together, as they were in one epoch.</summary>
internal sealed class ActivePlans
{
    private ActivePlans(long epoch, PlanSet set, IReadOnlyDictionary<string, StoredPlan> stored, SegmentSet segments)
    {
        Segments = segments;
        Epoch = epoch;
        Set = set;
        Leads = [.. set.LeadPlans.Select(scorer => Of(scorer, stored[scorer.Plan.Id]))];
        Accounts = [.. set.AccountPlans.Select(scorer => Of(scorer, stored[scorer.Plan.Id]))];
    }

    private static ActivePlan<TScorer> Of<TScorer>(TScorer scorer, StoredPlan stored) => new(scorer, stored.Number, stored.Version, stored.Raises);

    public long Epoch { get; }

    /// <summary>The segments that leads are asked for, in the same epoch.</summary>
    public SegmentSet Segments { get; }
    public PlanSet Set { get; }

    /// <summary>As they were read.</summary>
    public IEnumerable<Plan> Plans => Leads.Select(plan => plan.Scorer.Plan).Concat(Accounts.Select(plan => plan.Scorer.Plan));
    public IReadOnlyList<ActivePlan<LeadScorer>> Leads { get; }
    public IReadOnlyList<ActivePlan<AccountScorer>> Accounts { get; }

    /// <summary>Whether what is known of an account can change a score.</summary>
    public bool LookAtAccounts => Set.AccountKeys.Count > 0;

    /// <summary>
    /// Reads and compiles the plans that are active. A plan was valid when it was stored; one that no longer is, after an
    /// upgrade, or an account plan whose member plan is not active, scores nobody, and <paramref name="leftOut"/> says so.
    /// </summary>
    public static ActivePlans Read(Session session, PlanStore store, SegmentStore segments, Action<string, string>? leftOut = null)
    {
        var stored = store.Active(session).ToDictionary(plan => plan.Plan, StringComparer.Ordinal);
        var plans = new List<Plan>();
        foreach (var row in stored.Values)
        {
            var reading = PlanReader.Read(row.Document);
            if (reading.Plan is { } plan && plan.Id == row.Plan) plans.Add(plan);
            else leftOut?.Invoke(row.Plan, reading.Problems.Count > 0 ? reading.Problems[0].ToString() : "it has another id");
        }
        var leadPlans = plans.Where(plan => plan.Kind == PlanKind.Lead).Select(plan => plan.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var orphan in plans.Where(plan => plan.Members is { } members && !leadPlans.Contains(members.Plan)).ToList())
        {
            plans.Remove(orphan);
            leftOut?.Invoke(orphan.Id, $"its member plan '{orphan.Members!.Plan}' is not active");
        }
        var asked = SegmentSet.Read(session, segments);
        return new ActivePlans(store.Epoch(session), PlanSet.Compile(plans, asked.Conditions), stored, asked);
    }
}
