using Kelvin.Server.Actions.Outgoing;
using Kelvin.Storage.Actions;
using Xunit;

namespace Kelvin.Server.Tests.Actions;

public class PaceTests
{
    private static readonly Sent Well = new(AttemptOutcome.Delivered, 204, 20, null, null);
    private static readonly Sent Slow = new(AttemptOutcome.TimedOut, null, 15_000, null, null);
    private static readonly Sent Busy = new(AttemptOutcome.Refused, 429, 20, null, 30_000);

    [Fact]
    public void A_stranger_gets_two_requests_at_once() => Assert.Equal(2, new Pace(50, 16).Room(0, 0));

    [Fact]
    public void Who_answers_well_gets_more_at_once_up_to_the_bound()
    {
        var pace = new Pace(1_000, 16);
        for (var i = 0; i < 50; i++) pace.Ended(Well, i);
        Assert.Equal(16, pace.Room(0, 100));
        Assert.Equal(4, pace.Room(12, 100));
    }

    [Fact]
    public void Who_does_not_answer_holds_one_place_and_is_asked_ever_more_seldom()
    {
        var pace = new Pace(50, 16);
        for (var i = 0; i < 5; i++) pace.Ended(Slow, 0);
        Assert.Equal((0, 1.0), (pace.Room(0, 0.9), pace.NextRoom(0.9)));
        Assert.Equal(1, pace.Room(0, 1.1));
        for (var i = 0; i < 100; i++) pace.Ended(Slow, 2);
        Assert.Equal(32, pace.NextRoom(2));
    }

    [Fact]
    public void Who_comes_back_is_no_longer_waited_for()
    {
        var pace = new Pace(50, 16);
        for (var i = 0; i < 8; i++) pace.Ended(Slow, 0);
        pace.Ended(Well, 10);
        pace.Ended(Slow, 11);
        Assert.Equal(1, pace.Room(0, 11));
    }

    [Fact]
    public void Who_asks_for_less_is_left_alone_for_as_long_as_asked()
    {
        var pace = new Pace(50, 16);
        pace.Ended(Busy, 0);
        Assert.Equal((0, 1), (pace.Room(0, 29.9), pace.Room(0, 30.1)));
    }

    [Fact]
    public void A_person_can_say_that_it_may_go_on()
    {
        var pace = new Pace(50, 16);
        pace.Ended(Busy, 0);
        pace.Resume();
        Assert.Equal(1, pace.Room(0, 0.1));
    }

    [Fact]
    public void In_no_second_begin_more_requests_than_may()
    {
        var pace = new Pace(50, 100);
        for (var i = 0; i < 200; i++) pace.Ended(Well, 0);
        var begun = new List<double>();
        for (var now = 0.0; now < 5; now += 0.001)
        {
            for (var room = pace.Room(0, now); room > 0; room--)
            {
                pace.Began();
                begun.Add(now);
            }
        }
        Assert.All(begun, from => Assert.InRange(begun.Count(at => at >= from && at < from + 1), 0, 50));
        Assert.InRange(begun.Count, 200, 250);
    }
}
