using Xunit;

namespace Kelvin.Scoring.Tests.Plans;

public class BadEngagementRuleTests
{
    [Theory]
    [InlineData("▸points: 1", "", "'on' is missing in an engagement rule")]
    [InlineData("on: ▸[], points: 1", "on", "There is nothing in it")]
    [InlineData("on: ▸'', points: 1", "on", "The text is empty")]
    [InlineData("on: ['a', ▸' '], points: 1", "on[1]", "The text is empty")]
    [InlineData("on: [page, ▸\"*\"], points: 1", "on[1]", "\"*\" is no name of an event")]
    [InlineData("on: ▸alias, points: 1", "on", "An alias call makes no event")]
    [InlineData("on: ▸404, points: 1", "on", "in quotes: \"404\"")]
    [InlineData("on: page, points: 1, ▸unknown: 0", "unknown", "it belongs to a fit rule")]
    [InlineData("on: page, points: 1, ▸when: { trait: a, is: 1 }", "when", "it belongs to a fit rule")]
    [InlineData("on: page, points: 1, ▸withn: 3d", "withn", "Did you mean 'within'?")]
    [InlineData("on: page, points: 1, machines: ▸\"true\"", "machines", "true or false must stand here")]
    public void Rule_says_which_events_it_means(string rule, string path, string words) =>
        BadPlan.HasEvent(path.Length == 0 ? rule.Replace("▸", "") : rule, path, words);

    [Theory]
    [InlineData("from: ▸2024", "from", "a date must stand here")]
    [InlineData("from: ▸soon", "from", "'soon' is no date")]
    [InlineData("until: ▸2023-02-29", "until", "is no date")]
    [InlineData("from: 2024-02-01, until: ▸2024-02-01", "until", "'until' is not after 'from'")]
    [InlineData("from: 2024-02-01T00:00Z, until: ▸2024-02-01T01:00+02:00", "until", "no event could match")]
    [InlineData("within: ▸0s", "within", "A duration of nothing")]
    [InlineData("where: { trait: a, ▸propery: path, is: 1 }", "where.propery", "Did you mean 'property'?")]
    public void Period_is_made_of_dates_in_order(string rule, string path, string words) => BadPlan.HasEvent($"on: page, points: 1, {rule}", path, words);

    [Theory]
    [InlineData("visit: ▸5", "visit", "'visit' must stand here")]
    [InlineData("visit: ▸{}", "visit", "'at_least' is missing in 'visit'")]
    [InlineData("visit: { at_least: 5, gap: ▸0m }", "visit.gap", "A duration of nothing")]
    [InlineData("unique_by: { ▸trait: a }", "unique_by.trait", "Allowed: property, context")]
    [InlineData("unique_by: ▸''", "unique_by", "The text is empty")]
    [InlineData("limit: ▸{ times: 1 }", "limit", "'per' is missing in a limit")]
    [InlineData("limit: { times: 1, per: ▸hour }", "limit.per", "Allowed: day, week, month, lifetime")]
    [InlineData("limit: { times: 1, per: ▸wek }", "limit.per", "Did you mean 'week'?")]
    [InlineData("limit: { times: ▸0, per: day }", "limit.times", "0 is out of range")]
    [InlineData("limit: [{ times: 1, per: day }, { times: 2, per: ▸day }]", "limit[1].per", "Two limits have the same unit")]
    [InlineData("limit: ▸[]", "limit", "There is nothing in it")]
    [InlineData("unique_by: a, keep: ▸newest", "keep", "Allowed: largest, latest, first")]
    [InlineData("decay: ▸{}", "decay", "there must be 'half_life', 'linear' or 'steps'")]
    [InlineData("decay: { half_life: 1d, ▸linear: 2d }", "decay.linear", "points fade in one way")]
    [InlineData("decay: { half_life: ▸0d }", "decay.half_life", "A duration of nothing")]
    [InlineData("decay: { linear: ▸0w }", "decay.linear", "A duration of nothing")]
    [InlineData("decay: { steps: { every: ▸0h, lose: 10 } }", "decay.steps.every", "A duration of nothing")]
    [InlineData("decay: { steps: { every: 1d, lose: ▸101 } }", "decay.steps.lose", "from 0 to 100")]
    [InlineData("decay: { steps: { every: 1d, lose: ▸-1% } }", "decay.steps.lose", "'-1%' is no share")]
    [InlineData("decay: { steps: ▸{ every: 1d } }", "decay.steps", "'lose' is missing in 'steps'")]
    public void Selection_and_decay_are_whole(string rule, string path, string words) => BadPlan.HasEvent($"on: page, points: 1, {rule}", path, words);

