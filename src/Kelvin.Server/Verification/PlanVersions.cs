using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Timelines;
using Kelvin.Server.Scores;
using Kelvin.Storage;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Verification;

/// <summary>A lead plan's version, with the shapes to read timelines by.</summary>
internal sealed record PlanVersion(string Name, LeadScorer Scorer, ShapeTable Shapes);

/// <summary>Plans by the number and version that rows of scores carry, each compiled once.</summary>
internal sealed class PlanVersions
{
    private readonly Store store;
    private readonly Session session;
    private readonly Dictionary<int, string> names;
    private readonly Dictionary<(int, int), PlanVersion?> compiled = [];

    public PlanVersions(Store store, Session session)
    {
        (this.store, this.session) = (store, session);
        Active = ActivePlans.Read(session, store.Plans, store.Segments);
        names = store.Plans.All(session).ToDictionary(plan => plan.Number, plan => plan.Plan);
    }

    public ActivePlans Active { get; }

    public PlanVersion? Lead(int number, int version)
    {
        if (compiled.TryGetValue((number, version), out var known)) return known;
        known = Compile(number, version);
        compiled.Add((number, version), known);
        return known;
    }

    public AccountScorer? ActiveAccount(int number, int version) =>
        Active.Accounts.FirstOrDefault(plan => plan.Number == number && plan.Version == version)?.Scorer;

    private PlanVersion? Compile(int number, int version)
    {
        if (!names.TryGetValue(number, out var name) || store.Plans.Find(session, name, version) is not { } stored) return null;
        if (PlanReader.Read(stored.Document).Plan is not { Kind: PlanKind.Lead } plan) return null;
        var set = PlanSet.Compile([plan]);
        return new PlanVersion(name, set.LeadPlans[0], set.Shapes);
    }
}
