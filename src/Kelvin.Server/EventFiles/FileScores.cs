using System.Collections.Concurrent;
using Kelvin.Scoring.Explanations;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Timelines;

namespace Kelvin.Server.EventFiles;

/// <summary>Whose a score is. Of an account only its id is given.</summary>
public readonly record struct Scored(string? UserId, string? AnonymousId, string? Email, string? AccountId);

/// <summary>Told of each score, in the order of output; writes to a buffer of its own.</summary>
public delegate void ScoreReceiver(Stream into, Scored whose, string plan, Score score, Explanation? explanation);

/// <summary>Scores everybody in a set of files at one instant.</summary>
public sealed class FileScores
{
    private const int LeadsAtATime = 512;

    private readonly EventSource source;
    private readonly PlanSet plans;
    private readonly long at;
    private readonly CallerLeads leads;
    private readonly LeadRecords leadRecords;
    private readonly AccountNumbers? numbers;
    private readonly FileAccounts? accounts;
    private readonly ThreadLocal<Workbench> workbench;

    private FileScores(EventSource source, PlanSet plans, long at, EventIndex index)
    {
        (this.source, this.plans, this.at) = (source, plans, at);
        (BrokenCount, AfterTheInstant, EventCount) = (index.BrokenCount, index.AfterTheInstant, index.Records.Count);
        var again = new CallAgain(source);
        leads = CallerLeads.Resolve(index.Records, record => again.MessageIdOf(record));
        leadRecords = new LeadRecords(index.Records, leads);
        var mentions = OrderAll(index.Accounts);
        if (index.Accounts is not null) accounts = new FileAccounts(source, leadRecords, index.Accounts, mentions, plans.Shapes.AccountTraits, LeadIdOf);
        numbers = index.Accounts;
        workbench = new(() => new Workbench(this));
    }

    public long BrokenCount { get; }
    public long AfterTheInstant { get; }
    public int EventCount { get; }
    public int LeadCount => leads.Leads.Length;

    /// <summary>Reads all files and finds whose events they are.</summary>
    public static FileScores Read(EventSource source, PlanSet plans, long at, Action<BrokenCall> broken, Action<long>? progress = null) =>
        Read(source, plans, at, broken, CallFacts.Most, progress);

    /// <param name="mostFacts">How many facts are kept; the calls of the others are read again.</param>
    internal static FileScores Read(EventSource source, PlanSet plans, long at, Action<BrokenCall> broken, int mostFacts, Action<long>? progress = null) =>
        new(source, plans, at, EventIndex.Read(source, plans, at, broken, mostFacts, progress));

    /// <summary>Scores every lead by every one of the plans, on all processors, and writes the lines in the order of leads.</summary>
    public void WriteLeads(IReadOnlyList<LeadScorer> scorers, bool explain, ScoreReceiver receiver, Stream output, Action<long>? progress = null)
    {
        var underway = new Queue<Task<MemoryStream>>();
        for (var from = 0; from < LeadCount; from += LeadsAtATime)
        {
            if (underway.Count > 2 * Environment.ProcessorCount) underway.Dequeue().GetAwaiter().GetResult().WriteTo(output);
            var (first, end) = (from, Math.Min(LeadCount, from + LeadsAtATime));
            underway.Enqueue(Task.Run(() => Lines(first, end, scorers, explain, receiver)));
            progress?.Invoke(from);
        }
        while (underway.Count > 0) underway.Dequeue().GetAwaiter().GetResult().WriteTo(output);
    }

    /// <summary>Puts the events of every lead in order, on all processors, and gathers what they tell of accounts.</summary>
    private List<AccountMention> OrderAll(AccountNumbers? accountNumbers)
    {
        var all = new List<AccountMention>();
        Parallel.ForEach(Partitioner.Create(0, Math.Max(1, LeadCount), LeadsAtATime), () => new OrderingBench(this, accountNumbers), (range, _, bench) =>
        {
            for (var lead = range.Item1; lead < Math.Min(LeadCount, range.Item2); lead++) bench.Order(lead);
            return bench;
        }, bench =>
        {
            lock (all) all.AddRange(bench.Mentions);
        });
        return all;
    }

    private MemoryStream Lines(int first, int end, IReadOnlyList<LeadScorer> scorers, bool explain, ScoreReceiver receiver)
    {
        var lines = new MemoryStream();
        var bench = workbench.Value!;
        for (var lead = first; lead < end; lead++)
        {
            if (!bench.Take(lead, whole: explain)) continue;
            foreach (var scorer in scorers)
            {
                var explanation = explain ? scorer.Explain(bench.Timeline, FindAccount, at) : null;
                var score = explain ? explanation?.Score : scorer.Score(bench.Timeline, FindAccount, at);
                if (score is { } known) receiver(lines, Whose(lead), scorer.Plan.Id, known, explanation);
            }
        }
        return lines;
    }

