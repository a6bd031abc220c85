using System.Text;
using Kelvin.Server.Ingest;
using Xunit;

namespace Kelvin.Server.Tests.Ingest;

public class EnvelopeTests
{
    private static readonly IngestLimits Limits = new() { ItemsPerBatch = 3, SharedKilobytes = 1 };

    [Fact]
    public void Calls_are_found_wherever_the_batch_stands()
    {
        var body = """{"sentAt":"2025-01-01T00:00:00Z","batch":[{"a":1}, {"b":{"batch":[1]}} ],"writeKey":"k"}""";
        var envelope = Read(body);
        Assert.Equal(["""{"a":1}""", """{"b":{"batch":[1]}}"""], envelope.Items.Select(item => Text(body, item)));
        Assert.Equal("k", envelope.WriteKey);
        Assert.Equal("\"2025-01-01T00:00:00Z\"", Text(body, envelope.SentAt));
    }

    [Fact]
    public void Of_a_batch_that_stands_twice_the_last_counts()
    {
        var body = """{"batch":[{"a":1}],"batch":[{"b":2}]}""";
        Assert.Equal(["""{"b":2}"""], Read(body).Items.Select(item => Text(body, item)));
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over()
    {
        var body = "\uFEFF{\"batch\":[{}]}";
        Assert.Equal("{}", Text(body, Read(body).Items[0]));
    }

    [Fact]
    public void A_single_call_is_its_own_item()
    {
        var body = """ {"event":"x","writeKey":"k"} """;
        Assert.Null(Envelope.ReadCall(Encoding.UTF8.GetBytes(body), out var envelope));
        Assert.Equal(body.Trim(), Text(body, envelope.Items[0]));
        Assert.Equal("k", envelope.WriteKey);
    }

    [Theory]
    [InlineData("", "not-json")]
    [InlineData("[]", "not-json")]
    [InlineData("\"batch\"", "not-json")]
    [InlineData("{\"batch\":[{}]", "not-json")]
    [InlineData("{\"batch\":[{}]}x", "not-json")]
    [InlineData("{\"batch\":[NaN]}", "not-json")]
    [InlineData("{\"batch\":[{}],}", "not-json")]
    [InlineData("{}", "no-batch")]
    [InlineData("{\"batch\":{}}", "no-batch")]
    [InlineData("{\"batch\":null}", "no-batch")]
    [InlineData("{\"batch\":[]}", "batch-empty")]
    [InlineData("{\"batch\":[1,2,3,4]}", "batch-too-long")]
    public void A_body_that_is_no_batch_is_refused(string body, string code) =>
        Assert.Equal(code, Envelope.ReadBatch(Encoding.UTF8.GetBytes(body), Limits, out _)?.Code);

    [Fact]
    public void A_shared_context_that_would_multiply_the_body_is_refused()
    {
        var body = $$$"""{"batch":[{}],"context":{"a":"{{{new string('x', 1100)}}}"}}""";
        Assert.Equal("shared-too-large", Envelope.ReadBatch(Encoding.UTF8.GetBytes(body), Limits, out _)?.Code);
    }

    [Fact]
    public void A_name_with_a_lone_surrogate_does_no_harm() => Assert.Single(Read("""{"\ud800":1,"b\u0061tch":[{"\udfff":"\ud800"}]}""").Items);

    [Fact]
    public void Nesting_a_hundred_thousand_deep_is_refused_not_followed()
    {
        var body = "{\"batch\":[" + new string('[', 100_000) + new string(']', 100_000) + "]}";
        Assert.Equal("not-json", Envelope.ReadBatch(Encoding.UTF8.GetBytes(body), Limits, out _)?.Code);
    }

    private static Envelope Read(string body)
    {
        Assert.Null(Envelope.ReadBatch(Encoding.UTF8.GetBytes(body), Limits, out var envelope));
        return envelope;
    }

    private static string Text(string body, Slice slice) => Encoding.UTF8.GetString(slice.Of(Encoding.UTF8.GetBytes(body)));
}