    [Theory]
    [InlineData("at_least: 3, points: 1, ▸decay: { half_life: 1d }", "decay", "'decay' cannot stand beside 'at_least'")]
    [InlineData("▸at_least: 3", "at_least", "'at_least' needs 'points' beside it")]
    [InlineData("at_least: 3, points: 1, ▸by: a", "by", "cannot stand beside 'at_least'")]
    [InlineData("at_least: ▸-1, points: 1", "at_least", "-1 is out of range")]
    [InlineData("count: true, times: 1, ▸decay: { half_life: 1d }", "decay", "cannot stand beside 'count'")]
    [InlineData("▸count: true", "count", "'count' needs 'bands' or 'times' beside it")]
    [InlineData("count: ▸false, times: 1", "count", "'count: false' says nothing")]
    [InlineData("count: true, times: 1, ▸points: 1", "points", "cannot stand beside 'count'")]
    [InlineData("sum: a, times: 1, ▸decay: { linear: 1d }", "decay", "cannot stand beside 'sum'")]
    [InlineData("sum: { ▸account: a }, times: 1", "sum.account", "Allowed: property, context")]
    [InlineData("sum: a, times: 1, ▸of: b", "of", "cannot stand beside 'sum'")]
    [InlineData("▸repeat: 2, points: 1", "repeat", "'repeat' needs 'absent_for' beside it")]
    [InlineData("points: 1, ▸bands: { 1: 1 }", "bands", "'bands' needs 'by', 'count' or 'sum' beside it")]
    [InlineData("points: 1, ▸otherwise: 1", "otherwise", "'otherwise' needs 'values' beside it")]
    [InlineData("by: a, bands: { 1: 1 }, ▸otherwise: 1", "otherwise", "'otherwise' needs 'values' beside it")]
    public void Measure_is_whole_and_of_one_kind(string rule, string path, string words) => BadPlan.HasEvent($"on: page, {rule}", path, words);

    [Theory]
    [InlineData("within: 3d", "within")]
    [InlineData("visit: { at_least: 2 }", "visit")]
    [InlineData("unique_by: a", "unique_by")]
    [InlineData("limit: { times: 1, per: day }", "limit")]
    [InlineData("decay: { linear: 3d }", "decay")]
    [InlineData("at_least: 3", "at_least")]
    public void Silence_looks_at_the_last_match_only(string other, string path) =>
        BadPlan.HasEvent($"on: page, absent_for: 30d, points: -1, ▸{other}", path, $"'{path}' cannot stand beside 'absent_for'");

    [Theory]
    [InlineData("absent_for: ▸0d, points: -1", "absent_for", "A duration of nothing")]
    [InlineData("absent_for: 3d, points: -1, repeat: ▸0", "repeat", "0 is out of range")]
    [InlineData("▸absent_for: 3d", "absent_for", "'absent_for' needs 'points' beside it")]
    public void Silence_is_whole(string rule, string path, string words) => BadPlan.HasEvent($"on: page, {rule}", path, words);

    [Theory]
    [InlineData("unique_by: a, by: b, values: { x: 1, y: -1 }")]
    [InlineData("unique_by: a, by: b, values: { x: 1 }, otherwise: -1")]
    [InlineData("limit: { times: 1, per: day }, by: b, bands: { 1: 1, 2: -1 }, keep: largest")]
    public void Points_kept_by_largest_have_one_sign(string rule) =>
        BadPlan.HasEvent($"on: page, {rule}", "", "cannot be partly positive and partly negative");
}
