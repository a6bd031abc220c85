using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;
using Kelvin.Storage;
using Kelvin.Storage.Plans;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Api;

/// <summary>What became of a change of the plans.</summary>
/// <param name="Stored">The version it was about; null when there is none.</param>
/// <param name="Disagreement">Why the plans could not score side by side; then nothing was changed.</param>
internal sealed record Placed(StoredPlan? Stored, bool IsNew = false, string? Disagreement = null);

/// <summary>Changes which plans score. Whatever it leaves active can be compiled together.</summary>
internal sealed class PlanShelf(Store store, TimeProvider clock)
{
    /// <param name="raises">Whether what differs because of it is raised.</param>
    public Task<Placed> Add(Plan plan, string format, bool draft, string by, bool raises = false) => store.WriteAsync(tx =>
    {
        // Putting the same document again is no new version: that lets a script put it on every deployment.
        var newest = store.Plans.Versions(tx, plan.Id).FirstOrDefault();
        if (newest is not null && newest.Document == plan.Source && newest.Format == format && newest.Active != draft) return new Placed(newest);
        if (!draft && Disagreement(OthersOf(tx, plan.Id).Append(plan)) is { } disagreement) return new Placed(null, Disagreement: disagreement);
        return new Placed(store.Plans.Add(tx, plan.Id, format, plan.Source, by, clock.GetUtcNow().ToUnixTimeMilliseconds(), activate: !draft, raises), IsNew: true);
    });

    public Task<Placed> Activate(string plan, int version, bool raises = false) => store.WriteAsync(tx =>
    {
        if (store.Plans.Find(tx, plan, version) is not { } stored) return new Placed(null);
        if (Disagreement(OthersOf(tx, plan).Append(Read(stored))) is { } disagreement) return new Placed(stored, Disagreement: disagreement);
        if (!stored.Active) store.Plans.Activate(tx, plan, version, raises);
        return new Placed(stored with { Active = true });
    });

    public Task<Placed> Deactivate(string plan) => store.WriteAsync(tx =>
    {
        if (store.Plans.Active(tx).FirstOrDefault(active => active.Plan == plan) is not { } stored) return new Placed(null);
        if (Disagreement(OthersOf(tx, plan)) is { } disagreement) return new Placed(stored, Disagreement: disagreement);
        store.Plans.Deactivate(tx, plan);
        return new Placed(stored with { Active = false });
    });

    private IEnumerable<Plan> OthersOf(Session tx, string plan) => store.Plans.Active(tx).Where(active => active.Plan != plan).Select(Read);

    /// <summary>Why they cannot score side by side: an account plan asks for members of a plan that is not among them.</summary>
    private static string? Disagreement(IEnumerable<Plan> plans)
    {
        try
        {
            PlanSet.Compile([.. plans]);
            return null;
        }
        catch (ArgumentException disagreement)
        {
            return disagreement.Message;
        }
    }

    private static Plan Read(StoredPlan stored) =>
        PlanReader.Read(stored.Document).Plan ?? throw new StoreException($"Version {stored.Version} of the plan '{stored.Plan}' cannot be read any more.");
}
