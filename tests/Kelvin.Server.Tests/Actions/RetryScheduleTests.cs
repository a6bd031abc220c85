using Kelvin.Server.Actions;
using Xunit;

namespace Kelvin.Server.Tests.Actions;

public class RetryScheduleTests
{
    private const double Middle = 0.5;
    private static readonly RetrySchedule Standard = RetrySchedule.Read(RetrySchedule.Standard);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 5)]
    [InlineData(2, 300)]
    [InlineData(3, 1_800)]
    [InlineData(4, 7_200)]
    [InlineData(5, 18_000)]
    [InlineData(6, 36_000)]
    [InlineData(7, 50_400)]
    [InlineData(8, 72_000)]
    [InlineData(9, 86_400)]
    public void The_standard_waits_are_those_of_the_Standard_Webhooks(int tries, long seconds) => Assert.Equal(seconds * 1_000, Standard.WaitAfter(tries, null, Middle));

    [Fact]
    public void After_the_last_attempt_there_is_none() => Assert.Null(Standard.WaitAfter(10, null, Middle));

    [Theory]
    [InlineData(0)]
    [InlineData(0.999)]
    public void Chance_moves_an_attempt_by_a_tenth_at_most(double chance) => Assert.InRange(Standard.WaitAfter(1, null, chance)!.Value, 4_500, 5_500);

    [Fact]
    public void A_receiver_can_ask_for_a_longer_wait_but_not_for_a_shorter_one()
    {
        Assert.Equal(60_000, Standard.WaitAfter(1, 60_000, Middle));
        Assert.Equal(5_000, Standard.WaitAfter(1, 1_000, Middle));
    }

    [Fact]
    public void A_receiver_is_not_waited_for_longer_than_a_day() => Assert.Equal(RetrySchedule.RetryAfterMost, Standard.WaitAfter(1, long.MaxValue, Middle));

    [Theory]
    [InlineData("0, 5 s, 2 m", 3)]
    [InlineData("1s", 1)]
    [InlineData("", 0)]
    [InlineData("5", 0)]
    [InlineData("soon", 0)]
    [InlineData("-1s", 0)]
    public void A_schedule_is_a_list_of_durations(string text, int attempts)
    {
        Assert.Equal(attempts > 0, RetrySchedule.TryRead(text, out var schedule));
        Assert.Equal(attempts, schedule.Attempts);
    }
}
