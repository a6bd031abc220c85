using System.Text.Json.Nodes;
using Kelvin.Scoring.Explanations;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Tests.Generators;
using Kelvin.Scoring.Tests.Naive;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;
using Xunit;

namespace Kelvin.Scoring.Tests.Equality;

/// <summary>The way up (scoring.md 7) says nothing that the naive evaluator would not say if it came to be.</summary>
public class WayUpTests
{
    private const long Now = 1_740_830_400_000;

    private const string Plan = """
        plan: p
        fit:
          rules:
            - { name: Position, by: position, values: { boss: 10, head: 6 } }
            - { name: Size, by: { account: employees }, bands: { 10: 5, 100: 20 } }
        engagement:
          rules:
            - { name: Click, on: Click, points: 3 }
            - { name: Demo, on: Form Submitted, where: [ { property: form, in: [demo, quote] }, { property: pages, gte: 2 } ], points: 20 }
            - { name: Video, on: Video, by: seen, of: length, bands: { 25: 4, 75: 10 } }
        grades: { A: 15, B: 5, C: null }
        levels: { 1: 20, 2: 8, 3: null }
        stages: [ { name: MQL, at: { score: 18 } }, { name: SQL, at: { score: 20, grade: [A] } } ]
        """;

    private static IReadOnlyList<Way> Ways(params Event[] events)
    {
        var lead = new LeadHistory("a", events);
        return WayUp.Of(PlanSet.Compile([EngineCase.Read(Plan)]).LeadPlans[0], lead, AccountHistory.From([lead]).GetValueOrDefault, Now)!;
    }

    private static Event Of(string name, string properties = "{}", string? group = null) =>
        new() { MessageId = name + properties, Timestamp = Now - 1000, Name = name, Properties = ValueReader.Read(properties), GroupId = group };

    private static string Said(Step step) => $"{step.Kind} {step.Name} {string.Join(", ", step.Values.Select(value => $"{value.Path} {value.Value}"))}: +{step.Points} {step.Then.Label}";

    [Fact]
    public void The_smallest_steps_to_the_next_grade_level_and_stage_are_told()
    {
        var ways = Ways(Of("identify", """{"position":"head"}"""));
        Assert.Equal(["Grade A", "Level 2", "Stage MQL"], ways.Select(way => $"{way.Target} {way.Name}"));
        Assert.Empty(ways[0].Steps);
        Assert.Equal(["Event Video seen 75, length 100: +10 B2", """Event Form Submitted form "demo", pages 2: +20 B1"""], ways[1].Steps.Select(Said));
        Assert.Equal(["""Event Form Submitted form "demo", pages 2: +20 B1"""], ways[2].Steps.Select(Said));
    }

    [Fact]
    public void What_becomes_known_of_its_company_is_a_step() =>
        Assert.Equal(["AccountTrait employees employees 100: +20 A3"], Ways(Of("identify", """{"position":"head"}"""), Of("group", "{}", "acme"))[0].Steps.Select(Said));

    [Fact]
    public void At_the_top_there_is_no_way_up() =>
        Assert.DoesNotContain(Ways(Of("identify", """{"position":"boss"}"""), Of("group", """{"employees":500}""", "acme")), way => way.Target == WayTarget.Grade);

    [Fact]
    public void Every_step_gives_what_the_naive_evaluator_says_if_it_comes_to_be()
    {
        var told = 0;
        foreach (var one in Enumerable.Range(1, 250).Select(RandomCase.Roll))
        {
            var plan = one.Plans[0];
            var scorer = PlanSet.Compile([.. one.Plans.Select(p => EngineCase.Read(p.ToJsonString()))]).FindLeadPlan(plan["plan"]!.GetValue<string>())!;
            var leads = one.World.Leads.Select(lead => new LeadHistory(lead.Id, lead.Events.Select(EngineCase.EventOf))).ToList();
            var accounts = AccountHistory.From(leads);
            var at = Instants.Some(one.Plans, one.World, new Dice(one.Seed), 1).First();
            foreach (var lead in leads)
            {
                var steps = (WayUp.Of(scorer, lead, accounts.GetValueOrDefault, at) ?? []).SelectMany(way => way.Steps).Distinct().Take(6).ToList();
                foreach (var step in steps.Where(step => step.Kind == StepKind.Event || (step.Kind == StepKind.Trait && !step.Name.Contains('.'))))
                {
                    told++;
                    var world = new NaiveWorld([.. one.World.Leads.Select(other => other.Id == lead.LeadId ? new NaiveLead(other.Id, [.. other.Events, NaiveStep(step, at)]) : other)]);
                    var expected = EngineCase.Show(NaiveEvaluator.ScoreLead(plan, world, lead.LeadId, at));
                    Assert.True(expected == EngineCase.Show(step.Then, plan), $"{Said(step)} of {lead.LeadId}, seed {one.Seed}\nnaive: {expected}\nstep:  {EngineCase.Show(step.Then, plan)}");
                }
            }
        }
        Assert.InRange(told, 100, int.MaxValue);
    }

    private static NaiveEvent NaiveStep(Step step, long at)
    {
        System.Text.Json.Nodes.JsonObject Values(Conditions.OperandRoot root) => new(step.Values.Where(value => value.Root == root).Select(value => new KeyValuePair<string, JsonNode?>(value.Path, JsonNode.Parse(ValueWriter.ToJson(value.Value)))));
        return step.Kind == StepKind.Trait
            ? new NaiveEvent("~way-up", at, "identify", Values(step.Values[0].Root), null, false, null)
            : new NaiveEvent("~way-up", at, step.Name, Values(Conditions.OperandRoot.Property), Values(Conditions.OperandRoot.Context), false, null);
    }
}
