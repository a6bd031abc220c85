using Kelvin.Scoring.Timelines;
using Kelvin.Storage;
using Kelvin.Storage.Accounts;
using Kelvin.Storage.Keys;
using Kelvin.Storage.Sqlite;
using Kelvin.Storage.Timelines;

namespace Kelvin.Server.Accounts;

/// <summary>Where an account's facts come from: whose the stream is, which streams that lead has, and the stream's key.</summary>
internal readonly record struct FactSource(StreamId Lead, IReadOnlyList<StreamTally> Streams, Seal Seal);

/// <summary>Reads accounts' histories, each once.</summary>
/// <param name="sourceOf">Null for a stream whose lead was erased: its facts are on their way out.</param>
internal sealed class AccountBook(Store store, Session session, Func<StreamId, FactSource?> sourceOf)
{
    private readonly Dictionary<string, AccountHistory?> read = new(StringComparer.Ordinal);

    /// <summary>All that is known of an account; null when nothing is.</summary>
    public AccountHistory? Find(string accountId)
    {
        if (read.TryGetValue(accountId, out var history)) return history;
        history = Read(accountId, long.MaxValue);
        read.Add(accountId, history);
        return history;
    }

    /// <summary>An account that was asked for before; on any thread, while nobody asks for another.</summary>
    public AccountHistory? Known(string accountId) =>
        read.TryGetValue(accountId, out var history) ? history : throw new InvalidOperationException("The account was not read beforehand.");

    /// <summary>The account as it was before the events accepted from that number on.</summary>
    public AccountHistory? FindBefore(string accountId, long accepted) => Read(accountId, accepted);

    private AccountHistory? Read(string accountId, long before)
    {
        var facts = new List<AccountFact>();
        var seen = new HashSet<(StreamId Lead, string MessageId)>();
        foreach (var fact in store.Accounts.Facts(session, store.Key.AccountOf(accountId)).OrderBy(fact => fact.Accepted))
        {
            if (fact.Accepted >= before || sourceOf(fact.Stream) is not { } source) continue;
            var (messageId, traits) = fact.Open(source.Seal);
            if (!seen.Add((source.Lead, messageId)) || HasEarlierCopy(fact, source.Streams)) continue;
            facts.Add(new AccountFact(fact.Timestamp, messageId, source.Lead.ToString(), traits));
        }
        return facts.Count == 0 ? null : new AccountHistory(accountId, facts);
    }

    /// <summary>Of two events of one lead with one messageId the first that was accepted counts, whatever it is and says.</summary>
    private bool HasEarlierCopy(StoredFact fact, IReadOnlyList<StreamTally> streams) =>
        streams.Any(other => other.Stream != fact.Stream && other.Events > 0 && store.Timelines.AcceptanceOf(session, other.Stream, fact.Message) < fact.Accepted);
}
