using System.Net;
using Kelvin.Server.Ingest;
using Xunit;

namespace Kelvin.Server.Tests.Ingest;

public class PublicRatesTests
{
    private readonly HandSetClock clock = new(DateTimeOffset.Parse("2025-06-01T12:00:45Z", System.Globalization.CultureInfo.InvariantCulture));
    private readonly PublicRates rates;

    public PublicRatesTests() => rates = new PublicRates(new IngestLimits
    {
        PublicEventsPerMinutePerAddress = 5,
        PublicNewIdentitiesPerMinutePerAddress = 2,
        PublicEventsPerMinutePerKey = 8,
        PublicNewIdentitiesPerMinutePerKey = 3,
        AddressesCountedPerMinute = 2,
    }, clock);

    [Fact]
    public void One_visitor_may_come_often_but_not_too_often()
    {
        for (var i = 0; i < 5; i++) Assert.Null(Take("192.0.2.1", 1));
        Assert.Equal(15, Take("192.0.2.1", 1));
    }

    [Fact]
    public void One_address_may_not_bring_many_people()
    {
        Assert.Null(Take("192.0.2.1", 1, 2));
        Assert.NotNull(Take("192.0.2.1", 3));
        Assert.Null(Take("192.0.2.1", 2));
    }

    [Fact]
    public void A_request_that_does_not_fit_counts_for_nothing()
    {
        Assert.NotNull(Take("192.0.2.1", 1, 2, 3));
        Assert.Null(Take("192.0.2.1", 4, 5));
    }

    [Fact]
    public void All_who_use_a_key_share_its_limit()
    {
        Assert.Null(Take("192.0.2.1", 1, 2));
        Assert.Null(Take("192.0.2.2", 3));
        Assert.NotNull(Take("192.0.2.2", 4));
    }

    [Fact]
    public void The_next_minute_is_a_new_one()
    {
        Assert.Null(Take("192.0.2.1", 1, 2));
        clock.Now += TimeSpan.FromSeconds(15);
        Assert.Null(Take("192.0.2.1", 3, 4));
    }

    [Fact]
    public void A_network_of_ipv6_is_one_address()
    {
        Assert.Null(Take("2001:db8::1", 1, 2));
        Assert.NotNull(Take("2001:db8::ffff", 3));
    }

    [Fact]
    public void An_ipv4_address_is_the_same_inside_ipv6()
    {
        Assert.Null(Take("192.0.2.1", 1, 2));
        Assert.NotNull(Take("::ffff:192.0.2.1", 3));
    }

    [Fact]
    public void Addresses_past_the_bound_are_counted_as_one()
    {
        Assert.Null(Take("192.0.2.1"));
        Assert.Null(Take("192.0.2.2"));
        Assert.Null(Take("192.0.2.3", 1, 2));
        Assert.NotNull(Take("192.0.2.4", 3));
    }

    private int? Take(string address, params int[] identities) => rates.Take(source: 1, IPAddress.Parse(address), identities);
}

/// <summary>A clock that stands still until the test moves it.</summary>
internal sealed class HandSetClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.UtcTicks;

    public void Advance(TimeSpan by) => Now += by;
}
