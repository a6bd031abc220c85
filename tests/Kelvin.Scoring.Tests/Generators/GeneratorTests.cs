using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Kelvin.Scoring.Tests.Naive;
using Xunit;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Kelvin.Scoring.Tests.Generators;

/// <summary>A generator that gives always the same score, or never a tie, would let everything pass; these say that ours does not.</summary>
public class GeneratorTests(ITestOutputHelper output)
{
    private static readonly string[] Constructs =
    [
        "plan", "name", "kind", "timezone", "audience", "min", "max", "fit", "engagement", "rules", "group", "ceilings", "grades", "levels", "verdicts",
        "stages", "thresholds", "members", "committee", "side", "combine", "top", "weights", "engaged", "at", "below", "for", "score", "grade", "level",
        "label", "verdict", "trait", "account", "property", "context", "all", "any", "none", "did", "is", "in", "is_not", "not_in", "contains", "starts_with",
        "ends_with", "matches", "gt", "gte", "lt", "lte", "older_than", "newer_than", "due_within", "exists", "when", "points", "otherwise", "unknown",
        "by", "values", "bands", "times", "of", "on", "where", "within", "from", "until", "machines", "visit", "at_least", "gap", "unique_by", "limit", "per",
        "keep", "decay", "half_life", "linear", "steps", "every", "lose", "count", "sum", "absent_for", "repeat",
    ];

    private static readonly List<RandomCase> Cases = Enumerable.Range(1, 300).Select(RandomCase.Roll).ToList();

    [Fact]
    public void Plans_use_every_construct()
    {
        var used = Cases.SelectMany(c => c.Plans).SelectMany(Keys).ToHashSet();
        Assert.Empty(Constructs.Except(used));
    }

    [Fact]
    public void Scores_are_mostly_there_and_vary()
    {
        var scores = Cases.SelectMany(c => Instants.Some(c.Plans, c.World, new Dice(c.Seed), 6).SelectMany(t => c.Subjects().Select(s => c.Score(s.Plan, s.Subject, t)))).ToList();
        var there = scores.OfType<NaiveScore>().ToList();
        double Share(Func<NaiveScore, bool> holds) => there.Count(holds) / (double)there.Count;
        output.WriteLine($"{scores.Count} scores, not null {there.Count / (double)scores.Count:P0}; of these score not zero {Share(s => s.Score != 0):P0}, "
            + $"fit {Share(s => s.Fit != 0):P0}, engagement {Share(s => s.Engagement != 0):P0}, label {Share(s => s.Label is not null):P0}, "
            + $"verdict {Share(s => s.Verdict is not null):P0}, a stage {Share(s => s.StagesThatHold.Count > 0):P0}; {there.Select(s => s.Score).Distinct().Count()} different");

        Assert.InRange(there.Count / (double)scores.Count, 0.5, 0.95);
        Assert.InRange(Share(s => s.Score != 0), 0.7, 1);
        Assert.InRange(Share(s => s.Engagement != 0), 0.35, 1);
        Assert.True(there.Select(s => s.Score).Distinct().Count() > 60);
    }

    [Fact]
    public void Most_rules_give_points_somewhere()
    {
        var rules = Cases.SelectMany(c => Instants.Some(c.Plans, c.World, new Dice(c.Seed), 6)
            .SelectMany(t => c.Subjects().Select(s => c.Score(s.Plan, s.Subject, t)).OfType<NaiveScore>())
            .SelectMany(s => s.RuleValues)
            .GroupBy(r => r.Key)
            .Select(r => r.Any(v => v.Value != 0))).ToList();
        output.WriteLine($"{rules.Count} rules, {rules.Count(gave => gave) / (double)rules.Count:P0} gave points");
        Assert.True(rules.Count(gave => gave) > 0.4 * rules.Count);
    }

    [Fact]
    public void Histories_have_ties_and_copies_that_differ()
    {
        var leads = Cases.SelectMany(c => c.World.Leads).ToList();
        Assert.True(leads.Count(l => l.Events.GroupBy(e => e.Timestamp).Any(g => g.Select(e => e.MessageId).Distinct().Count() > 1)) > leads.Count / 4);
        Assert.True(leads.Count(l => l.Events.GroupBy(e => e.MessageId).Any(g => g.Distinct().Count() > 1)) > leads.Count / 4);
    }

    [Fact]
    public void The_order_of_arrival_changes_no_score() => Prop.ForAll(RandomCase.All, one =>
    {
        var dice = new Dice(one.Seed);
        var shuffled = one with { World = Shuffle.Arrival(dice, one.World) };
        return Instants.Some(one.Plans, one.World, dice, 3).All(t =>
            one.Subjects().All(s => Show(one.Score(s.Plan, s.Subject, t)) == Show(shuffled.Score(s.Plan, s.Subject, t))));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Fact]
    public void Smaller_cases_can_still_be_scored()
    {
        foreach (var smaller in Cases.Take(4).SelectMany(Shrinking.Smaller))
        {
            var t = smaller.World.Leads[0].Events[0].Timestamp;
            Assert.All(smaller.Subjects(), s => smaller.Score(s.Plan, s.Subject, t));
        }
    }

    [Fact]
    public void Yaml_says_the_same_as_the_JSON()
    {
        foreach (var plan in Cases.SelectMany(c => c.Plans))
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(YamlText.Of(plan)));
            AssertSame(plan, yaml.Documents[0].RootNode);
        }
    }

    private static string Show(NaiveScore? score) => JsonSerializer.Serialize(score);

    private static IEnumerable<string> Keys(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(member => Keys(member.Value).Append(member.Key)),
        JsonArray a => a.SelectMany(Keys),
        _ => [],
    };

    private static void AssertSame(JsonNode? json, YamlNode yaml)
    {
        switch (json, yaml)
        {
            case (JsonObject o, YamlMappingNode map):
                Assert.Equal(o.Select(m => m.Key), map.Children.Keys.Select(k => ((YamlScalarNode)k).Value));
                Assert.All(o.Zip(map.Children), pair => AssertSame(pair.First.Value, pair.Second.Value));
                break;
            case (JsonArray a, YamlSequenceNode list):
                Assert.Equal(a.Count, list.Children.Count);
                Assert.All(a.Zip(list.Children), pair => AssertSame(pair.First, pair.Second));
                break;
            default:
                var scalar = Assert.IsType<YamlScalarNode>(yaml);
                var isText = json?.GetValueKind() == JsonValueKind.String;
                Assert.Equal(isText ? json!.GetValue<string>() : json?.ToJsonString() ?? "null", scalar.Value);
                Assert.True(isText || scalar.Style == ScalarStyle.Plain);
                break;
        }
    }
}
