using System.Text.Json;
using Kelvin.Scoring.Plans;
using Xunit;

namespace Kelvin.Server.Tests.Commands;

public class PlanCommandTests
{
    private const string Plan = """
        plan: p
        timezone: Europe/Warsaw
        fit: { rules: [ { name: Boss, when: { trait: position, is: boss }, points: 10 } ] }
        engagement:
          max: 5
          rules: [ { name: Click, on: Click, points: 3 }, { name: Gone, on: Click, absent_for: 10d, points: -4 } ]
        levels: { 1: 3, 2: null }
        """;

    private const string Tests = """
        tests:
          - name: A boss who clicks
            given:
              - { at: 2025-01-01T10:00, traits: { position: boss } }
              - { at: 2025-01-02T10:00, event: Click }
            expect:
              - { at: 2025-01-01T09:59:59.999, score: none }
              - { at: 2025-01-02T10:00, score: 13, level: 1, rules: { Click: 3, Boss: 10 } }
              - { at: 2025-01-12T10:00, score: 9, level: 2, label: "2", grade: none }
        """;

    [Fact]
    public void Tests_that_hold_are_counted()
    {
        using var folder = new KelvinFolder().With("p.yaml", Plan).With("p.tests.yaml", Tests);
        Assert.Equal(new KelvinFolder.Outcome(0, "1 tests, 0 failed.\n", ""), folder.Run("plan test p.yaml"));
        Assert.Equal(0, folder.Run("plan test p.tests.yaml").Code);
    }

    [Fact]
    public void A_failure_says_which_rule_differed_and_what_the_score_is_made_of()
    {
        using var folder = new KelvinFolder().With("p.yaml", Plan.Replace("points: 3", "points: 4").Replace("max: 5", "max: 2")).With("p.tests.yaml", Tests);
        var outcome = folder.Run("plan test p.yaml");
        Assert.Equal(1, outcome.Code);
        Assert.Equal("""
            p.tests.yaml:8: A boss who clicks, at 2025-01-02T09:00:00.000Z
                score: expected 13, got 12
                level: expected 1, got 2
                rule 'Click': expected 3, got 4 (matched, 1 events count, 0 do not)
                The score is made of:
                         +10  Boss
                          +4  Click
                          -2  side engagement
            p.tests.yaml:9: A boss who clicks, at 2025-01-12T09:00:00.000Z
                score: expected 9, got 10
                The score is made of:
                         +10  Boss
                          +4  Click
                          -4  Gone
            1 tests, 1 failed.

            """, outcome.Output);
    }

    [Fact]
    public void Failures_can_be_had_as_json()
    {
        using var folder = new KelvinFolder().With("p.yaml", Plan).With("p.tests.yaml", Tests.Replace("Boss: 10", "Bos: 10"));
        var file = JsonDocument.Parse(folder.Run("plan test p.yaml --json").Output).RootElement[0];
        Assert.Equal((1, 1), (file.GetProperty("tests").GetInt32(), file.GetProperty("failed").GetInt32()));
        Assert.Equal("rule 'Bos': expected 10, but the plan has no such rule", file.GetProperty("failures")[0].GetProperty("differences")[0].GetString());
    }

    [Fact]
    public void Accounts_and_several_leads_are_tested_together()
    {
        using var folder = new KelvinFolder().With("p.yaml", Plan).With("a.tests.yaml", """
            plans:
              - p.yaml
              - plan: a
                kind: account
                members: { plan: p, side: engagement, combine: sum }
                committee: [ { name: Decides, when: { trait: position, is: boss }, engaged: 3, points: 20 } ]
            tests:
              - name: Two of a company
                given:
                  - { at: 2025-01-01, lead: jan, traits: { position: boss } }
                  - { at: 2025-01-01, lead: jan, group: acme, traits: { size: 7 } }
                  - { at: 2025-01-01, lead: eve, group: acme }
                  - { at: 2025-01-02, lead: jan, event: Click }
                  - { at: 2025-01-02, lead: eve, event: Click }
                expect:
                  - { at: 2025-01-02, lead: eve, score: 3 }
                  - { at: 2025-01-02, account: acme, score: 26, rules: { Decides: 20 } }
                  - { at: 2024-12-31, account: acme, score: none }
            """);
        Assert.Equal(new KelvinFolder.Outcome(0, "1 tests, 0 failed.\n", ""), folder.Run("plan test a.tests.yaml"));
    }

