using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Kelvin.Server.Tests.BadInput;

/// <summary>What no client library sends: requests that two servers would read in two ways, and callers that dawdle.</summary>
public sealed class RawHttpTests(OneServer one) : IClassFixture<OneServer>
{
    private const string Call = """{"userId":"raw"}""";
    private readonly RunningServer server = one.Server;

    public static TheoryData<string, string> Bad => new()
    {
        { "content-length and chunked", "POST /v1/page HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n" },
        { "two lengths", "POST /v1/page HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde" },
        { "a list of lengths", "POST /v1/page HTTP/1.1\r\nHost: x\r\nContent-Length: 4, 4\r\n\r\nabcd" },
        { "a negative length", "POST /v1/page HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n" },
        { "a length that overflows", "POST /v1/page HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n" },
        { "an unknown transfer encoding", "POST /v1/page HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" },
        { "chunked that is not last", "POST /v1/page HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" },
        { "chunked hidden by a tab", "POST /v1/page HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\tchunked\u000b\r\n\r\n0\r\n\r\n" },
        { "a blank before the colon", "POST /v1/page HTTP/1.1\r\nHost: x\r\nContent-Length : 4\r\n\r\nabcd" },
        { "a folded header", "POST /v1/page HTTP/1.1\r\nHost: x\r\nX-A: b\r\n c\r\nContent-Length: 0\r\n\r\n" },
        { "a NUL in a header", "POST /v1/page HTTP/1.1\r\nHost: x\r\nX-A: b\0c\r\nContent-Length: 0\r\n\r\n" },
        { "a bare CR in a header", "POST /v1/page HTTP/1.1\r\nHost: x\r\nX-A: b\rX-B: c\r\nContent-Length: 0\r\n\r\n" },
        { "no host", "POST /v1/page HTTP/1.1\r\nContent-Length: 0\r\n\r\n" },
        { "two hosts", "POST /v1/page HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 0\r\n\r\n" },
        { "a version that is none", "POST /v1/page HTTP/9.9\r\nHost: x\r\n\r\n" },
        { "no request line", "\0\0\0\0\r\n\r\n" },
        { "a TLS hello", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\r\n\r\n" },
        { "a chunk size that is no number", "POST /v1/page?writeKey=wk_for_tests HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n" },
        { "a chunk size that overflows", "POST /v1/page?writeKey=wk_for_tests HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\nab\r\n0\r\n\r\n" },
        { "a chunk extension with a bare LF", "POST /v1/page?writeKey=wk_for_tests HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4;\nabcd\r\n0\r\n\r\n" },
        { "a chunk that is longer than it says", "POST /v1/page?writeKey=wk_for_tests HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n0\r\n\r\n" },
        { "a request line of a hundred kilobytes", $"GET /{new string('x', 100_000)} HTTP/1.1\r\nHost: x\r\n\r\n" },
        { "a header of a hundred kilobytes", $"GET / HTTP/1.1\r\nHost: x\r\nX-A: {new string('x', 100_000)}\r\n\r\n" },
        { "a thousand headers", $"GET / HTTP/1.1\r\nHost: x\r\n{string.Concat(Enumerable.Range(0, 1_000).Select(i => $"X-{i}: y\r\n"))}\r\n" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_request_that_can_be_read_in_two_ways_is_refused_and_the_connection_ends(string what, string request)
    {
        Assert.NotEmpty(what);
        var answer = await Exchange(request);
        var status = answer.Length == 0 ? 0 : int.Parse(answer.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(status is 0 or 400 or 401 or 408 or 411 or 414 or 431 or 501 or 505, answer);
        Assert.Equal(status == 0 ? 0 : 1, answer.Split("HTTP/1.1 ").Length - 1);
    }

    [Fact]
    public async Task A_header_of_ten_megabytes_is_refused()
    {
        var answer = await Exchange($"GET / HTTP/1.1\r\nHost: x\r\nX-A: {new string('x', 10_000_000)}\r\n\r\n");
        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 431", StringComparison.Ordinal), answer);
    }

    [Fact]
    public async Task Requests_in_one_breath_are_answered_in_order()
    {
        var one = $"POST /v1/page?writeKey={RunningServer.ServerKey} HTTP/1.1\r\nHost: x\r\nContent-Length: {Call.Length}\r\n\r\n{Call}";
        var answer = await Exchange(one + one.Replace("/v1/page?", "/v1/nothing?") + one + "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.Equal(["200", "404", "200", "200"], answer.Split("HTTP/1.1 ").Skip(1).Select(part => part[..3]));
    }

    [Fact]
    public async Task A_body_in_chunks_with_extensions_is_read_as_what_it_is()
    {
        var answer = await Exchange($"POST /v1/page?writeKey={RunningServer.ServerKey} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n{Call.Length:x};a=b\r\n{Call}\r\n0\r\nX-Trailer: y\r\n\r\n");
        Assert.Contains("\"accepted\":1", answer);
    }

    [Theory]
    [InlineData("TRACE")]
    [InlineData("CONNECT")]
    [InlineData("PROPFIND")]
    [InlineData("get")]
    public async Task A_method_that_nothing_takes_is_refused(string method)
    {
        var answer = await Exchange($"{method} /v1/batch HTTP/1.1\r\nHost: x\r\nX-Canary: secret\r\nConnection: close\r\n\r\n");
        Assert.Matches("^HTTP/1.1 40[05]", answer);
        Assert.DoesNotContain("secret", answer);
    }

    [Fact]
    public async Task Callers_that_dawdle_do_not_hold_up_the_others()
    {
        var idlers = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 200; i++)
            {
                var idler = await Connect();
                idlers.Add(idler);
                await idler.GetStream().WriteAsync(Encoding.ASCII.GetBytes(i % 2 == 0 ? "POST /v1/page HTTP/1.1\r\nHost: x\r\nX-Slow: " : $"POST /v1/page?writeKey={RunningServer.ServerKey} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{{"), TestContext.Current.CancellationToken);
            }
            await Ingest.TrackingTests.AssertAccepted(1, await server.Post("/v1/page", Call));
        }
        finally
        {
            idlers.ForEach(idler => idler.Dispose());
        }
    }

    [Fact]
    public async Task A_body_that_does_not_arrive_is_not_waited_for_without_end()
    {
        await using var hasty = await RunningServer.Start(settings: [("Ingest:Limits:BodySeconds", "1"), ("Ingest:Limits:HeadSeconds", "1")]);
        var body = await Exchange($"POST /v1/page?writeKey={RunningServer.ServerKey} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{{", hasty);
        Assert.StartsWith("HTTP/1.1 408", body);
        Assert.Matches("^(HTTP/1.1 408|$)", await Exchange("POST /v1/page HTTP/1.1\r\nHost: x\r\nX-Slow: ", hasty));
    }

    /// <summary>Sends bytes as they are and reads until the server ends the connection, or has nothing more to say.</summary>
    private async Task<string> Exchange(string request, RunningServer? other = null)
    {
        using var client = await Connect(other);
        var stream = client.GetStream();
        var answer = new StringBuilder();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
            var buffer = new byte[16 * 1024];
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(TimeSpan.FromSeconds(20));
            for (int read; (read = await stream.ReadAsync(buffer, patience.Token)) > 0;) answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        catch (IOException)
        {
            // The server closed the connection while it was still being written to, which is a refusal too.
        }
        return answer.ToString();
    }

    private async Task<TcpClient> Connect(RunningServer? other = null)
    {
        var client = new TcpClient();
        var address = (other ?? server).Http.BaseAddress!;
        await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        return client;
    }
}
