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
    private readonly FileAccounts? accounts;
    private readonly ThreadLocal<Workbench> workbench;

    private FileScores(EventSource source, PlanSet plans, long at, EventIndex index)
    {
        (this.source, this.plans, this.at) = (source, plans, at);
        var again = new CallAgain(source);
        leads = CallerLeads.Resolve(index.Callers, index.Records, record => again.MessageIdOf(record));
        leadRecords = new LeadRecords(index.Records, leads);
        if (plans.AccountKeys.Count > 0 || plans.AccountPlans.Count > 0) accounts = new FileAccounts(source, leadRecords, leadRecords.WithGroupCalls(leads), LeadIdOf);
        workbench = new(() => new Workbench(this));
        (BrokenCount, AfterTheInstant, EventCount) = (index.BrokenCount, index.AfterTheInstant, index.Records.Count);
    }

    public long BrokenCount { get; }
    public long AfterTheInstant { get; }
    public int EventCount { get; }
    public int LeadCount => leads.Leads.Length;

    /// <summary>Reads all files and finds whose events they are.</summary>
    public static FileScores Read(EventSource source, PlanSet plans, long at, Action<BrokenCall> broken, Action<long>? progress = null) =>
        new(source, plans, at, EventIndex.Read(source, plans.Shapes, at, broken, progress));

    /// <summary>Scores every lead by every one of the plans, on all processors, and writes the lines in the order of leads.</summary>
    public void WriteLeads(IReadOnlyList<LeadScorer> scorers, bool explain, ScoreReceiver receiver, Stream output, Action<long>? progress = null)
    {
        var underway = new Queue<Task<MemoryStream>>();
        for (var from = 0; from < LeadCount; from += LeadsAtATime)
        {
            if (underway.Count > Environment.ProcessorCount) underway.Dequeue().GetAwaiter().GetResult().WriteTo(output);
            var (first, end) = (from, Math.Min(LeadCount, from + LeadsAtATime));
            underway.Enqueue(Task.Run(() => Lines(first, end, scorers, explain, receiver)));
            progress?.Invoke(from);
        }
        while (underway.Count > 0) underway.Dequeue().GetAwaiter().GetResult().WriteTo(output);
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

    /// <summary>What one thread needs to make timelines, lead after lead.</summary>
    private sealed class Workbench
    {
        private readonly FileScores scores;
        private readonly CallAgain again;
        private readonly LeadEvents events;
        private readonly ShapeReader shapes;

        public Workbench(FileScores scores)
        {
            this.scores = scores;
            again = new CallAgain(scores.source);
            events = new LeadEvents(scores.leadRecords, again);
            shapes = new ShapeReader(scores.plans.Shapes);
        }

        public Timeline Timeline { get; } = new();

        /// <param name="whole">With all that stands in the events, as explanations need it.</param>
        public bool Take(int lead, bool whole)
        {
            if (scores.leadRecords.Of(lead).IsEmpty) return false;
            if (whole)
            {
                Timeline.Fill(events.HistoryOf(lead, scores.LeadIdOf(lead)), scores.plans.Shapes);
                return true;
            }
            Timeline.Reset("");
            var records = scores.leadRecords.Records;
            foreach (var index in events.Of(lead)) Add(records[index]);
            return true;
        }

        private void Add(in EventRecord record)
        {
            if (record.Shape >= 0) Timeline.Add(record.Time, record.Shape);
            else Timeline.Add(record.Time, shapes.Unnumbered(again.Read(record)));
            if ((record.Marks & RecordMarks.Identify) != 0 && scores.plans.TraitKeys.Count > 0) Timeline.AddTraits(record.Time, scores.plans.Shapes.PatchOf(again.Read(record).ReadProperties()));
            if ((record.Marks & RecordMarks.Group) != 0 && scores.accounts is not null) Timeline.AddBinding(record.Time, Ingest.Call.Text(again.Read(record).GroupId));
        }
    }
}
