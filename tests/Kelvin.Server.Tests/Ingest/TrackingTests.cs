using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Kelvin.Server.Ingest;
using Xunit;

namespace Kelvin.Server.Tests.Ingest;

/// <summary>The tracking surface through its front door.</summary>
public sealed class TrackingTests(OneServer one) : IClassFixture<OneServer>
{
    private const string Track = """{"type":"track","event":"Opened","userId":"u1","messageId":"m1"}""";
    private const string OneTrack = $$"""{"batch":[{{Track}}]}""";
    private readonly RunningServer server = one.Server;

    [Theory]
    [InlineData("/v1/batch")]
    [InlineData("/v1/b")]
    [InlineData("/v1/import")]
    [InlineData("/v1/batch/")]
    public async Task Every_batch_path_takes_a_batch(string path) => await AssertAccepted(1, await server.Post(path, OneTrack));

    [Theory]
    [InlineData("track,t", """{"event":"Opened","userId":"u1"}""")]
    [InlineData("page,p", """{"anonymousId":"a1"}""")]
    [InlineData("screen,s", """{"anonymousId":"a1","name":"Home"}""")]
    [InlineData("identify,i", """{"userId":"u1","traits":{"email":"a@example.org"}}""")]
    [InlineData("group,g", """{"userId":"u1","groupId":"g1"}""")]
    [InlineData("alias,a", """{"userId":"u1","previousId":"a1"}""")]
    public async Task The_path_says_what_a_call_is(string paths, string call)
    {
        foreach (var path in paths.Split(',')) await AssertAccepted(1, await server.Post("/v1/" + path, call));
    }

    [Fact]
    public async Task Each_wrong_call_is_named_and_the_others_are_kept()
    {
        var answer = await Read(await server.Post("/v1/batch", $$"""{"batch":[{{Track}},{"type":"track","userId":"u","messageId":"m2"},7,{"type":"page","messageId":"m3"}]}"""));
        Assert.Equal(1, (int)answer["accepted"]!);
        Assert.Equal(["1 m2 event-name-missing", "2  not-an-object", "3 m3 id-missing"], answer["rejected"]!.AsArray().Select(item => $"{item!["index"]} {item["messageId"]} {item["reason"]}"));
    }

    [Fact]
    public async Task A_batch_of_which_every_call_is_wrong_is_answered_the_same_way()
    {
        var answer = await Read(await server.Post("/v1/batch", """{"batch":[{}]}"""));
        Assert.True((bool)answer["success"]!);
        Assert.Equal(0, (int)answer["accepted"]!);
    }

