using Kelvin.Scoring.Evaluation;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Timelines;

namespace Kelvin.Scoring.Scores;

/// <summary>
/// Plans compiled together: they share one table of shapes, so that one timeline serves them all.
/// Immutable but for the shapes it learns; safe for many threads.
/// </summary>
public sealed class PlanSet
{
    private PlanSet(ShapeTable shapes, IReadOnlyList<LeadScorer> leadPlans, IReadOnlyList<AccountScorer> accountPlans, LeadScorer? watched, Vocabulary vocabulary)
    {
        Shapes = shapes;
        LeadPlans = leadPlans;
        AccountPlans = accountPlans;
        Watched = watched;
        TraitKeys = [.. vocabulary.TraitKeys];
        AccountKeys = [.. vocabulary.AccountKeys];
    }

    public ShapeTable Shapes { get; }
    public IReadOnlyList<LeadScorer> LeadPlans { get; }
    public IReadOnlyList<AccountScorer> AccountPlans { get; }

    /// <summary>The plan that is none of them, and shares their shapes; null where there is none.</summary>
    public LeadScorer? Watched { get; }

    /// <summary>The top-level traits of leads that some plan looks at; all others may be left out of a timeline.</summary>
    public IReadOnlyList<string> TraitKeys { get; }

    /// <summary>The top-level traits of accounts that some plan looks at. None: no score depends on what is known of an account.</summary>
    public IReadOnlyList<string> AccountKeys { get; }

    /// <summary>Compiles valid plans. Throws when two have one id, or an account plan's member plan is not a lead plan among them.</summary>
    /// <param name="watched">A lead plan that is asked for by itself, not among the plans: its id may be that of one of them.</param>
    public static PlanSet Compile(IReadOnlyList<Plan> plans, Plan? watched = null)
    {
        var byId = new Dictionary<string, Plan>(StringComparer.Ordinal);
        foreach (var plan in plans)
        {
            if (!byId.TryAdd(plan.Id, plan)) throw new ArgumentException($"Two plans have the id '{plan.Id}'.", nameof(plans));
        }
        var vocabulary = new Vocabulary();
        var leads = plans.Where(p => p.Kind == PlanKind.Lead).Select(p => new LeadProgram(p, vocabulary)).ToList();
        var accounts = plans.Where(p => p.Kind == PlanKind.Account).Select(p => AccountProgram.Compile(p, byId, vocabulary)).ToList();
        var aside = watched is null ? null : new LeadProgram(watched, vocabulary);
        var shapes = vocabulary.MakeShapeTable();
        aside?.Bind(shapes);
        foreach (var program in leads) program.Bind(shapes);
        foreach (var program in accounts) program.Bind(shapes);
        return new PlanSet(shapes, [.. leads.Select(p => new LeadScorer(p, shapes))], [.. accounts.Select(p => new AccountScorer(p, shapes))], aside is null ? null : new LeadScorer(aside, shapes), vocabulary);
    }

    /// <summary>The lead plan of that id, or null.</summary>
    public LeadScorer? FindLeadPlan(string id) => LeadPlans.FirstOrDefault(p => p.Plan.Id == id);

    /// <summary>The account plan of that id, or null.</summary>
    public AccountScorer? FindAccountPlan(string id) => AccountPlans.FirstOrDefault(p => p.Plan.Id == id);
}