    /// <summary>Scores every account by every one of the plans, in ordinal order of their ids.</summary>
    public void WriteAccounts(IReadOnlyList<AccountScorer> scorers, bool explain, ScoreReceiver receiver, Stream output)
    {
        var events = new LeadEvents(leadRecords, new CallAgain(source));
        foreach (var id in accounts!.Ids)
        {
            var account = accounts.Find(id)!;
            var candidates = accounts.CandidatesOf(id).Select(lead => events.HistoryOf(lead, LeadIdOf(lead))).ToList();
            foreach (var scorer in scorers)
            {
                var explanation = explain ? scorer.Explain(account, candidates, FindAccount, at) : null;
                var score = explain ? explanation?.Score : scorer.Score(account, candidates, FindAccount, at);
                if (score is { } known) receiver(output, new Scored(null, null, null, id), scorer.Plan.Id, known, explanation);
            }
        }
    }

    private AccountHistory? FindAccount(string id) => accounts?.Find(id);

    private Scored Whose(int lead)
    {
        var known = leads.Leads[lead];
        return new Scored(leads.UserIdOf(known), leads.AnonymousIdOf(known), leads.EmailOf(known), null);
    }

    private string LeadIdOf(int lead)
    {
        var (user, anonymous, email, _) = Whose(lead);
        return user is not null ? "user:" + user : anonymous is not null ? "anonymous:" + anonymous : "email:" + email;
    }

    /// <summary>What one thread needs to put events in order.</summary>
    private sealed class OrderingBench
    {
        private readonly AccountNumbers? numbers;
        private readonly CallAgain again;
        private readonly LeadEvents events;

        public OrderingBench(FileScores scores, AccountNumbers? accountNumbers)
        {
            numbers = accountNumbers;
            again = new CallAgain(scores.source);
            events = new LeadEvents(scores.leadRecords, again);
        }

        public List<AccountMention> Mentions { get; } = [];

        public void Order(int lead)
        {
            var ordered = events.Order(lead);
            if (numbers is null) return;
            for (var place = 0; place < ordered.Length; place++)
            {
                if (ordered[place].Is(RecordMarks.Group)) Mentions.Add(new(numbers.Of(ordered[place], again), lead, place));
            }
        }
    }

    /// <summary>What one thread needs to make timelines, lead after lead.</summary>
    private sealed class Workbench
    {
        private readonly FileScores scores;
        private readonly ShapeTable table;
        private readonly CallAgain again;
        private readonly LeadEvents events;
        private readonly ShapeReader shapes;
        private EventRecord[] room = new EventRecord[64];

        public Workbench(FileScores scores)
        {
            this.scores = scores;
            table = scores.plans.Shapes;
            again = new CallAgain(scores.source);
            events = new LeadEvents(scores.leadRecords, again);
            shapes = new ShapeReader(table);
        }

        public Timeline Timeline { get; } = new();

        /// <param name="whole">With all that stands in the events, as explanations need it.</param>
        public bool Take(int lead, bool whole)
        {
            var records = scores.leadRecords.Of(lead, ref room);
            if (records.IsEmpty) return false;
            if (whole)
            {
                Timeline.Fill(events.HistoryOf(lead, scores.LeadIdOf(lead)), table);
                return true;
            }
            Timeline.Reset("");
            foreach (ref readonly var record in records)
            {
                if (record.Is(RecordMarks.Fact)) Add(record, scores.leadRecords.Facts[record.Number]);
                else if (record.Number >= 0 && !record.Is(RecordMarks.Identify | RecordMarks.Group)) Timeline.Add(record.Time, record.Number);
                else AddAgain(record);
            }
            return true;
        }

        private void Add(in EventRecord record, in CallFact fact)
        {
            Timeline.Add(record.Time, fact.Shape);
            if (fact.Account < 0) Timeline.AddTraits(record.Time, fact.Patch);
            else Timeline.AddBinding(record.Time, scores.numbers!.TextOf(fact.Account));
        }

        /// <summary>What the record does not tell is read again.</summary>
        private void AddAgain(in EventRecord record)
        {
            if (record.Number >= 0) Timeline.Add(record.Time, record.Number);
            else Timeline.Add(record.Time, shapes.Unnumbered(again.Read(record)));
            if (record.Is(RecordMarks.Identify) && !table.Traits.Keys.IsEmpty) Timeline.AddTraits(record.Time, table.PatchOf(again.Read(record).ReadProperties()));
            if (record.Is(RecordMarks.Group) && scores.numbers is not null) Timeline.AddBinding(record.Time, Ingest.Call.Text(again.Read(record).GroupId));
        }
    }
}
