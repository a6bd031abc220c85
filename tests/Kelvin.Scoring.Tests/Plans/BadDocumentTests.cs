using Kelvin.Scoring.Plans;
using Xunit;

namespace Kelvin.Scoring.Tests.Plans;

public class BadDocumentTests
{
    [Theory]
    [InlineData("name: ▸&x a", "name", "'&x' is an anchor")]
    [InlineData("name: ▸*x", "name", "'*x' is an alias")]
    [InlineData("name: ▸!!str a", "name", "'tag:yaml.org,2002:str' is a tag")]
    [InlineData("▸<<: { name: a }", "[\"<<\"]", "'<<' merges mappings")]
    [InlineData("▸? [a]\n: b", "[\"?\"]", "A key must be a single value, not a list")]
    [InlineData("name: a\n▸name: b", "name", "stands here twice; first in line 2")]
    [InlineData(": ▸b", "[\"\"]", "There is no key before this value")]
    [InlineData("▸---\nplan: q", "", "A second document starts here")]
    [InlineData("fit: { max: ▸.nan }", "fit.max", "is not a finite number")]
    public void Yaml_is_the_plain_part_of_it(string body, string path, string words) =>
        BadPlan.Has(body.StartsWith("▸?", StringComparison.Ordinal) ? body.Replace("▸", "") : body, path, words);

    [Theory]
    [InlineData("engagement: { rules: [{ name: A, on: ▸*, points: 1 }] }", "A value that starts with '*' needs quotes")]
    [InlineData("name: ▸@home", "needs quotes")]
    [InlineData("fit:\n▸\tmax: 1", "A tab stands where YAML wants spaces")]
    [InlineData("name: ▸\"open\nmin: 1", "The text in quotes that starts here is not closed")]
    [InlineData("thresholds: ▸[1, 2\nmin: 0", "The '[' here is not closed")]
    [InlineData("fit: ▸{ max: 1", "The '{' here is not closed")]
    [InlineData("name: Sales▸: now", "A ': ' within a value")]
    public void Slips_of_the_pen_are_explained(string body, string words) => BadPlan.Has(body, "", words);

    [Theory]
    [InlineData("", "The plan is empty")]
    [InlineData("# nothing\n", "The plan is empty")]
    [InlineData("▸- plan: p", "a plan must stand here")]
    [InlineData("▸sales", "a plan must stand here")]
    [InlineData("%YAML 1.1\n---\nplan: p", "Plans are YAML 1.2")]
    [InlineData("plan: p\nname: a▸\0b", "U+0000, a control character")]
    [InlineData("plan: p\nname: a▸\u2028b", "a line break of YAML 1.1")]
    public void Document_is_one_mapping_of_clean_text(string text, string words) => BadPlan.HasDocument(text, "", words);

    [Fact]
    public void Half_of_a_surrogate_pair_is_no_text() => BadPlan.HasDocument("plan: p\nname: \"▸\ud800\"", "", "U+D800, half of a surrogate pair");

    [Theory]
    [InlineData("{ \"plan\": \"p\",\n  \"min\": ▸\"5\" }", "min", "without the quotes")]
    [InlineData("{ \"plan\": \"p\",\n  \"name\": \"ąę😀\", ▸\"nme\": 5 }", "nme", "'nme' is no key of a plan")]
    [InlineData("{ \"plan\": \"p\", \"name\": \"a\", ▸\"name\": \"b\" }", "name", "stands here twice")]
    [InlineData("{ \"plan\": \"p\", \"min\": ▸1e999 }", "min", "out of the range")]
    [InlineData("{ \"plan\": \"p\", \"name\": ▸null }", "name", "There is no value")]
    [InlineData("{ \"plan\": \"p\",\n  \"name\": \"ąę\" ▸\"min\": 1 }", "", "This is not JSON")]
    [InlineData("{ \"plan\": \"p\", \"name\": ▸\"\\ud800\" }", "", "half of a surrogate pair")]
    [InlineData("▸{ \"plan\": \"p\"", "", "This is not JSON")]
    public void Json_has_places_too(string text, string path, string words) =>
        BadPlan.HasDocument(text.EndsWith("\"p\"", StringComparison.Ordinal) ? text.Replace("▸", "") : text, path, words);

    [Fact]
    public void Nesting_has_a_bound()
    {
        var deep = string.Concat(Enumerable.Repeat("{ any: [", 40)) + string.Concat(Enumerable.Repeat("] }", 40));
        Assert.Contains("nested deeper than 32 levels", Assert.Single(PlanReader.Read("plan: p\naudience: " + deep).Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_must_be_UTF8()
    {
        var problem = Assert.Single(PlanReader.Read("plan: p\nname: \xff"u8[..^2].ToArray().Append((byte)0xFF).ToArray()).Problems);
        Assert.Equal((2, 7), (problem.Line, problem.Column));
    }

    [Fact]
    public void Byte_order_mark_is_no_part_of_the_plan()
    {
        Assert.True(PlanReader.Read("\uFEFFplan: p").IsValid);
        Assert.True(PlanReader.Read([0xEF, 0xBB, 0xBF, .. "{\"plan\":\"p\"}"u8]).IsValid);
    }
}
