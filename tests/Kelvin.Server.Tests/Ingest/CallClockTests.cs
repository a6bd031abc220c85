using System.Text;
using Kelvin.Server.Ingest;
using Xunit;

namespace Kelvin.Server.Tests.Ingest;

/// <summary>When a call happened. All on 1 June 2025, received at 12:00:00 by our clock.</summary>
public class CallClockTests
{
    [Theory]
    [InlineData("", "none")]
    [InlineData("timestamp 11:00", "11:00")]
    [InlineData("originalTimestamp 11:00", "11:00")]
    // The device's clock is an hour fast, or an hour slow.
    [InlineData("timestamp 12:50, sentAt 13:00", "11:50")]
    [InlineData("timestamp 10:50, sentAt 11:00", "11:50")]
    [InlineData("originalTimestamp 10:50, sentAt 11:00", "11:50")]
    // An explicit time beside the device's is not corrected.
    [InlineData("originalTimestamp 10:50, timestamp 09:00, sentAt 11:00", "09:00")]
    // Nothing happens after its receipt.
    [InlineData("timestamp 13:00", "12:00")]
    [InlineData("timestamp 11:30, sentAt 11:00", "12:00")]
    [InlineData("originalTimestamp 10:00, timestamp 13:00", "12:00")]
    public void A_call_happened_when_its_clocks_agree(string stamps, string expected) =>
        Assert.Equal(expected, Shown(HappenedAt(stamps, batchSentAt: null)));

    [Fact]
    public void The_batch_says_when_it_was_sent() => Assert.Equal("11:50", Shown(HappenedAt("timestamp 12:50", batchSentAt: At("13:00"))));

    [Fact]
    public void The_calls_own_sending_time_wins() => Assert.Equal("11:50", Shown(HappenedAt("timestamp 12:50, sentAt 13:00", batchSentAt: At("12:51"))));

    [Theory]
    [InlineData("1970-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    public void Two_clocks_that_cannot_be_one_correct_nothing(string sentAt) =>
        Assert.Equal("11:00", Shown(HappenedAt("timestamp 11:00", CallClock.Read(Encoding.UTF8.GetBytes($"\"{sentAt}\"")))));

    [Theory]
    [InlineData("\"2025-06-01T12:00:00Z\"", "12:00")]
    [InlineData("1748779200000", "12:00")]
    [InlineData("1748779200", "12:00")]
    [InlineData("null", "none")]
    [InlineData("\"tomorrow\"", "none")]
    [InlineData("{}", "none")]
    public void When_a_batch_was_sent_is_read_if_it_can_be(string json, string expected) =>
        Assert.Equal(expected, Shown(CallClock.Read(Encoding.UTF8.GetBytes(json))));

    private static long? HappenedAt(string stamps, long? batchSentAt)
    {
        var members = stamps.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(stamp => stamp.Split(' '))
            .Select(stamp => $"\"{stamp[0]}\":\"2025-06-01T{stamp[1]}:00Z\"");
        var json = Encoding.UTF8.GetBytes($$"""{{{string.Join(',', members.Prepend("\"userId\":\"u\""))}}}""");
        Assert.Equal(CallProblem.None, CallReader.Read(json, out var call, CallType.Page));
        return CallClock.HappenedAt(in call, batchSentAt, At("12:00"));
    }

    private static long At(string time) => DateTimeOffset.Parse($"2025-06-01T{time}:00Z", System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    private static string Shown(long? instant) => instant is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture) : "none";
}
