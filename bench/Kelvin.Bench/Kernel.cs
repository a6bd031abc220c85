using System.CommandLine;
using Kelvin.Bench.Workload;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Tests.Naive;
using Kelvin.Scoring.Timelines;

namespace Kelvin.Bench;

/// <summary><c>kernel</c>: events scored a second on one core, by the compiled plan and by the naive evaluator, in one run.</summary>
internal static class Kernel
{
    private static readonly long At = ReferenceWorkload.End;

    public static Command Create()
    {
        var plan = new Option<string>("--plan") { Description = "The plan to score by.", DefaultValueFactory = _ => "samples/plans/reference.yaml" };
        var leads = new Option<int>("--leads") { Description = "How many leads; fifty events each on average.", DefaultValueFactory = _ => 20_000 };
        var naive = new Option<int>("--naive-leads") { Description = "How many of them the naive evaluator scores too.", DefaultValueFactory = _ => 200 };
        var seed = new Option<ulong>("--seed") { Description = "Of the workload.", DefaultValueFactory = _ => 1 };
        var output = new Option<string>("--out") { Description = "Where the result goes.", DefaultValueFactory = _ => "bench/results/kernel.md" };
        var command = new Command("kernel", "Measures the scoring kernel over timelines in memory, against the naive evaluator.") { plan, leads, naive, seed, output };
        command.SetAction(asked => Run(
            asked.GetValue(plan)!, new ReferenceWorkload(asked.GetValue(leads), asked.GetValue(seed)), asked.GetValue(naive), asked.GetValue(output)!));
        return command;
    }

    private static int Run(string planFile, ReferenceWorkload workload, int naiveLeads, string output)
    {
        var text = File.ReadAllText(planFile);
        var reading = PlanReader.Read(text);
        foreach (var problem in reading.Problems) Console.Error.WriteLine(problem);
        if (reading.Plan is null) return 1;
        var plans = PlanSet.Compile([reading.Plan]);
        var scorer = plans.LeadPlans[0];
        var histories = Enumerable.Range(0, workload.Leads).Select(lead => HistoryOf(workload, lead)).ToList();
        var accounts = AccountHistory.From(histories);
        var (packed, events) = Packed(histories, plans.Shapes);

        var compiled = Measurement.Best(15, () => Score(scorer, packed, packed.Count, accounts));
        // The one with the tail's longest history would be a thousand times as many events as others: that too is the workload.
        var few = histories.Take(naiveLeads).ToList();
        var fewEvents = few.Sum(history => (long)history.Events.Count);
        var compiledFew = Measurement.Best(50, () => Score(scorer, packed, few.Count, accounts));
        var (naive, different) = Naive(text, few, histories, scorer, accounts);

        var perSecond = events / compiled.CpuSeconds;
        ResultFile.Write(output, "Scoring kernel",
        [
            $"Reference workload, seed {workload.Seed}: {ResultFile.Number(workload.Leads)} leads, {ResultFile.Number(events)} events in {ResultFile.Number(plans.Shapes.Count)} shapes; `{planFile}`;",
            $"packed timelines in memory, {ResultFile.Number((double)packed.Bytes / events, 2)} bytes an event, one core, best run, CPU time.",
            "",
            "| engine | events | CPU s | events/s | bytes allocated an event |",
            "| --- | ---: | ---: | ---: | ---: |",
            $"| compiled plan, all leads | {ResultFile.Number(events)} | {ResultFile.Number(compiled.CpuSeconds, 4)} | {ResultFile.Number(perSecond)} | {ResultFile.Number((double)compiled.BytesAllocated / events, 2)} |",
            $"| compiled plan, first {few.Count} leads | {ResultFile.Number(fewEvents)} | {ResultFile.Number(compiledFew.CpuSeconds, 4)} | {ResultFile.Number(fewEvents / compiledFew.CpuSeconds)} | {ResultFile.Number((double)compiledFew.BytesAllocated / fewEvents, 2)} |",
            $"| naive evaluator, the same leads | {ResultFile.Number(fewEvents)} | {ResultFile.Number(naive.CpuSeconds, 3)} | {ResultFile.Number(fewEvents / naive.CpuSeconds)} | {ResultFile.Number((double)naive.BytesAllocated / fewEvents)} |",
            "",
            $"Compiled against naive: **{ResultFile.Number(naive.CpuSeconds / compiledFew.CpuSeconds)}x**. Scores that differ: {different} of {few.Count}.",
            "",
            "Again: `dotnet run -c Release --project bench/Kelvin.Bench -- kernel`",
        ]);
        return different == 0 ? 0 : 1;
    }

    private static (Measurement Took, int Different) Naive(
        string planText, List<LeadHistory> leads, List<LeadHistory> all, LeadScorer scorer, Dictionary<string, AccountHistory> accounts)
    {
        var plan = NaiveInput.PlanOf(planText);
        // An account's traits come from all of its leads, and only from them: the others need not be searched.
        var byAccount = all.ToLookup(lead => lead.AccountAt(At));
        IEnumerable<LeadHistory> Around(LeadHistory lead) => lead.AccountAt(At) is { } account ? byAccount[account] : [lead];
        var worlds = leads.Select(lead => new NaiveWorld([.. Around(lead).Select(member => NaiveInput.LeadOf(Relevant(member, lead)))])).ToList();
        var scores = new List<NaiveScore?>();
        var took = Measurement.Of(() => scores.AddRange(leads.Select((lead, i) => NaiveEvaluator.ScoreLead(plan, worlds[i], lead.LeadId, At))));
        var different = leads.Zip(scores).Count(pair => !Same(scorer.Score(pair.First, accounts.GetValueOrDefault, At), pair.Second));
        return (took, different);
    }

    // Of another lead of the account only what it said of the account matters.
    private static LeadHistory Relevant(LeadHistory member, LeadHistory lead) =>
        ReferenceEquals(member, lead) ? lead : new LeadHistory(member.LeadId, member.Events.Where(e => e.Name == Event.Group));

    private static bool Same(Score? ours, NaiveScore? theirs) =>
        (ours is null && theirs is null)
        || (ours is { } a && theirs is { } b && (a.Fit, a.Engagement, a.Value, a.Label, a.Verdict) == (b.Fit, b.Engagement, b.Score, b.Label, b.Verdict));

    private static LeadHistory HistoryOf(ReferenceWorkload workload, int lead)
    {
        var happenings = new List<Happening>();
        workload.HistoryOf(lead, happenings);
        var person = workload.PersonOf(lead);
        return new LeadHistory(lead.ToString("D8"), happenings.Select(happening => workload.EventOf(happening, person)));
    }

    private static (PackedTimelines Packed, long Events) Packed(List<LeadHistory> histories, ShapeTable shapes)
    {
        var packed = new PackedTimelines(shapes);
        var timeline = new Timeline();
        long events = 0;
        foreach (var history in histories)
        {
            timeline.Fill(history, shapes);
            packed.Add(timeline);
            events += timeline.Count;
        }
        return (packed, events);
    }

    private static void Score(LeadScorer scorer, PackedTimelines packed, int leads, Dictionary<string, AccountHistory> accounts)
    {
        Func<string, AccountHistory?> find = accounts.GetValueOrDefault;
        for (var lead = 0; lead < leads; lead++) scorer.Score(packed, lead, find, At);
    }
}
