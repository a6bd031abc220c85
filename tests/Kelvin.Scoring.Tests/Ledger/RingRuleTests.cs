using Kelvin.Scoring.Ledger;
using Xunit;

namespace Kelvin.Scoring.Tests.Ledger;

/// <summary>A lead that wobbles around a line: reached at 10, again at 20 having fallen by 3, again at 30 having fallen by 8.</summary>
public class RingRuleTests
{
    private static readonly (long At, long? FellBack)[] Wobble = [(10, null), (20, 3), (30, 8)];

    private static string Rung(RingRule rule) => string.Join(' ', Enumerable.Range(1, Wobble.Length).Where(n => rule.Rings(Wobble.Take(n))).Select(n => Wobble[n - 1].At));

    [Fact]
    public void Nobody_asked_for_less() => Assert.Equal("10 20 30", Rung(new RingRule()));

    [Fact]
    public void The_first_time_only() => Assert.Equal("10", Rung(new RingRule(FirstTimeOnly: true)));

    [Fact]
    public void Not_before_it_has_cooled_down() => Assert.Equal("10 30", Rung(new RingRule(CoolDown: 15)));

    [Fact]
    public void Not_before_it_has_fallen_back_far_enough() => Assert.Equal("10 30", Rung(new RingRule(Rearm: 5)));
}
