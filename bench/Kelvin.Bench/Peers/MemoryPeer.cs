using System.Diagnostics;
using System.Globalization;
using Kelvin.Bench.Workload;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Timelines;

namespace Kelvin.Bench.Peers;

/// <summary>Kelvin's scoring library over packed timelines in memory, on all cores: what a store that held them ready would cost least.</summary>
internal sealed class MemoryPeer : IPeer
{
    private readonly LeadScorer scorer;
    private readonly PackedTimelines packed;
    private readonly Dictionary<string, AccountHistory> accounts;
    private readonly long at;

    public MemoryPeer(ReferenceWorkload workload, Plan plan, long at)
    {
        this.at = at;
        var plans = PlanSet.Compile([plan]);
        scorer = plans.LeadPlans[0];
        packed = new PackedTimelines(plans.Shapes);
        var facts = new Dictionary<string, List<AccountFact>>(StringComparer.Ordinal);
        var timeline = new Timeline();
        var happenings = new List<Happening>();
        for (var lead = 0; lead < workload.Leads; lead++)
        {
            workload.HistoryOf(lead, happenings);
            var person = workload.PersonOf(lead);
            var history = new LeadHistory(lead.ToString("D8", CultureInfo.InvariantCulture), happenings.Select(happening => workload.EventOf(happening, person)));
            foreach (var said in history.Events.Where(e => e.GroupId is not null))
            {
                if (!facts.TryGetValue(said.GroupId!, out var known)) facts[said.GroupId!] = known = [];
                known.Add(new AccountFact(said.Timestamp, said.MessageId, history.LeadId, said.Properties));
            }
            timeline.Fill(history, plans.Shapes);
            packed.Add(timeline);
        }
        accounts = facts.ToDictionary(account => account.Key, account => new AccountHistory(account.Key, account.Value), StringComparer.Ordinal);
    }

    public string Name => "Kelvin, packed timelines in memory";

    public long? DiskBytes => null;

    public PeerRun Score(string rowsTo)
    {
        var scores = new Score?[packed.Count];
        var cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        Parallel.For(0, Environment.ProcessorCount, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, worker =>
        {
            Func<string, AccountHistory?> find = accounts.GetValueOrDefault;
            var (from, to) = ((int)((long)packed.Count * worker / Environment.ProcessorCount), (int)((long)packed.Count * (worker + 1) / Environment.ProcessorCount));
            for (var lead = from; lead < to; lead++) scores[lead] = scorer.Score(packed, lead, find, at);
        });
        var took = new PeerRun((Environment.CpuUsage.TotalTime - cpu).TotalSeconds, watch.Elapsed.TotalSeconds, packed.Bytes);
        using var rows = new StreamWriter(rowsTo);
        for (var lead = 0; lead < scores.Length; lead++)
            if (scores[lead] is { } score) rows.Write(ScoreRows.Line(lead, score));
        return took;
    }
}
