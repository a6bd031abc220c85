using System.Diagnostics;
using System.Text;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Tests.Generators;
using Xunit;

namespace Kelvin.Scoring.Tests.Plans;

/// <summary>Plans from a stranger: whatever the text, the reader answers, and soon.</summary>
public class HostilePlanTests
{
    private const int Mebibyte = 1 << 20;

    private static readonly string[] Seeds = [SamplePlans.SalesReadiness, SamplePlans.AccountReadiness, .. RandomCase.Roll(7).Plans.Select(p => p.ToJsonString())];

    [Fact]
    public void Ten_megabytes_are_refused_unread() =>
        Assert.Contains("larger than 1024 KiB", Assert.Single(Quickly(new string('a', 10 * Mebibyte)).Problems).Message, StringComparison.Ordinal);

    [Fact]
    public void Ten_megabytes_of_bytes_are_refused_unread() =>
        Assert.Contains("larger than 1024 KiB", Assert.Single(PlanReader.Read(new byte[10 * Mebibyte]).Problems).Message, StringComparison.Ordinal);

    [Fact]
    public void A_thousand_rules_are_read_fast()
    {
        var reading = Quickly(WithRules(1_000));
        Assert.Equal(1_000, reading.Plan!.Engagement.Items.Count);
    }

    [Fact]
    public void Ten_thousand_rules_are_refused_with_one_problem() =>
        Assert.Contains("10000 rules, more than 2000", Assert.Single(Quickly(WithRules(10_000)).Problems).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("{\"a\":")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("a: ")]
    [InlineData(":")]
    [InlineData("!")]
    [InlineData("&a ")]
    [InlineData("*a ")]
    [InlineData("\t")]
    [InlineData("\n")]
    [InlineData("#\n")]
    [InlineData("%A b\n")]
    [InlineData("---\n")]
    [InlineData("\"")]
    [InlineData("'\n")]
    [InlineData("|\n ")]
    [InlineData("a,")]
    public void A_mebibyte_of_one_thing_is_answered(string thing)
    {
        var much = new StringBuilder(Mebibyte);
        while (much.Length + thing.Length <= Mebibyte - 16) much.Append(thing);
        Assert.NotEmpty(Quickly(much.ToString()).Problems);
        Assert.NotEmpty(Quickly("plan: [" + much).Problems);
    }

    [Fact]
    public void Damaged_plans_never_throw()
    {
        var dice = new Dice(1);
        for (var i = 0; i < 3_000; i++) Quickly(Damaged(dice, dice.OneOf(Seeds)));
    }

    [Fact]
    public void Every_beginning_of_a_plan_is_answered()
    {
        foreach (var seed in Seeds)
        {
            for (var length = 0; length < seed.Length; length += 7) Quickly(seed[..length]);
        }
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        var random = new System.Random(2);
        for (var i = 0; i < 2_000; i++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            PlanReader.Read(bytes);
        }
    }

    [Fact]
    public void Random_signs_of_YAML_never_throw()
    {
        var dice = new Dice(3);
        for (var i = 0; i < 5_000; i++)
        {
            var text = new StringBuilder(dice.Chance(0.3) ? "{" : "");
            for (var j = dice.Between(1, 40); j > 0; j--) text.Append(dice.One("a", "1", ":", ": ", "- ", "-", "[", "]", "{", "}", ",", "\n", "\n  ", " ", "\t", "\"", "'", "|", ">", "#", "&", "*", "!", "%", "?", "? ", "---", "...", "\\", "é", "\u2028", "\r", "~", "<<", "plan: "));
            Quickly(text.ToString());
        }
    }

    [Fact]
    public void A_thousand_regular_expressions_are_read() =>
        Assert.True(Quickly(WithRules(1_000, i => $"matches: '^/p{i}/[a-z]+(/|$)'")).IsValid);

    [Theory]
    [InlineData("(\\w|\\d|[a-f]|#){90}\\p{L}{90}")]
    [InlineData("#(a|b|c){3000}")]
    public void Regular_expressions_that_cost_too_much_together_are_refused(string pattern) =>
        Assert.Contains(Quickly(WithRules(1_000, i => $"matches: '{pattern.Replace("#", $"{i}")}'")).Problems, p => p.Message.Contains("too large together", StringComparison.Ordinal));

    [Fact]
    public void Regular_expression_of_nine_hundred_letters_is_refused()
    {
        var letters = string.Concat(Enumerable.Range(0x400, 900).Select(c => (char)c));
        Assert.Contains("different characters", Quickly($"plan: p\naudience: {{ trait: a, matches: {letters} }}").Problems.Single().Allowed, StringComparison.Ordinal);
    }

    private static string WithRules(int count) => WithRules(count, i => $"starts_with: /p{i}");

    private static string WithRules(int count, Func<int, string> test) =>
        "plan: p\nengagement:\n  rules:\n" + string.Concat(Enumerable.Range(0, count).Select(i => $"    - {{ name: R{i}, on: page, where: {{ property: path, {test(i)} }}, points: 1 }}\n"));

    private static string Damaged(Dice dice, string plan)
    {
        var text = new StringBuilder(plan);
        for (var i = dice.Between(1, 4); i > 0; i--)
        {
            var at = dice.Between(0, text.Length - 1);
            var length = Math.Min(dice.Between(1, 30), text.Length - at);
            switch (dice.Between(0, 3))
            {
                case 0: text.Remove(at, length); break;
                case 1: text.Insert(at, dice.One(" ", "\n", ":", "[", "}", "- ", "\"", "*x", "&x", "null", "0", "-1e9", "[]", "{}", "\t", "\ud83d")); break;
                case 2: text.Insert(at, plan.AsSpan(dice.Between(0, plan.Length - 1))[..1]); break;
                default: text.Insert(at, text.ToString(at, length)); break;
            }
            if (text.Length == 0) text.Append('a');
        }
        return text.ToString();
    }

    /// <summary>The time allowed is far above what it takes, for machines that are busy, and far below what hanging is.</summary>
    private static PlanReading Quickly(string text)
    {
        var watch = Stopwatch.StartNew();
        var reading = PlanReader.Read(text);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"Took {watch.Elapsed}.");
        Assert.NotEqual(reading.IsValid, reading.Problems.Count > 0);
        return reading;
    }
}
