using Kelvin.Server.Operation;
using Xunit;

namespace Kelvin.Server.Tests.Operation;

public class RecentMinuteTests
{
    private readonly Ticking clock = new();

    [Fact]
    public void Without_anything_there_is_no_duration() => Assert.Equal(new Pace(0, null, null), new RecentMinute(clock).Read());

    [Fact]
    public void Half_are_below_the_median_and_one_in_a_hundred_above_the_percentile()
    {
        var minute = new RecentMinute(clock);
        for (var i = 1; i <= 1_000; i++) minute.Add(TimeSpan.FromMilliseconds(i));
        var pace = minute.Read();
        Assert.InRange(pace.Median!.Value, 500, 600);
        Assert.InRange(pace.Percentile99!.Value, 990, 1_188);
        Assert.Equal(1_000 / 60.0, pace.PerSecond, 6);
    }

    [Fact]
    public void After_a_minute_it_is_forgotten()
    {
        var minute = new RecentMinute(clock);
        minute.Add(TimeSpan.FromSeconds(1));
        clock.Seconds += 54;
        Assert.NotNull(minute.Read().Median);
        clock.Seconds += 10;
        Assert.Null(minute.Read().Median);
    }

    [Fact]
    public void What_is_out_of_bounds_counts_at_the_bound()
    {
        var minute = new RecentMinute(clock);
        minute.Add(TimeSpan.FromDays(1));
        minute.Add(TimeSpan.Zero);
        Assert.InRange(minute.Read().Percentile99!.Value, 60_000, double.MaxValue);
    }

    private sealed class Ticking : TimeProvider
    {
        public long Seconds { get; set; } = 1_000;
        public override long TimestampFrequency => 1;
        public override long GetTimestamp() => Seconds;
    }
}
