using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Plans.Changes;
using Kelvin.Scoring.Scores;
using Kelvin.Storage;
using Kelvin.Storage.Plans;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Api;

/// <summary>What became of a change of the plans.</summary>
/// <param name="Stored">The version it was about; null when there is none.</param>
/// <param name="Disagreement">Why the plans could not score side by side; then nothing was changed.</param>
/// <param name="ChangedMeanwhile">There is a newer version than the one that the change was made from; then nothing was changed.</param>
internal sealed record Placed(StoredPlan? Stored, bool IsNew = false, string? Disagreement = null, bool ChangedMeanwhile = false);

/// <summary>A plan that somebody hands in.</summary>
/// <param name="Draft">It is kept, and does not score yet.</param>
/// <param name="Raises">Whether what differs because of it is raised.</param>
/// <param name="MadeFrom">The version that was the newest when it was written; null: whatever there is.</param>
internal sealed record HandedIn(Plan Plan, string Format, bool Draft, string By, bool Raises = false, string? Message = null, int? MadeFrom = null);

/// <summary>Changes which plans score. Whatever it leaves active can be compiled together.</summary>
internal sealed class PlanShelf(Store store, TimeProvider clock)
{
    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public Task<Placed> Add(HandedIn handed) => store.WriteAsync(tx =>
    {
        var plan = handed.Plan;
        var newest = store.Plans.Versions(tx, plan.Id).FirstOrDefault();
        if (handed.MadeFrom is { } from && from != (newest?.Version ?? 0)) return new Placed(newest, ChangedMeanwhile: true);
        var (format, document) = WrittenInto(newest, handed);
        // Putting the same document again is no new version: that lets a script put it on every deployment.
        if (newest is not null && newest.Document == document && newest.Format == format && newest.Active != handed.Draft) return new Placed(newest);
        if (!handed.Draft && Disagreement(OthersOf(tx, plan.Id).Append(plan)) is { } disagreement) return new Placed(null, Disagreement: disagreement);
        return new Placed(store.Plans.Add(tx, plan.Id, format, document, handed.By, Now, activate: !handed.Draft, handed.Raises, handed.Message), IsNew: true);
    });

    public Task<Placed> Activate(string plan, int version, string by, bool raises = false, string? message = null) => store.WriteAsync(tx =>
    {
        if (store.Plans.Find(tx, plan, version) is not { } stored) return new Placed(null);
        if (Disagreement(OthersOf(tx, plan).Append(Read(stored))) is { } disagreement) return new Placed(stored, Disagreement: disagreement);
        if (!stored.Active) store.Plans.Activate(tx, plan, version, new Publisher(by, Now, raises, message));
        return new Placed(stored with { Active = true });
    });

    public Task<Placed> Deactivate(string plan, string by) => store.WriteAsync(tx =>
    {
        if (store.Plans.Active(tx).FirstOrDefault(active => active.Plan == plan) is not { } stored) return new Placed(null);
        if (Disagreement(OthersOf(tx, plan)) is { } disagreement) return new Placed(stored, Disagreement: disagreement);
        store.Plans.Deactivate(tx, plan, new Publisher(by, Now));
        return new Placed(stored with { Active = false });
    });

    /// <summary>A form sends JSON; where the plan is a file in YAML, it stays one, with its comments.</summary>
    private static (string Format, string Document) WrittenInto(StoredPlan? newest, HandedIn handed) =>
        handed.Format == "json" && newest?.Format == "yaml" && PlanEdit.Apply(newest.Document, handed.Plan.Source) is { } edited && PlanReader.Read(edited).IsValid
            ? ("yaml", edited)
            : (handed.Format, handed.Plan.Source);

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
