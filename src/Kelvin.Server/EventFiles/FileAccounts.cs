using System.Collections.Concurrent;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;

namespace Kelvin.Server.EventFiles;

/// <summary>That a lead told of an account: which of its records does.</summary>
internal readonly record struct AccountMention(int Account, int Lead, int Place);

/// <summary>The accounts of some files, with what the group calls of leads tell of them.</summary>
internal sealed class FileAccounts
{
    /// <summary>Accounts that are held ready in memory; when there are more, all are let go and made again.</summary>
    private const int MostHeld = 100_000;

    private readonly AccountNumbers numbers;
    private readonly AccountMention[] mentions;
    private readonly int[] starts;
    private readonly Dictionary<string, int> byId;
    private readonly AccountHistory?[] held;
    private int heldCount;
    private readonly EventSource source;
    private readonly LeadRecords leadRecords;
    private readonly TraitPool traits;
    private readonly Func<int, string> leadIdOf;

    /// <param name="unordered">All mentions of all leads.</param>
    public FileAccounts(EventSource source, LeadRecords leadRecords, AccountNumbers numbers, List<AccountMention> unordered, TraitPool traits, Func<int, string> leadIdOf)
    {
        (this.source, this.leadRecords, this.numbers, this.traits, this.leadIdOf) = (source, leadRecords, numbers, traits, leadIdOf);
        starts = new int[numbers.Count + 1];
        held = new AccountHistory?[numbers.Count];
        foreach (var mention in unordered) starts[mention.Account + 1]++;
        byId = new Dictionary<string, int>(numbers.Count, StringComparer.Ordinal);
        for (var account = 0; account < numbers.Count; account++)
        {
            // Accounts of calls that were duplicates have none.
            if (starts[account + 1] > 0) byId[numbers.TextOf(account)] = account;
            starts[account + 1] += starts[account];
        }
        mentions = new AccountMention[unordered.Count];
        var next = starts.AsSpan(0, numbers.Count).ToArray();
        foreach (var mention in unordered) mentions[next[mention.Account]++] = mention;
    }

    /// <summary>In ordinal order.</summary>
    public string[] Ids => [.. byId.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The leads that ever had a group call for the account, in their order.</summary>
    public IEnumerable<int> CandidatesOf(string account) => MentionsOf(byId[account]).ToArray().Select(mention => mention.Lead).Distinct().Order();

    public AccountHistory? Find(string id)
    {
        if (!byId.TryGetValue(id, out var account)) return null;
        if (held[account] is { } ready) return ready;
        if (Interlocked.Increment(ref heldCount) > MostHeld)
        {
            Array.Clear(held);
            Interlocked.Exchange(ref heldCount, 1);
        }
        return held[account] = Make(account);
    }

    private ReadOnlySpan<AccountMention> MentionsOf(int account) => mentions.AsSpan(starts[account]..starts[account + 1]);

    private AccountHistory Make(int account)
    {
        var some = MentionsOf(account);
        var facts = new (EventRecord Record, int Lead)[some.Length];
        for (var i = 0; i < some.Length; i++) facts[i] = (leadRecords.At(some[i].Lead, some[i].Place), some[i].Lead);
        CallAgain? again = null;
        if (facts.Length > 1) Array.Sort(facts, (left, right) => Compare(left, right, again ??= new CallAgain(source)));
        var said = new (long, TraitPatch)[facts.Length];
        for (var i = 0; i < facts.Length; i++) said[i] = (facts[i].Record.Time, PatchOf(facts[i].Record, ref again));
        return new AccountHistory(numbers.TextOf(account), traits, said);
    }

    private TraitPatch PatchOf(in EventRecord record, ref CallAgain? again) => record.Is(RecordMarks.Fact)
        ? leadRecords.Facts[record.Number].Patch
        : traits.PatchOf((again ??= new CallAgain(source)).Read(record).ReadProperties());

    /// <summary>Facts are ordered as events are, and then by their leads; messageIds are read only where the times are equal.</summary>
    private int Compare((EventRecord Record, int Lead) left, (EventRecord Record, int Lead) right, CallAgain again)
    {
        if (left.Record.Time != right.Record.Time) return left.Record.Time.CompareTo(right.Record.Time);
        if (left == right) return 0;
        var byMessage = Texts.CompareUtf8(again.MessageIdOf(left.Record), again.MessageIdOf(right.Record));
        return byMessage != 0 ? byMessage : Texts.CompareUtf8(leadIdOf(left.Lead), leadIdOf(right.Lead));
    }
}
