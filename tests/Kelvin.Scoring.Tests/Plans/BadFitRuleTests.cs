using Xunit;

namespace Kelvin.Scoring.Tests.Plans;

public class BadFitRuleTests
{
    [Theory]
    [InlineData("points: 1, ▸colour: red", "colour", "'colour' is no key of a fit rule. Allowed: name, when, points")]
    [InlineData("▸pionts: 1", "pionts", "Did you mean 'points'?")]
    [InlineData("points: 1, ▸on: page", "on", "it belongs to an engagement rule")]
    [InlineData("points: 1, ▸within: 3d", "within", "it belongs to an engagement rule")]
    [InlineData("points: 1, ▸decay: { half_life: 1d }", "decay", "it belongs to an engagement rule")]
    public void Unknown_key_is_named_with_what_is_allowed(string rule, string path, string words) => BadPlan.HasFit(rule, path, words);

    [Theory]
    [InlineData("▸when: { trait: a, is: 1 }", "when", "'when' needs 'points' beside it")]
    [InlineData("when: { trait: a, is: 1 }, points: 1, ▸by: b", "by", "'by' cannot stand beside 'when'")]
    [InlineData("▸points: 1, by: b, values: { x: 1 }", "points", "'points' cannot stand beside 'by'")]
    [InlineData("▸by: b", "by", "'by' needs 'values', 'bands' or 'times' beside it")]
    [InlineData("by: b, values: { x: 1 }, ▸bands: { 1: 1 }", "bands", "a rule has one table")]
    [InlineData("by: b, values: { x: 1 }, ▸of: c", "of", "a rule has one table")]
    [InlineData("points: 1, ▸otherwise: 2", "otherwise", "'otherwise' needs 'when' or 'values' beside it")]
    [InlineData("points: 1, ▸unknown: 2", "unknown", "'unknown' needs 'when' or 'by' beside it")]
    [InlineData("points: 1, ▸times: 2", "times", "'times' needs 'by' beside it")]
    [InlineData("by: b, bands: { 1: 1 }, ▸otherwise: 0", "otherwise", "needs 'when' or 'values'")]
    [InlineData("by: { ▸property: b }, times: 1", "by.property", "'property' is no key of an operand")]
    [InlineData("by: { trait: a, ▸account: b }, times: 1", "by.account", "an operand has one root")]
    [InlineData("by: ▸[a], times: 1", "by", "a mapping of keys")]
    [InlineData("by: b, times: 1, of: ▸5", "of", "in quotes")]
    public void Rule_is_whole_and_of_one_kind(string rule, string path, string words) => BadPlan.HasFit(rule, path, words);

    [Theory]
    [InlineData("when: { all: [{ trait: a, is: 1 }] }")]
    [InlineData("when: [{ trait: a, is: 1 }, { trait: b, is: 1 }]")]
    [InlineData("when: { trait: a, is: 1, exists: true }")]
    [InlineData("when: { did: { on: page } }")]
    [InlineData("when: [{ did: { on: page } }]")]
    public void Unknown_belongs_to_one_test_of_one_value(string when) =>
        BadPlan.HasFit($"points: 1, {when}, ▸unknown: 2", "unknown", "the condition is not one test of one value");

    [Theory]
    [InlineData("points: ▸\"5\"", "points", "without the quotes")]
    [InlineData("points: ▸5 points", "points", "a number must stand here")]
    [InlineData("points: ▸~", "points", "There is no value")]
    [InlineData("points: ▸2e9", "points", "2000000000 is out of range")]
    [InlineData("points: ▸.inf", "points", "'.inf' is not a finite number")]
    [InlineData("points: ▸1e400", "points", "'1e400' is not a finite number")]
    [InlineData("points: 1, max: ▸-1", "max", "-1 is out of range. Allowed: a number, from 0 to")]
    [InlineData("points: 1, min: ▸1", "min", "1 is out of range")]
    public void Points_are_numbers_within_bounds(string rule, string path, string words) => BadPlan.HasFit(rule, path, words);

    [Theory]
    [InlineData("values: ▸{}", "values", "There is nothing in it")]
    [InlineData("values: ▸[1]", "values", "a table must stand here")]
    [InlineData("values: { a: 1, ▸a: 2 }", "values.a", "stands here twice; first in line 2")]
    [InlineData("values: { a: 1, ▸' A': 2 }", "values[\" A\"]", "equals the key 'a' in line 2")]
    [InlineData("values: { \"é\": 1, ▸\"e\u0301\": 2 }", "values[\"e\u0301\"]", "equals the key 'é'")]
    [InlineData("values: { true: 1, ▸\"TRUE\": 2 }", "values.TRUE", "equals the key 'true'")]
    [InlineData("values: { a: ▸b }", "values.a", "a number must stand here")]
    [InlineData("values: { ▸null: 1 }", "values.null", "A key is null")]
    [InlineData("bands: { 1: 1, ▸1.0: 2 }", "bands[\"1.0\"]", "equals the key '1' in line 2")]
    [InlineData("bands: { 16: 1, ▸0x10: 2 }", "bands.0x10", "equals the key '16'")]
    [InlineData("bands: { ▸many: 1 }", "bands.many", "'many' is no number")]
    [InlineData("bands: { 1: ▸[] }", "bands.1", "A list cannot stand here")]
    public void Table_has_different_keys_and_points(string table, string path, string words) => BadPlan.HasFit($"by: b, {table}", path, words);
}
