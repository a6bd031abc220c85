using Kelvin.Scoring.Plans;
using Xunit;

namespace Kelvin.Scoring.Tests.Plans;

public class ManyProblemsTests
{
    [Fact]
    public void All_problems_are_told_at_once_in_the_order_of_the_text()
    {
        const string plan = """
            plan: Sales
            timezone: Europe/Warsow
            fit:
              rules:
                - { name: A, points: many }
                - { name: A, pionts: 5 }
            engagement:
              rules:
                - { name: B, on: page, absent_for: 30d, within: 3d, points: -1 }
                - { name: C, on: page, where: { property: path, start_with: / }, points: 1 }
            grades: { A: 1, B: 1 }
            stages: [{ name: MQL, at: { score: high } }]
            """;
        Assert.Equal(
            ["plan", "timezone", "fit.rules[0].points", "fit.rules[1].name", "fit.rules[1].pionts", "engagement.rules[0].within",
             "engagement.rules[1].where.start_with", "grades.B", "stages[0].at.score"],
            PlanReader.Read(plan).Problems.Select(problem => problem.Path));
    }

    [Fact]
    public void So_many_problems_are_listed_and_no_more()
    {
        var plan = "plan: p\n" + string.Concat(Enumerable.Range(0, 5_000).Select(i => $"key{i}: 1\n"));
        var problems = PlanReader.Read(plan).Problems;
        Assert.Equal(PlanLimits.Problems + 1, problems.Count);
        Assert.Contains("more than 200 problems", problems[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Problem_says_where_what_and_what_instead()
    {
        var problem = PlanReader.Read("plan: p\nfit: { rules: [{ name: A, points: 1, wen: { trait: a, is: 1 } }] }").Problems.Single();
        Assert.StartsWith("2:38 fit.rules[0].wen: 'wen' is no key of a fit rule. Did you mean 'when'? Allowed: name, when, points,", problem.ToString(), StringComparison.Ordinal);
    }
}
