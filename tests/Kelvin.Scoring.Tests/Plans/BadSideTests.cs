using Kelvin.Scoring.Plans;
using Xunit;

namespace Kelvin.Scoring.Tests.Plans;

public class BadSideTests
{
    [Theory]
    [InlineData("fit: ▸[]", "fit", "'fit' must stand here")]
    [InlineData("fit:▸", "fit", "There is no value")]
    [InlineData("fit: { rules: ▸{ name: A } }", "fit.rules", "a list must stand here")]
    [InlineData("fit: { max: ▸1.5 }", "fit.max", "1.5 is not whole")]
    [InlineData("fit: { max: ▸1, min: 2 }", "fit.max", "'max' (1) is below 'min' (2)")]
    [InlineData("min: 5\nmax: ▸4", "max", "'max' (4) is below 'min' (5)")]
    [InlineData("min: ▸0.5", "min", "0.5 is not whole")]
    [InlineData("fit: { rules: [{ name: ▸'', points: 1 }] }", "fit.rules[0].name", "The text is empty")]
    [InlineData("fit: { rules: [▸{ points: 1 }] }", "fit.rules[0]", "'name' is missing in a fit rule")]
    [InlineData("fit: { rules: [▸{ name: A }] }", "fit.rules[0]", "there must be 'points' or 'by'")]
    [InlineData("fit: { rules: [▸null] }", "fit.rules[0]", "a fit rule must stand here")]
    [InlineData("fit: { ▸rule: [] }", "fit.rule", "Did you mean 'rules'?")]
    public void Side_holds_rules_and_whole_bounds(string body, string path, string words) => BadPlan.Has(body, path, words);

    [Theory]
    [InlineData("fit: { rules: [▸{ group: G }] }", "fit.rules[0]", "'rules' is missing in a group")]
    [InlineData("fit: { rules: [{ group: G, rules: [▸{ group: H, rules: [] }] }] }", "fit.rules[0].rules[0]", "A group cannot stand in a group")]
    [InlineData("fit: { rules: [{ group: G, ▸points: 5, rules: [] }] }", "fit.rules[0].points", "it belongs to a fit rule")]
    [InlineData("fit: { rules: [{ group: G, max: ▸-5, rules: [] }] }", "fit.rules[0].max", "-5 is out of range")]
    [InlineData("fit: { rules: [{ group: G, min: ▸5, rules: [] }] }", "fit.rules[0].min", "5 is out of range")]
    [InlineData("fit: { rules: [{ group: ▸[G], rules: [] }] }", "fit.rules[0].group", "A list cannot stand here")]
    public void Groups_hold_rules_and_do_not_nest(string body, string path, string words) => BadPlan.Has(body, path, words);

    [Theory]
    [InlineData("fit: { rules: [{ name: A, points: 1 }, { name: ▸A, points: 1 }] }", "fit.rules[1].name")]
    [InlineData("fit: { rules: [{ name: A, points: 1 }, { name: ▸' A ', points: 1 }] }", "fit.rules[1].name")]
    [InlineData("fit: { rules: [{ name: A, points: 1 }] }\nengagement: { rules: [{ name: ▸A, on: page, points: 1 }] }", "engagement.rules[0].name")]
    [InlineData("fit: { rules: [{ group: A, rules: [{ name: ▸A, points: 1 }] }] }", "fit.rules[0].rules[0].name")]
    public void Names_are_given_once(string body, string path) => BadPlan.Has(body, path, "The name 'A' is taken already, in line 2");

    [Theory]
    [InlineData("plan: ▸Sales Readiness", "plan", "is no id. Allowed: small letters")]
    [InlineData("plan: ▸12", "plan", "in quotes: \"12\"")]
    [InlineData("▸name: x", "", "'plan' is missing in a plan")]
    [InlineData("plan: p\ntimezone: ▸Europe/Warsow", "timezone", "Did you mean 'Europe/Warsaw'?")]
    [InlineData("plan: p\ntimezone: ▸warsaw", "timezone", "Did you mean 'Europe/Warsaw'?")]
    [InlineData("plan: p\ntimezone: ▸UTC+2", "timezone", "is no time zone")]
    [InlineData("plan: p\nkind: ▸company", "kind", "Allowed: lead, account")]
    [InlineData("plan: p\n▸ceiling: []", "ceiling", "Did you mean 'ceilings'?")]
    [InlineData("plan: p\n▸owner: me", "owner", "'owner' is no key of a plan")]
    [InlineData("plan: p\nthresholds: [30, ▸30.5]", "thresholds[1]", "30.5 is not whole")]
    [InlineData("plan: p\nthresholds: [30, ▸30]", "thresholds[1]", "The threshold 30 stands in the list twice")]
    [InlineData("plan: p\nthresholds: ▸30", "thresholds", "a list: [30]")]
    public void Top_of_the_plan(string text, string path, string words) => BadPlan.HasDocument(text, path, words);

    [Theory]
    [InlineData("▸members: { plan: q, combine: sum }", "members", "'members' belongs to a plan with 'kind: account'")]
    [InlineData("kind: account\nmembers: { plan: q, combine: sum }\nengagement: { ▸rules: [] }", "engagement.rules", "no engagement rules")]
    [InlineData("kind: account\nmembers: { plan: ▸p, combine: sum }", "members.plan", "not by this one")]
    [InlineData("kind: account\nmembers: ▸{ combine: sum }", "members", "'plan' is missing in 'members'")]
    [InlineData("kind: account\nmembers: { plan: q, combine: ▸mean }", "members.combine", "Allowed: sum, max, average, top")]
    [InlineData("kind: account\nmembers: ▸{ plan: q, combine: top }", "members", "'top' is missing")]
    [InlineData("kind: account\nmembers: { plan: q, combine: sum, ▸top: 3 }", "members.top", "'top' needs 'combine: top' beside it")]
    [InlineData("kind: account\nmembers: { plan: q, combine: top, top: 1, weights: ▸[1, 2] }", "members.weights", "2 weights for 1 members")]
    [InlineData("kind: account\nmembers: { plan: q, combine: sum, ▸weights: [1] }", "members.weights", "'weights' needs 'top' beside it")]
    [InlineData("kind: account\nmembers: { plan: q, combine: sum, side: ▸points }", "members.side", "Allowed: score, fit, engagement")]
    [InlineData("kind: account\n▸committee: []", "committee", "'committee' needs 'members' beside it")]
    [InlineData("kind: account\nmembers: { plan: q, combine: sum }\ncommittee: [▸{ name: R, points: 1 }]", "committee[0]", "'when' is missing in a committee entry")]
    [InlineData("kind: account\naudience: { ▸did: { on: page } }", "audience.did", "an account does nothing itself")]
    [InlineData("kind: account\nfit: { rules: [{ name: A, when: { none: [{ ▸did: { on: page } }] }, points: 1 }] }", "fit.rules[0].when.none[0].did", "an account does nothing itself")]
    public void Accounts_are_scored_by_their_members(string body, string path, string words) => BadPlan.Has(body, path, words);

    [Fact]
    public void Did_may_be_asked_of_a_member() => SamplePlans.Valid("""
        plan: p
        kind: account
        members: { plan: q, combine: max }
        committee: [{ name: Reader, when: { did: { on: page } }, points: 5 }]
        """);

    [Fact]
    public void Misspelled_kind_is_one_problem_and_not_many()
    {
        var problem = Assert.Single(PlanReader.Read("plan: p\nkind: acount\nmembers: { plan: q, combine: sum }").Problems);
        Assert.Equal("account", problem.Nearest);
    }
}
