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
    private PlanSet(ShapeTable shapes, IReadOnlyList<LeadScorer> leadPlans, IReadOnlyList<AccountScorer> accountPlans, Vocabulary vocabulary)
    {
        Shapes = shapes;
        LeadPlans = leadPlans;
        AccountPlans = accountPlans;
        TraitKeys = [.. vocabulary.TraitKeys];
        AccountKeys = [.. vocabulary.AccountKeys];
    }

    public ShapeTable Shapes { get; }
    public IReadOnlyList<LeadScorer> LeadPlans { get; }
    public IReadOnlyList<AccountScorer> AccountPlans { get; }

    /// <summary>The top-level traits of leads that some plan looks at; all others may be left out of a timeline.</summary>
    public IReadOnlyList<string> TraitKeys { get; }

    /// <summary>The top-level traits of accounts that some plan looks at. None: no score depends on what is known of an account.</summary>
    public IReadOnlyList<string> AccountKeys { get; }

    /// <summary>Compiles valid plans. Throws when two have one id, or an account plan's member plan is not a lead plan among them.</summary>
    public static PlanSet Compile(IReadOnlyList<Plan> plans)
    {
        var byId = new Dictionary<string, Plan>(StringComparer.Ordinal);
        foreach (var plan in plans)
        {
            if (!byId.TryAdd(plan.Id, plan)) throw new ArgumentException($"Two plans have the id '{plan.Id}'.", nameof(plans));
        }
        var vocabulary = new Vocabulary();
        var leads = plans.Where(p => p.Kind == PlanKind.Lead).Select(p => new LeadProgram(p, vocabulary)).ToList();
        var accounts = plans.Where(p => p.Kind == PlanKind.Account).Select(p => AccountProgram.Compile(p, byId, vocabulary)).ToList();
        var shapes = vocabulary.MakeShapeTable();
        foreach (var program in leads) program.Bind(shapes);
        foreach (var program in accounts) program.Bind(shapes);
        return new PlanSet(shapes, [.. leads.Select(p => new LeadScorer(p, shapes))], [.. accounts.Select(p => new AccountScorer(p, shapes))], vocabulary);
    }

    /// <summary>The lead plan of that id, or null.</summary>
    public LeadScorer? FindLeadPlan(string id) => LeadPlans.FirstOrDefault(p => p.Plan.Id == id);

    /// <summary>The account plan of that id, or null.</summary>
    public AccountScorer? FindAccountPlan(string id) => AccountPlans.FirstOrDefault(p => p.Plan.Id == id);
}
