using System.Text.Json.Nodes;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Plans.Grammar;
using Kelvin.Scoring.Tests.Generators;
using Xunit;

namespace Kelvin.Scoring.Tests.Plans;

public class PlanSchemaTests
{
    private static readonly SchemaCheck Schema = new(JsonNode.Parse(PlanSchema.Json)!.AsObject());

    /// <summary>Parsed from text, so that numbers are what a file holds.</summary>
    private static readonly List<JsonNode> Plans =
        Enumerable.Range(1, 200).Select(RandomCase.Roll).SelectMany(c => c.Plans).Select(p => JsonNode.Parse(p.ToJsonString())!).ToList();

    [Fact]
    public void Published_file_is_what_the_program_says()
    {
        var published = File.ReadAllText(Path.Combine(SamplePlans.Root, "docs", "reference", "plan.schema.json"));
        Assert.True(published == PlanSchema.Json, "docs/reference/plan.schema.json is out of date: write PlanSchema.Json to it.");
    }

    [Fact]
    public void Schema_takes_what_the_reader_takes() => Assert.All(Plans, plan => Assert.True(Schema.Accepts(plan), plan.ToJsonString()));

    [Fact]
    public void Neither_takes_a_key_that_is_not_known()
    {
        foreach (var plan in Plans.Take(40))
        {
            foreach (var mapping in Mappings(plan).ToList())
            {
                mapping["colour"] = 1;
                Assert.False(PlanReader.Read(plan.ToJsonString()).IsValid);
                Assert.False(Schema.Accepts(JsonNode.Parse(plan.ToJsonString())), plan.ToJsonString());
                mapping.Remove("colour");
            }
        }
    }

    [Fact]
    public void Neither_takes_a_plan_in_which_something_required_is_missing()
    {
        var required = AllConstructs.List.SelectMany(c => c.Keys).Where(k => k.Required).Select(k => k.Name).ToHashSet();
        foreach (var plan in Plans.Take(40))
        {
            foreach (var (mapping, key) in Mappings(plan).SelectMany(m => m.Select(entry => (m, entry.Key))).ToList())
            {
                if (!required.Contains(key)) continue;
                var without = PlanWithout(plan, mapping, key);
                Assert.Equal(PlanReader.Read(without).IsValid, Schema.Accepts(JsonNode.Parse(without)));
            }
        }
    }

    [Fact]
    public void Every_key_of_the_language_has_a_meaning_that_ends_like_a_sentence() =>
        Assert.All(AllConstructs.List.SelectMany(c => c.Keys), key => Assert.EndsWith(".", key.Meaning, StringComparison.Ordinal));

    [Fact]
    public void Every_key_is_in_the_reference()
    {
        var reference = File.ReadAllText(Path.Combine(SamplePlans.Root, "docs", "reference", "plans.md"));
        Assert.All(AllConstructs.List.SelectMany(c => c.Keys).DistinctBy(k => k.Name), key => Assert.Contains($"`{key.Name}", reference, StringComparison.Ordinal));
    }

    private static string PlanWithout(JsonNode plan, JsonObject mapping, string key)
    {
        var value = mapping[key];
        mapping.Remove(key);
        var text = plan.ToJsonString();
        mapping[key] = value;
        return text;
    }

    /// <summary>The mappings whose keys the language gives: not tables, whose keys the author gives.</summary>
    private static IEnumerable<JsonObject> Mappings(JsonNode? node) => node switch
    {
        JsonObject mapping => mapping.Where(m => m.Key is not ("values" or "bands" or "grades" or "levels")).SelectMany(m => Mappings(m.Value)).Prepend(mapping),
        JsonArray list => list.SelectMany(Mappings),
        _ => [],
    };
}
