using Xunit;

namespace Kelvin.Server.Tests.BadInput;

/// <summary>What a call says of time, and what becomes of it. The server's clock stands at noon of 1 June 2025.</summary>
public sealed class TimeTests(TimeTests.Noon noon) : IClassFixture<TimeTests.Noon>
{
    private readonly RunningServer server = noon.Server;

    public sealed class Noon : IAsyncLifetime
    {
        internal RunningServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Server = await RunningServer.Start(new Ingest.HandSetClock(new DateTimeOffset(2025, 6, 1, 12, 0, 0, TimeSpan.Zero)));

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }

    [Theory]
    [InlineData("", "2025-06-01T12:00:00.000Z")]
    [InlineData("\"timestamp\":null", "2025-06-01T12:00:00.000Z")]
    [InlineData("\"timestamp\":\"\"", "2025-06-01T12:00:00.000Z")]
    [InlineData("\"timestamp\":\"2025-05-01T10:00:00Z\"", "2025-05-01T10:00:00.000Z")]
    [InlineData("\"timestamp\":\"2025-05-01T10:00:00.123456789Z\"", "2025-05-01T10:00:00.123Z")]
    [InlineData("\"timestamp\":\"2025-05-01T10:00:00.5Z\"", "2025-05-01T10:00:00.500Z")]
    [InlineData("\"timestamp\":\"2025-05-01T10:00:00+02:00\"", "2025-05-01T08:00:00.000Z")]
    [InlineData("\"timestamp\":\"2025-05-01T10:00:00+0200\"", "2025-05-01T08:00:00.000Z")]
    [InlineData("\"timestamp\":\"2025-05-01T10:00:00-14:00\"", "2025-05-02T00:00:00.000Z")]
    // Without an offset: UTC.
    [InlineData("\"timestamp\":\"2025-05-01T10:00:00\"", "2025-05-01T10:00:00.000Z")]
    [InlineData("\"timestamp\":\"2025-05-01 10:00:00\"", "2025-05-01T10:00:00.000Z")]
    [InlineData("\"timestamp\":\"2025-05-01\"", "2025-05-01T00:00:00.000Z")]
    // The hour that summer time skips or repeats somewhere is an hour like any other.
    [InlineData("\"timestamp\":\"2025-03-30T02:30:00\"", "2025-03-30T02:30:00.000Z")]
    [InlineData("\"timestamp\":\"2024-10-27T02:30:00\"", "2024-10-27T02:30:00.000Z")]
    [InlineData("\"timestamp\":\"2024-02-29T00:00:00Z\"", "2024-02-29T00:00:00.000Z")]
    // Seconds and milliseconds since 1970.
    [InlineData("\"timestamp\":1746093600", "2025-05-01T10:00:00.000Z")]
    [InlineData("\"timestamp\":1746093600000", "2025-05-01T10:00:00.000Z")]
    [InlineData("\"timestamp\":1746093600.5", "2025-05-01T10:00:00.500Z")]
    // Long ago stays long ago; what would be after its receipt is at its receipt.
    [InlineData("\"timestamp\":\"0001-01-01T00:00:00Z\"", "0001-01-01T00:00:00.000Z")]
    [InlineData("\"timestamp\":\"1969-12-31T23:59:59.999Z\"", "1969-12-31T23:59:59.999Z")]
    [InlineData("\"timestamp\":\"2025-06-01T12:00:00.001Z\"", "2025-06-01T12:00:00.000Z")]
    [InlineData("\"timestamp\":\"2025-06-03T00:00:00Z\"", "2025-06-01T12:00:00.000Z")]
    [InlineData("\"timestamp\":\"2035-06-01T00:00:00Z\"", "2025-06-01T12:00:00.000Z")]
    [InlineData("\"timestamp\":\"9999-12-31T23:59:59.999Z\"", "2025-06-01T12:00:00.000Z")]
    // A device's clock that is wrong.
    [InlineData("\"timestamp\":\"2025-06-01T15:50:00Z\",\"sentAt\":\"2025-06-01T16:00:00Z\"", "2025-06-01T11:50:00.000Z")]
    [InlineData("\"originalTimestamp\":\"2001-01-01T00:00:00Z\",\"sentAt\":\"2001-01-01T00:01:00Z\"", "2025-06-01T11:59:00.000Z")]
    [InlineData("\"originalTimestamp\":\"2001-01-01T00:00:00Z\",\"timestamp\":\"2024-01-01T00:00:00Z\",\"sentAt\":\"2001-01-01T00:01:00Z\"", "2024-01-01T00:00:00.000Z")]
    // A time of sending that cannot be of the same clock, or cannot be read.
    [InlineData("\"timestamp\":\"2025-05-01T10:00:00Z\",\"sentAt\":\"9999-01-01T00:00:00Z\"", "2025-05-01T10:00:00.000Z")]
    [InlineData("\"timestamp\":\"2025-05-01T10:00:00Z\",\"sentAt\":\"0001-01-01T00:00:00Z\"", "2025-05-01T10:00:00.000Z")]
    [InlineData("\"timestamp\":\"2025-05-01T10:00:00Z\",\"sentAt\":\"soon\"", "2025-05-01T10:00:00.000Z")]
    [InlineData("\"timestamp\":\"2025-05-01T10:00:00Z\",\"sentAt\":{}", "2025-05-01T10:00:00.000Z")]
    public async Task A_time_is_taken_as_it_can_only_be_meant(string stamps, string expected)
    {
        var id = Guid.NewGuid().ToString("N");
        await server.Track($$"""{"type":"page","userId":"{{id}}"{{(stamps.Length == 0 ? "" : "," + stamps)}}}""");
        var lead = (await server.Ask("/api/leads?userId=" + id))["items"]![0]!;
        Assert.Equal(expected, (string?)(await server.Ask($"/api/leads/{lead["id"]}/events"))["items"]![0]!["timestamp"]);
    }

    [Theory]
    [InlineData("\"2025-02-30T00:00:00Z\"")]
    [InlineData("\"2025-13-01\"")]
    [InlineData("\"2025-06-30T23:59:60Z\"")]
    [InlineData("\"2025-06-01T24:00:00Z\"")]
    [InlineData("\"0000-01-01T00:00:00Z\"")]
    [InlineData("\"10000-01-01T00:00:00Z\"")]
    [InlineData("\"2025-06-01T12:00:00+15:00\"")]
    [InlineData("\"01.06.2025\"")]
    [InlineData("\"yesterday\"")]
    [InlineData("-1")]
    [InlineData("5")]
    [InlineData("1e300")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("[]")]
    public async Task A_time_that_means_nothing_refuses_its_call(string timestamp)
    {
        var answer = await (await server.Post("/v1/page", $$"""{"userId":"u","timestamp":{{timestamp}}}""")).Json();
        Assert.Equal("timestamp-unreadable", (string?)answer["rejected"]![0]!["reason"]);
    }

    [Fact]
    public async Task The_time_that_was_stated_is_kept_beside_the_receipt()
    {
        await server.Track("""{"type":"page","userId":"ahead","timestamp":"2035-06-01T00:00:00Z"}""");
        var lead = (await server.Ask("/api/leads?userId=ahead"))["items"]![0]!;
        Assert.Equal("2035-06-01T00:00:00.000Z", (string?)(await server.Ask($"/api/leads/{lead["id"]}/events"))["items"]![0]!["statedTimestamp"]);
    }
}
