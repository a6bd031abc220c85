using System.Text.Json.Nodes;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Plans.Changes;
using Kelvin.Scoring.Plans.Documents;
using Kelvin.Scoring.Tests.Generators;
using Xunit;

namespace Kelvin.Scoring.Tests.Plans.Changes;

public class PlanEditTests
{
    private const string Plan = """
        # Agreed with sales in March.
        plan: sales

        engagement:
          max: 100   # never more
          rules:
            # They come to us.
            - name: Webinar
              on: Webinar Attended
              points: 15     # was 10

            - { name: Click, on: Click, points: 3 }  # cheap
            # Nobody reads guides.
            - name: Guide
              on: Guide Downloaded
              points: 8
        # The hand-over.
        stages:
        - { name: MQL, at: { score: 30 } }
        """;

    private static string Edited(Action<JsonNode> change)
    {
        var json = JsonNode.Parse(PlanJson.From(Plan)!)!;
        change(json);
        return PlanEdit.Apply(Plan, json.ToJsonString())!;
    }

    private static JsonArray Rules(JsonNode plan) => plan["engagement"]!["rules"]!.AsArray();

    [Fact]
    public void A_number_is_changed_in_its_place_and_nothing_else_is() =>
        Assert.Equal(Plan.Replace("points: 15     # was 10", "points: 20     # was 10"), Edited(plan => Rules(plan)[0]!["points"] = 20));

    [Fact]
    public void A_new_key_stands_behind_the_one_before_it() =>
        Assert.Equal(
            Plan.Replace("points: 15     # was 10", "points: 15     # was 10\n      decay: { half_life: 30d }"),
            Edited(plan => Rules(plan)[0]!["decay"] = JsonNode.Parse("""{"half_life":"30d"}""")));

    [Fact]
    public void A_rule_that_goes_takes_its_comments_with_it() =>
        Assert.Equal(
            Plan.Replace("    # Nobody reads guides.\n    - name: Guide\n      on: Guide Downloaded\n      points: 8\n", ""),
            Edited(plan => Rules(plan).RemoveAt(2)));

    [Fact]
    public void A_first_rule_that_goes_leaves_the_others_in_shape()
    {
        var edited = Edited(plan => Rules(plan).RemoveAt(0));
        Assert.Contains("  rules:\n    # They come to us.\n    - { name: Click, on: Click, points: 3 }  # cheap\n    # Nobody", edited);
    }

    [Fact]
    public void A_new_rule_is_written_as_the_others_are() =>
        Assert.Contains(
            "  # cheap\n    - { name: Open, on: Email Opened, points: 5 }\n    # Nobody reads",
            Edited(plan => Rules(plan).Insert(2, JsonNode.Parse("""{"name":"Open","on":"Email Opened","points":5}"""))));

    [Fact]
    public void A_key_in_braces_is_added_in_braces() =>
        Assert.Contains("- { name: Click, on: Click, points: 3, within: 30d }  # cheap\n", Edited(plan => Rules(plan)[1]!["within"] = "30d"));

    [Fact]
    public void Rules_that_change_places_keep_their_comments()
    {
        var edited = Edited(plan =>
        {
            var guide = Rules(plan)[2]!.DeepClone();
            Rules(plan).RemoveAt(2);
            Rules(plan).Insert(0, guide);
        });
        Assert.Contains("# Nobody reads guides.\n    - name: Guide", edited);
        Assert.Contains("points: 15     # was 10", edited);
    }

    [Fact]
    public void What_is_not_changed_is_not_touched() => Assert.Equal(Plan, PlanEdit.Apply(Plan, PlanJson.From(Plan)!));

    [Fact]
    public void Whatever_is_changed_the_plan_is_the_one_that_was_meant()
    {
        var plans = Enumerable.Range(1, 250).Select(RandomCase.Roll).Select(one => one.Plans[0]).ToList();
        var (kept, tried) = (0, 0);
        foreach (var (before, after) in plans.Zip(plans.Skip(1).Append(plans[0])))
        {
            var dice = new Dice(plans.IndexOf(before));
            var mixed = Mixed(dice, before, after);
            if (!PlanReader.Read(mixed.ToJsonString()).IsValid) continue;
            tried++;
            var yaml = string.Join('\n', Generators.YamlText.Of(before).Split('\n').Select((line, i) => line.Length > 0 && i % 3 == 0 ? $"# note {i}\n{line}" : line));
            var edited = PlanEdit.Apply(yaml, mixed.ToJsonString())!;
            Assert.Empty(PlanDiff.Between(edited, mixed.ToJsonString()).Changes);
            if (edited.Contains("# note 0")) kept++;
        }
        Assert.InRange(tried, 50, plans.Count);
        Assert.InRange(kept, tried * 9 / 10, tried);
    }

    /// <summary>Some of the sections of the one plan, the rest of the other.</summary>
    private static JsonObject Mixed(Dice dice, JsonNode before, JsonNode after)
    {
        var mixed = new JsonObject();
        foreach (var key in before.AsObject().Concat(after.AsObject()).Select(entry => entry.Key).Distinct())
        {
            var from = dice.Chance(0.6) ? before : after;
            if (from[key] is { } value) mixed[key] = value.DeepClone();
        }
        return mixed;
    }
}
