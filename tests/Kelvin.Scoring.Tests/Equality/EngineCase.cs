using System.Text.Json.Nodes;
using Kelvin.Scoring.Explanations;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Tests.Generators;
using Kelvin.Scoring.Tests.Naive;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Tests.Equality;

/// <summary>A random case as the engine sees it: plans read from their text, histories of its own kind.</summary>
public sealed class EngineCase
{
    private readonly PlanSet plans;
    private readonly Dictionary<string, LeadHistory> leads;
    private readonly Dictionary<string, AccountHistory> accounts;

    public EngineCase(RandomCase one, NaiveWorld world)
    {
        // The plans of even seeds are read as YAML, of odd ones as JSON.
        plans = PlanSet.Compile([.. one.Plans.Select(p => Read(one.Seed % 2 == 0 ? YamlText.Of(p) : p.ToJsonString()))]);
        leads = world.Leads.ToDictionary(l => l.Id, l => new LeadHistory(l.Id, l.Events.Select(EventOf)));
        accounts = AccountHistory.From(leads.Values);
    }

    public static Plan Read(string text)
    {
        var reading = PlanReader.Read(text);
        return reading.Plan ?? throw new InvalidOperationException(string.Join('\n', reading.Problems) + "\n" + text);
    }

    public static Event EventOf(NaiveEvent e) => new()
    {
        MessageId = e.MessageId,
        Timestamp = e.Timestamp,
        Name = e.Name,
        Properties = ValueOf(e.Properties),
        Context = ValueOf(e.Context),
        Machine = e.Machine,
        GroupId = e.GroupId,
    };

    private static Value ValueOf(JsonNode? node) => node is null ? Value.Missing : ValueReader.Read(node.ToJsonString());

    public Score? Score(JsonNode plan, string subject, long at) => Ask(plan, subject,
        (scorer, lead) => SameAsPacked(scorer, lead, at, scorer.Score(lead, Accounts, at)),
        (scorer, account) => scorer.Score(account, leads.Values, Accounts, at));

    public NextChange? NextChange(JsonNode plan, string subject, long at) => Ask(plan, subject,
        (scorer, lead) => scorer.NextChange(lead, Accounts, at),
        (scorer, account) => scorer.NextChange(account, leads.Values, Accounts, at));

    public Explanation? Explain(JsonNode plan, string subject, long at) => Ask(plan, subject,
        (scorer, lead) => scorer.Explain(lead, Accounts, at),
        (scorer, account) => scorer.Explain(account, leads.Values, Accounts, at));

    private Score? SameAsPacked(LeadScorer scorer, LeadHistory lead, long at, Score? score)
    {
        var timeline = new Timeline();
        timeline.Fill(lead, plans.Shapes);
        var packed = new PackedTimelines(plans.Shapes);
        var ofPacked = scorer.Score(packed, packed.Add(timeline), Accounts, at);
        return ofPacked == score ? score : throw new InvalidOperationException($"Packed, the score of {lead.LeadId} at {at} is {ofPacked}, not {score}.");
    }

    private AccountHistory? Accounts(string id) => accounts.GetValueOrDefault(id);

    private T? Ask<T>(JsonNode plan, string subject, Func<LeadScorer, LeadHistory, T?> ofLead, Func<AccountScorer, AccountHistory, T?> ofAccount)
    {
        var id = plan["plan"]!.GetValue<string>();
        return RandomCase.IsForAccounts(plan)
            // An account that only a dropped copy names is none.
            ? accounts.TryGetValue(subject, out var account) ? ofAccount(plans.FindAccountPlan(id)!, account) : default
            : ofLead(plans.FindLeadPlan(id)!, leads[subject]);
    }

    /// <summary>A score of the engine, said as the naive evaluator says it.</summary>
    public static string Show(Score? score, JsonNode plan) => score is not { } s ? "no score" : Show(
        s.Fit, s.Engagement, s.Value, s.Grade, s.Level, s.Label, s.Verdict,
        (plan["stages"]?.AsArray() ?? []).Select(x => x!["name"]!.GetValue<string>()).Where((_, i) => s.StageHolds(i)));

    public static string Show(NaiveScore? score) => score is null ? "no score" : Show(
        score.Fit, score.Engagement, score.Score, score.Grade, score.Level, score.Label, score.Verdict, score.StagesThatHold);

    private static string Show(
        long fit, long engagement, long score, string? grade, string? level, string? label, string? verdict, IEnumerable<string> stages) =>
        $"fit {fit}, engagement {engagement}, score {score}, grade {grade}, level {level}, label {label}, verdict {verdict}, stages {string.Join(" ", stages.Order())}";
}
