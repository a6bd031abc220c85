using System.Collections.Concurrent;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;

namespace Kelvin.Server.EventFiles;

/// <summary>The accounts of a file: which group calls of which leads tell of them. Their traits are read when asked for.</summary>
internal sealed class FileAccounts
{
    /// <summary>Accounts whose traits are held in memory; when there are more, all are let go and read again.</summary>
    private const int MostHeld = 100_000;

    private readonly Dictionary<string, List<(int Lead, int Index)>> facts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, AccountHistory> held = new(StringComparer.Ordinal);
    private int heldCount;
    private readonly EventSource source;
    private readonly EventRecords records;
    private readonly Func<int, string> leadIdOf;

    public FileAccounts(EventSource source, LeadRecords leadRecords, IEnumerable<int> leadsWithGroupCalls, Func<int, string> leadIdOf)
    {
        (this.source, records, this.leadIdOf) = (source, leadRecords.Records, leadIdOf);
        var again = new CallAgain(source);
        var events = new LeadEvents(leadRecords, again);
        foreach (var lead in leadsWithGroupCalls)
        {
            foreach (var index in events.Of(lead))
            {
                if ((records[index].Marks & RecordMarks.Group) == 0) continue;
                var account = Ingest.Call.Text(again.Read(records[index]).GroupId);
                if (!facts.TryGetValue(account, out var known)) facts[account] = known = [];
                known.Add((lead, index));
            }
        }
    }

    /// <summary>In ordinal order.</summary>
    public string[] Ids => [.. facts.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The leads that ever had a group call for the account.</summary>
    public IEnumerable<int> CandidatesOf(string account) => facts[account].Select(fact => fact.Lead).Distinct();

    public AccountHistory? Find(string account)
    {
        if (held.TryGetValue(account, out var history)) return history;
        if (!facts.TryGetValue(account, out var known)) return null;
        var again = new CallAgain(source);
        history = new AccountHistory(account, known.Select(fact =>
            new AccountFact(records[fact.Index].Time, again.MessageIdOf(records[fact.Index]), leadIdOf(fact.Lead), TraitsOf(again, fact.Index))));
        // Counted beside it: to ask the dictionary would stop all other threads each time.
        if (Interlocked.Increment(ref heldCount) > MostHeld)
        {
            held.Clear();
            Interlocked.Exchange(ref heldCount, 1);
        }
        held[account] = history;
        return history;
    }

    private Value TraitsOf(CallAgain again, int index) => again.Read(records[index]).ReadProperties();
}
