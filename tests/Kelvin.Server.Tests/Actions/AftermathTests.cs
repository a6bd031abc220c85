using Kelvin.Server.Actions;
using Kelvin.Server.Actions.Outgoing;
using Kelvin.Storage.Actions;
using Xunit;

namespace Kelvin.Server.Tests.Actions;

public class AftermathTests
{
    private const long Now = 1_000_000_000, Patience = 432_000_000;

    [Fact]
    public void A_success_ends_the_delivery_and_the_time_of_failing() =>
        Assert.Equal(new Aftermath(DeliveryState.Delivered, null, null, null), Of(204, failingSince: 5));

    [Fact]
    public void A_first_failure_is_tried_again_and_begins_the_time_of_failing() =>
        Assert.Equal(new Aftermath(DeliveryState.Waiting, Now + 5_000, null, Now), Of(500));

    [Fact]
    public void A_later_failure_leaves_the_beginning_of_the_time_of_failing() => Assert.Equal(Now - 7, Of(500, failingSince: Now - 7).FailingSince);

    [Fact]
    public void Gone_means_never_again() =>
        Assert.Equal((DeliveryState.Failed, null, DisabledBecause.Gone), (Of(410).State, Of(410).DueAt, Of(410).Disable));

    [Theory]
    [InlineData(Patience - 1, null)]
    [InlineData(Patience, DisabledBecause.Failing)]
    public void Failing_for_as_long_as_the_patience_lasts_disables(long lasting, DisabledBecause? expected) => Assert.Equal(expected, Of(500, failingSince: Now - lasting).Disable);

    [Fact]
    public void The_last_attempt_is_the_last() => Assert.Equal((DeliveryState.Failed, null), (Of(500, tries: 10).State, Of(500, tries: 10).DueAt));

    private static Aftermath Of(int status, int tries = 1, long? failingSince = null) => Aftermath.Of(
        new Sent(status < 300 ? AttemptOutcome.Delivered : AttemptOutcome.Refused, status, 10, null, null), tries, RetrySchedule.Read(RetrySchedule.Standard), failingSince, Patience, Now, chance: 0.5);
}