    [Theory]
    [InlineData("tests: []\nextra: 1", 2, "'extra' is not known here")]
    [InlineData("tests:\n  - { name: x, given: [ { at: 2025-01-01, evnt: x } ], expect: [] }", 2, "p.tests.yaml:2:")]
    [InlineData("tests:\n  - { name: x, given: [ { at: noon, event: x } ], expect: [] }", 2, "'noon' is no date")]
    [InlineData("tests:\n  - { name: x, given: [ { at: 2025-01-01, event: x, page: / } ], expect: [] }", 2, "One thing happens at a time")]
    [InlineData("tests:\n  - { name: x, given: [ { at: 2025-01-01, event: x } ], expect: [ { at: 2025-01-01, lead: jan, score: 1 } ] }", 2, "No event of the lead 'jan'")]
    [InlineData("tests:\n  - { name: x, given: [ { at: 2025-01-01, event: x } ], expect: [ { at: 2025-01-01 } ] }", 2, "Nothing is expected")]
    [InlineData("plan:\n  plan: p\n  fitt: {}\ntests: []", 1, "p.tests.yaml:3:1 fitt")]
    public void What_is_wrong_with_a_file_of_tests_is_said_with_its_place(string tests, int code, string said)
    {
        using var folder = new KelvinFolder().With("p.yaml", Plan).With("p.tests.yaml", tests);
        var outcome = folder.Run("plan test p.yaml");
        Assert.Equal(code, outcome.Code);
        Assert.Contains(said, outcome.Output + outcome.Error);
    }

    [Fact]
    public void Valid_plans_are_said_to_be_valid()
    {
        using var folder = new KelvinFolder().With("p.yaml", Plan);
        Assert.Equal(new KelvinFolder.Outcome(0, "p.yaml: plan 'p' is valid.\n", ""), folder.Run("plan validate p.yaml"));
    }

    [Fact]
    public void Every_problem_of_every_plan_is_told_with_its_place()
    {
        using var folder = new KelvinFolder().With("p.yaml", Plan).With("b.yaml", "plan: b\nfitt: {}\nengagement:\n  rules:\n    - { name: x, on: y, point: 3 }\n");
        var outcome = folder.Run("plan validate p.yaml b.yaml");
        Assert.Equal(1, outcome.Code);
        Assert.Equal(["p.yaml: plan 'p' is valid.", "b.yaml:2:1 fitt", "b.yaml:5:25 engagement.rules[0].point"], outcome.Lines.Take(3).Select((line, i) => i == 0 ? line : line.Split(": ")[0]));
        var problems = JsonDocument.Parse(folder.Run("plan validate b.yaml --json").Output).RootElement[0].GetProperty("problems");
        Assert.Equal("fit", problems[0].GetProperty("nearest").GetString());
    }

    [Fact]
    public void A_plan_that_is_not_there_cannot_be_validated()
    {
        using var folder = new KelvinFolder();
        Assert.Equal(2, folder.Run("plan validate p.yaml").Code);
        Assert.Equal(2, folder.Run("plan test p.yaml").Code);
        Assert.Equal(2, folder.Run("plan validate").Code);
    }

    [Fact]
    public void The_schema_is_printed()
    {
        using var folder = new KelvinFolder();
        Assert.Equal(PlanSchema.Json, folder.Run("plan schema").Output);
    }
}
