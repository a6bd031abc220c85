using System.Globalization;
using Kelvin.Scoring.Explanations;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;

namespace Kelvin.Server.PlanTests;

/// <summary>Holds plans to their tests.</summary>
public sealed class PlanTestRunner
{
    /// <summary>Points are compared as a person would write them.</summary>
    private const double Tolerance = 1e-6;

    private readonly PlanSet plans;

    private PlanTestRunner(PlanSet plans) => this.plans = plans;

    /// <summary>Every expectation of a file that is not met.</summary>
    public static IReadOnlyList<PlanTestFailure> Run(PlanTestFile file)
    {
        var runner = new PlanTestRunner(PlanSet.Compile(file.Plans));
        return [.. file.Tests.SelectMany(test => test.Expectations.Select(expectation => runner.Check(test, expectation))).OfType<PlanTestFailure>()];
    }

    private PlanTestFailure? Check(PlanTest test, Expectation expectation)
    {
        var explanation = Explain(test, expectation, out var whyNone);
        var differences = new List<string>();
        if (explanation is null)
        {
            if (!expectation.NoScore) differences.Add($"expected a score, got none: {whyNone}");
        }
        else if (expectation.NoScore)
        {
            differences.Add($"expected no score, got {explanation.Score.Value}");
        }
        else
        {
            differences.AddRange(expectation.Values.Select(value => Difference(value.Key, value.Value, explanation.Score)).OfType<string>());
            differences.AddRange(expectation.Rules.Select(rule => Difference(rule.Key, rule.Value, explanation)).OfType<string>());
        }
        return differences.Count == 0 ? null : new PlanTestFailure(test, expectation, differences, explanation is null ? [] : MadeOf(explanation));
    }

    private Explanation? Explain(PlanTest test, Expectation expectation, out string whyNone)
    {
        var accounts = AccountHistory.From(test.Histories.Values);
        var at = expectation.At;
        if (expectation.Account is { } account)
        {
            var scorer = Choose(plans.AccountPlans, plan => plan.Plan, expectation);
            whyNone = scorer is null ? NoPlan(expectation) : "no group call names the account by then, or it is outside the plan's audience";
            if (scorer is null || !accounts.TryGetValue(account, out var history)) return null;
            var candidates = test.Histories.Values.Where(lead => lead.Events.Any(e => e.GroupId == account));
            return scorer.Explain(history, candidates, accounts.GetValueOrDefault, at);
        }
        var plan = Choose(plans.LeadPlans, plan => plan.Plan, expectation);
        whyNone = plan is null ? NoPlan(expectation) : "the lead was not seen by then, or is outside the plan's audience";
        return plan is null || !test.Histories.TryGetValue(expectation.Lead!, out var lead) || lead.IsEmpty ? null : plan.Explain(lead, accounts.GetValueOrDefault, at);
    }

    private static T? Choose<T>(IReadOnlyList<T> scorers, Func<T, Plan> planOf, Expectation expectation) where T : class =>
        expectation.Plan is null ? scorers.FirstOrDefault() : scorers.FirstOrDefault(scorer => planOf(scorer).Id == expectation.Plan);

    private static string NoPlan(Expectation expectation) =>
        $"there is no plan{(expectation.Plan is { } id ? $" '{id}'" : "")} for {(expectation.Account is null ? "leads" : "accounts")}";

    private static string? Difference(string member, string expected, Score score)
    {
        var actual = member switch
        {
            "score" => Text(score.Value),
            "fit" => Text(score.Fit),
            "engagement" => Text(score.Engagement),
            "grade" => score.Grade,
            "level" => score.Level,
            "label" => score.Label,
            _ => score.Verdict,
        } ?? Expectation.None;
        return actual == expected ? null : $"{member}: expected {expected}, got {actual}";
    }

    private static string? Difference(string rule, double expected, Explanation explanation)
    {
        var points = PointsOf(rule, explanation);
        if (points is null) return $"rule '{rule}': expected {Numbers.ToText(expected)}, but the plan has no such rule";
        return Math.Abs(points.Value - expected) <= Tolerance ? null : $"rule '{rule}': expected {Numbers.ToText(expected)}, got {Numbers.ToText(points.Value)}{Outcome(rule, explanation)}";
    }

    private static double? PointsOf(string rule, Explanation explanation) =>
        explanation.Rules.FirstOrDefault(one => one.Name == rule)?.Points
        ?? (explanation.Parts.Any(part => part.Name == rule) ? explanation.Parts.Where(part => part.Name == rule).Sum(part => part.Points) : null);

    private static string Outcome(string name, Explanation explanation)
    {
        if (explanation.Rules.FirstOrDefault(rule => rule.Name == name) is not { } rule) return "";
        var events = rule.Events.Count + rule.Dropped.Count == 0 ? "" : $", {rule.Events.Count} events count, {rule.Dropped.Count} do not";
        return $" ({rule.Outcome.ToString().ToLowerInvariant()}{events})";
    }

    private static List<KeyValuePair<string, double>> MadeOf(Explanation explanation) =>
        [.. explanation.Parts.Where(part => part.Points != 0)
            .Select(part => new KeyValuePair<string, double>(part.Kind is PartKind.Rule or PartKind.Members ? part.Name ?? "" : $"{part.Kind.ToString().ToLowerInvariant()} {part.Name}".Trim(), part.Points))];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