    [Theory]
    [InlineData("", "not-json")]
    [InlineData("null", "not-json")]
    [InlineData("batch=1", "not-json")]
    [InlineData("[{}]", "not-json")]
    [InlineData("""{"batch":[{}""", "not-json")]
    [InlineData("""{"userId":"u"}""", "no-batch")]
    public async Task What_is_no_batch_is_a_bad_request(string body, string code) => await AssertRefused(400, code, await server.Post("/v1/batch", body));

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/octet-stream")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData(null)]
    public async Task The_content_type_does_not_matter(string? type)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(OneTrack));
        if (type is not null) content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        await AssertAccepted(1, await server.Post("/v1/batch", content));
    }

    [Fact]
    public async Task A_gzipped_body_is_inflated() => await AssertAccepted(1, await server.Post("/v1/batch", Gzipped(Encoding.UTF8.GetBytes(OneTrack))));

    [Fact]
    public async Task A_body_in_pieces_of_unknown_length_is_read()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/batch") { Content = new StringContent(OneTrack) };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Authorization = RunningServer.Basic(RunningServer.ServerKey);
        await AssertAccepted(1, await server.Send(request));
    }

    [Theory]
    [InlineData("br", 415)]
    [InlineData("zstd", 415)]
    [InlineData("gzip, gzip", 415)]
    [InlineData("gzip", 400)]
    public async Task Other_encodings_and_broken_ones_are_refused(string encoding, int status)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(OneTrack));
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        Assert.Equal(status, (int)(await server.Post("/v1/batch", content)).StatusCode);
    }

    [Fact]
    public async Task A_gzip_inside_a_gzip_is_no_json()
    {
        var inner = await Gzipped(Encoding.UTF8.GetBytes(OneTrack)).ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        await AssertRefused(400, "not-json", await server.Post("/v1/batch", Gzipped(inner)));
    }

    [Theory]
    [InlineData("/v1/batch", 5_000_000)]
    [InlineData("/v1/track", 600_000)]
    public async Task A_body_above_the_limit_is_too_large(string path, int bytes)
    {
        await AssertRefused(413, "body-too-large", await server.Post(path, new ByteArrayContent(new byte[bytes])));
        await AssertRefused(413, "body-too-large", await server.Post(path, Gzipped(new byte[bytes])));
    }

    [Fact]
    public async Task An_event_above_its_limit_is_refused_alone()
    {
        var answer = await Read(await server.Post("/v1/batch", $$$"""{"batch":[{"type":"page","userId":"u","properties":{"x":"{{{new string('x', 33_000)}}}"}},{{{Track}}}]}"""));
        Assert.Equal("too-large", (string?)answer["rejected"]![0]!["reason"]);
        Assert.Equal(1, (int)answer["accepted"]!);
    }

    [Fact]
    public async Task An_event_of_too_many_properties_is_refused()
    {
        var properties = string.Join(',', Enumerable.Range(0, 1001).Select(i => $"\"p{i}\":{i}"));
        var answer = await Read(await server.Post("/v1/track", $$$"""{"event":"x","userId":"u","properties":{{{{properties}}}}}"""));
        Assert.Equal("too-many-properties", (string?)answer["rejected"]![0]!["reason"]);
    }

    [Fact]
    public async Task A_batch_of_too_many_calls_is_refused_whole() =>
        await AssertRefused(413, "batch-too-long", await server.Post("/v1/batch", $$"""{"batch":[{{string.Join(',', Enumerable.Repeat("0", 2501))}}]}"""));

    [Fact]
    public async Task A_public_key_may_not_join_people()
    {
        var answer = await Read(await server.Post("/v1/alias", """{"userId":"u1","previousId":"u2"}""", RunningServer.PublicKey));
        Assert.Equal("alias-needs-server-key", (string?)answer["rejected"]![0]!["reason"]);
    }

    [Fact]
    public async Task A_public_key_that_brings_too_many_people_is_asked_to_wait()
    {
        await using var strict = await RunningServer.Start(settings: ("Ingest:Limits:PublicNewIdentitiesPerMinutePerAddress", "2"));
        var people = string.Join(',', Enumerable.Range(0, 3).Select(i => $$"""{"type":"page","anonymousId":"a{{i}}"}"""));
        var response = await strict.Post("/v1/batch", $$"""{"batch":[{{people}}]}""", RunningServer.PublicKey);
        await AssertRefused(429, "too-many", response);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        await AssertAccepted(3, await strict.Post("/v1/batch", $$"""{"batch":[{{people}}]}"""));
    }

    [Fact]
    public async Task A_full_inbox_asks_to_come_back_and_keeps_nothing()
    {
        await using var full = await RunningServer.Start(settings: ("InboxItemsMost", "1000"));
        var response = await full.Post("/v1/batch", $$"""{"batch":[{{string.Join(',', Enumerable.Repeat(Track, 1001))}}]}""");
        await AssertRefused(429, "inbox-full", response);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal(0, full.Store.Inbox.Depth);
    }

    [Fact]
    public async Task Client_metrics_are_waved_through() => await AssertAccepted(0, await server.Post("/v1/m", """{"series":[]}""", key: null));

    internal static async Task AssertAccepted(int count, HttpResponseMessage response)
    {
        var answer = await Read(response);
        Assert.True(response.IsSuccessStatusCode && (int)answer["accepted"]! == count, answer.ToJsonString());
        Assert.Empty(answer["rejected"]!.AsArray());
    }

    internal static Task AssertRefused(int status, string code, HttpResponseMessage response) => response.IsProblem(status, code);

    private static Task<JsonNode> Read(HttpResponseMessage response) => response.Json();

    private static ByteArrayContent Gzipped(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest)) stream.Write(bytes);
        var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }
}
