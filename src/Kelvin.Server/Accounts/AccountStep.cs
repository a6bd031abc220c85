using Kelvin.Scoring.Timelines;
using Kelvin.Server.Identity;
using Kelvin.Storage;
using Kelvin.Storage.Accounts;
using Kelvin.Storage.Sqlite;
using Kelvin.Storage.Timelines;

namespace Kelvin.Server.Accounts;

/// <summary>Copies what a <c>group</c> call says to the account's own history, and remembers which accounts a slice has changed.</summary>
internal sealed class AccountStep(Store store)
{
    private readonly HashSet<string> changed = new(StringComparer.Ordinal);

    /// <summary>The accounts of which the slice learnt something.</summary>
    public IReadOnlyCollection<string> Changed => changed;

    public void Copy(Session tx, KnownIdentity identity, StoredEvent stored)
    {
        if (stored.Event is not { Name: Event.Group, GroupId: { } accountId }) return;
        var key = store.Key.AccountOf(accountId);
        store.Accounts.AddFact(tx, key, identity.Id, stored, identity.Seal);
        var account = store.Accounts.Find(tx, key);
        if (account is null || account.FirstSeen > stored.Event.Timestamp) store.Accounts.Put(tx, new StoredAccount(key, accountId, stored.Event.Timestamp));
        changed.Add(accountId);
    }

    /// <summary>Whether new facts, all of them later than those before, repeat what was known: then no member's score can change.</summary>
    public static bool SaysTheSame(AccountHistory? before, AccountHistory after) =>
        before is not null && before.Facts.Length > 0 && before.Facts.Length <= after.Facts.Length
        && after.Facts[before.Facts.Length - 1] == before.Facts[^1]
        && before.TraitsAt(long.MaxValue).Equals(after.TraitsAt(long.MaxValue));

    public void Forget() => changed.Clear();
}
