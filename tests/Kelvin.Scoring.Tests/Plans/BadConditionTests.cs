using Xunit;

namespace Kelvin.Scoring.Tests.Plans;

public class BadConditionTests
{
    [Theory]
    [InlineData("▸{ is: PL }", "", "there must be 'all', 'any', 'none', 'did', 'trait' or 'account'")]
    [InlineData("{ ▸trait: country }", ".trait", "'trait' needs 'is', 'in'")]
    [InlineData("{ trait: a, ▸account: b, is: 1 }", ".account", "cannot stand beside 'trait'")]
    [InlineData("{ all: [{ trait: a, is: 1 }], ▸any: [{ trait: a, is: 1 }] }", ".any", "exactly one of these")]
    [InlineData("{ all: [{ trait: a, is: 1 }], ▸is: 1 }", ".is", "operators belong to a test")]
    [InlineData("{ did: { on: page }, ▸trait: a }", ".trait", "cannot stand beside 'did'")]
    [InlineData("{ ▸property: path, is: 1 }", ".property", "it belongs to a condition of 'where'")]
    [InlineData("{ ▸context: ip, is: 1 }", ".context", "it belongs to a condition of 'where'")]
    [InlineData("{ trait: a, ▸start_with: b }", ".start_with", "Did you mean 'starts_with'?")]
    [InlineData("{ trait: a, ▸startsWith: b }", ".startsWith", "Did you mean 'starts_with'?")]
    [InlineData("▸PL", "", "a condition must stand here")]
    [InlineData("▸[]", "", "There is nothing in it")]
    [InlineData("{ any: ▸[] }", ".any", "There is nothing in it")]
    [InlineData("{ all: ▸{ trait: a, is: 1 } }", ".all", "a list must stand here")]
    [InlineData("[{ trait: a, is: 1 }, { none: [▸5] }]", "[1].none[0]", "The number 5 cannot stand here")]
    public void Condition_is_exactly_one_of_its_kinds(string condition, string path, string words) => BadPlan.HasCondition(condition, path, words);

    [Theory]
    [InlineData("trait: ▸\"\", is: 1", ".trait", "The text is empty")]
    [InlineData("trait: ▸5, is: 1", ".trait", "in quotes: \"5\"")]
    [InlineData("trait: ▸[a], is: 1", ".trait", "A list cannot stand here")]
    [InlineData("trait: a, is: ▸[1, 2]", ".is", "for a list use 'in'")]
    [InlineData("trait: a, is_not: ▸[1]", ".is_not", "for a list use 'not_in'")]
    [InlineData("trait: a, is: ▸null", ".is", "'exists: false'")]
    [InlineData("trait: a, is: ▸{ b: 1 }", ".is", "one value must")]
    [InlineData("trait: a, in: ▸PL", ".in", "a list: [PL]")]
    [InlineData("trait: a, in: ▸[]", ".in", "There is nothing in it")]
    [InlineData("trait: a, in: [1, ▸~]", ".in[1]", "Nothing equals null")]
    [InlineData("trait: a, not_in: [▸[1]]", ".not_in[0]", "one value must")]
    [InlineData("trait: a, contains: ▸'  '", ".contains", "every text would pass")]
    [InlineData("trait: a, starts_with: ▸[a]", ".starts_with", "a text must stand here")]
    [InlineData("trait: a, exists: ▸yes", ".exists", "true or false must stand here")]
    public void Operand_and_values_are_what_the_operator_takes(string test, string path, string words) => BadPlan.HasCondition($"{{ {test} }}", path, words);

    [Theory]
    [InlineData("gt: ▸many", ".gt", "'many' is neither a number nor a date")]
    [InlineData("gt: ▸\"007\"", ".gt", "neither a number nor a date")]
    [InlineData("gte: ▸true", ".gte", "a number or a date must")]
    [InlineData("lt: ▸2024-13-01", ".lt", "neither a number nor a date")]
    [InlineData("lte: ▸2024-1-1", ".lte", "2025-03-01")]
    [InlineData("gt: ▸2024-01-01T10:00+15:00", ".gt", "neither a number nor a date")]
    public void Comparison_takes_a_number_or_a_date(string test, string path, string words) => BadPlan.HasCondition($"{{ trait: a, {test} }}", path, words);

    [Theory]
    [InlineData("older_than: ▸30", ".older_than", "such as 90s, 15m, 12h, 30d, 8w")]
    [InlineData("older_than: ▸1.5d", ".older_than", "'1.5d' is no duration")]
    [InlineData("newer_than: ▸30 d", ".newer_than", "is no duration")]
    [InlineData("due_within: ▸1M", ".due_within", "is no duration")]
    [InlineData("due_within: ▸-3d", ".due_within", "is no duration")]
    [InlineData("older_than: ▸99999999999w", ".older_than", "is no duration")]
    public void Relative_date_takes_a_duration(string test, string path, string words) => BadPlan.HasCondition($"{{ trait: a, {test} }}", path, words);

    [Theory]
    [InlineData("▸'['", "Unterminated [] set")]
    [InlineData("▸'a(?=b)'", "positive lookahead")]
    [InlineData("▸'(a)\\1'", "backreference")]
    [InlineData("▸'(a{200}){200}'", "larger than the configured limit")]
    [InlineData("▸'(a{1000}){1000}'", "with their repeats written out")]
    [InlineData("▸'(\\w{9000}|[a-z]{90000}){2,}'", "with their repeats written out")]
    [InlineData("▸''", "every text would pass")]
    [InlineData("▸5", "in quotes: \"5\"")]
    public void Regular_expression_that_the_engine_refuses_is_a_problem(string pattern, string words) =>
        BadPlan.HasCondition($"{{ trait: a, matches: {pattern} }}", ".matches", words);

    [Fact]
    public void Regular_expression_has_a_greatest_length() =>
        BadPlan.HasCondition($"{{ trait: a, matches: ▸{new string('a', 1001)} }}", ".matches", "longer than 1000 characters");

    [Theory]
    [InlineData("▸{ where: { property: a, is: 1 } }", ".did", "'on' is missing")]
    [InlineData("{ on: page, ▸machines: true }", ".did.machines", "'machines' is no key of 'did'")]
    [InlineData("{ on: page, at_least: ▸0 }", ".did.at_least", "0 is out of range")]
    [InlineData("{ on: page, at_least: ▸1.5 }", ".did.at_least", "1.5 is not whole")]
    [InlineData("{ on: page, within: ▸0d }", ".did.within", "A duration of nothing")]
    [InlineData("{ on: page, where: { ▸did: { on: page } } }", ".did.where.did", "it belongs to a condition")]
    public void Did_is_complete_and_never_inside_where(string did, string path, string words) => BadPlan.HasCondition($"{{ did: {did} }}", path, words);
}
