using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Timelines;

/// <summary>What one <c>group</c> call of one lead said of an account.</summary>
public readonly record struct AccountFact(long Timestamp, string MessageId, string LeadId, Value Traits);

/// <summary>All <c>group</c> calls of all leads for one account, in order of (timestamp, messageId, lead id).</summary>
public sealed class AccountHistory
{
    /// <summary>
    /// How the id of an account begins that is known by the domain of its people's e-mail addresses alone. Such an account
    /// has those leads whom no <c>group</c> binds to another, whichever came last.
    /// </summary>
    public const string DomainPrefix = "domain:";

    private readonly AccountFact[] facts;
    private volatile Patches? patches;

    public AccountHistory(string accountId, IEnumerable<AccountFact> facts)
    {
        AccountId = accountId;
        this.facts = [.. facts];
        Array.Sort(this.facts, Compare);
    }

    /// <summary>An account of which only what plans look at is known: enough to score and explain, not to show its traits.</summary>
    /// <param name="inOrder">What its facts say, in their order, as <see cref="ShapeTable.AccountTraits"/> keeps it.</param>
    public AccountHistory(string accountId, TraitPool pool, ReadOnlySpan<(long Time, TraitPatch Patch)> inOrder)
    {
        AccountId = accountId;
        facts = new AccountFact[inOrder.Length];
        var items = new TraitPatch[inOrder.Length];
        for (var i = 0; i < items.Length; i++) (facts[i], items[i]) = (new AccountFact(inOrder[i].Time, "", "", Value.Missing), inOrder[i].Patch);
        patches = new Patches(pool, items);
    }

    public static bool IsDomain(string accountId) => accountId.StartsWith(DomainPrefix, StringComparison.Ordinal);

    /// <summary>The accounts that some leads name, with their facts from those leads.</summary>
    public static Dictionary<string, AccountHistory> From(IEnumerable<LeadHistory> leads) =>
        leads.SelectMany(lead => lead.Events.Where(e => e.Name == Event.Group && e.GroupId is not null)
                .Select(e => (e.GroupId, Fact: new AccountFact(e.Timestamp, e.MessageId, lead.LeadId, e.Properties))))
            .GroupBy(x => x.GroupId!, x => x.Fact, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => new AccountHistory(g.Key, g), StringComparer.Ordinal);

    public string AccountId { get; }
    public ReadOnlySpan<AccountFact> Facts => facts;
    public bool IsEmpty => facts.Length == 0;

    /// <summary>The first <c>group</c> call. Before it the account has no score. Meaningless when there are no facts.</summary>
    public long FirstSeen => facts[0].Timestamp;

    /// <summary>The time of the first fact after an instant; the largest instant if there is none.</summary>
    internal long NextAfter(long at)
    {
        int low = 0, high = facts.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (facts[middle].Timestamp <= at) low = middle + 1;
            else high = middle;
        }
        return low < facts.Length ? facts[low].Timestamp : long.MaxValue;
    }

    public JsonObject TraitsAt(long at) => TraitFold.Of(facts.Where(f => f.Timestamp <= at).Select(f => f.Traits));

    /// <summary>The facts up to an instant as the plans of one set see them, to be laid one over the other; kept for the set that asked last.</summary>
    internal ReadOnlySpan<TraitPatch> PatchesFor(TraitPool pool, long known)
    {
        var made = patches;
        if (made?.Pool != pool) patches = made = new Patches(pool, [.. facts.Select(f => pool.PatchOf(f.Traits))]);
        // All that is known is what is asked for most: then one patch says it.
        if (facts[^1].Timestamp <= known) return made.Whole;
        var count = 0;
        while (facts[count].Timestamp <= known) count++;
        return made.Items.AsSpan(0, count);
    }

    private sealed record Patches(TraitPool Pool, TraitPatch[] Items)
    {
        public TraitPatch[] Whole { get; } = Items.Length == 1 ? Items : [TraitPatch.Folded(Items)];
    }

    private static int Compare(AccountFact left, AccountFact right)
    {
        var order = left.Timestamp.CompareTo(right.Timestamp);
        if (order == 0) order = Texts.CompareUtf8(left.MessageId, right.MessageId);
        return order != 0 ? order : Texts.CompareUtf8(left.LeadId, right.LeadId);
    }
}
