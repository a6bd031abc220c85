using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Xunit;

namespace Kelvin.Server.Tests.BadInput;

/// <summary>Runs when nothing else does, so that what it measures is its own.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>Small requests that would become large, deep or long, if one let them.</summary>
[Collection(nameof(Alone))]
public sealed class BombTests(OneServer one) : IClassFixture<OneServer>
{
    private const long MostMemoryBytes = 64 << 20;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private readonly RunningServer server = one.Server;

    [Fact]
    public Task A_gigabyte_in_a_megabyte_of_gzip() => IsRefused(413, "/v1/batch", Gzip(1L << 30), "gzip");

    [Fact]
    public Task A_gzip_within_a_gzip() => IsRefused(400, "/v1/batch", Fuzzer.Packed(Gzip(1L << 30)), "gzip");

    [Fact]
    public Task Two_gzips_announced_as_such() => IsRefused(415, "/v1/batch", Fuzzer.Packed(Gzip(1L << 20)), "gzip, gzip");

    [Fact]
    public Task Brotli_which_is_not_understood() => IsRefused(415, "/v1/batch", PackedByBrotli(1L << 28), "br");

    [Fact]
    public Task A_zip_archive() => IsRefused(400, "/v1/batch", [.. "PK\u0003\u0004"u8, .. new byte[1000]], null);

    [Fact]
    public Task A_gzip_that_ends_too_soon() => IsRefused(400, "/v1/batch", Fuzzer.Packed("{\"batch\":[{}]}"u8.ToArray())[..20], "gzip");

    [Theory]
    [InlineData('[', ']')]
    [InlineData('{', '}')]
    public Task Nesting_a_hundred_thousand_deep(char open, char close)
    {
        var (down, up) = open == '[' ? (new string('[', 100_000), new string(close, 100_000)) : (string.Concat(Enumerable.Repeat("{\"a\":", 100_000)), "1" + new string(close, 100_000));
        return IsRefused(400, "/v1/batch", $$$"""{"batch":[{"type":"page","userId":"u","properties":{"x":{{{down}}}{{{up}}}}}]}""");
    }

    [Fact]
    public Task A_million_elements_in_the_batch() => IsRefused(413, "/v1/batch", $$"""{"batch":[{{string.Join(',', Enumerable.Repeat("0", 1_000_000))}}]}""");

    [Theory]
    [InlineData("/v1/batch", 200)]
    [InlineData("/v1/track", 413)]
    public Task A_million_elements_in_an_event(string path, int status) => IsRefused(status, path, Body(path, $"[{string.Join(',', Enumerable.Repeat("0", 1_000_000))}]"));

    [Theory]
    [InlineData("/v1/batch", 200)]
    [InlineData("/v1/track", 413)]
    public Task A_hundred_thousand_properties(string path, int status) =>
        IsRefused(status, path, Body(path, "{" + string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"p{i}\":1")) + "}"));

    [Theory]
    [InlineData("/v1/batch", 200)]
    [InlineData("/v1/track", 413)]
    public Task A_hundred_thousand_times_the_same_key(string path, int status) =>
        IsRefused(status, path, Body(path, "{" + string.Join(',', Enumerable.Repeat("\"p\":1", 100_000)) + "}"));

    [Fact]
    public Task Ten_megabytes_of_text() => IsRefused(413, "/v1/batch", Body("/v1/batch", $"\"{new string('x', 10_000_000)}\""));

    [Theory]
    [InlineData("1e400", 200)]
    [InlineData("-1e400", 200)]
    [InlineData("NaN", 400)]
    [InlineData("Infinity", 400)]
    [InlineData("0x10", 400)]
    [InlineData("01", 400)]
    [InlineData("+1", 400)]
    public Task A_number_that_is_none(string number, int status) => IsRefused(status, "/v1/batch", Body("/v1/batch", number));

    [Theory]
    [InlineData("-0")]
    [InlineData("1e-400")]
    [InlineData("123456789012345678901234567890")]
    public async Task A_number_that_is_only_odd_is_taken(string number) => await Ingest.TrackingTests.AssertAccepted(1, await server.Post("/v1/track", Body("/v1/track", number)));

    private static string Body(string path, string value)
    {
        var call = $$$"""{"type":"track","event":"x","userId":"u","properties":{"x":{{{value}}}}}""";
        return path == "/v1/batch" ? $$"""{"batch":[{{call}}]}""" : call;
    }

    private Task IsRefused(int status, string path, string body) => IsRefused(status, path, Encoding.UTF8.GetBytes(body), null);

    /// <summary>Of a 200 it is the call within that is refused.</summary>
    private async Task IsRefused(int status, string path, byte[] body, string? encoding)
    {
        var content = new ByteArrayContent(body);
        if (encoding is not null) content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        var (watch, memory) = (Stopwatch.StartNew(), GC.GetTotalAllocatedBytes());
        var response = await server.Post(path, content);
        var answer = await response.Json();
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Longest);
        Assert.InRange(GC.GetTotalAllocatedBytes() - memory, 0, MostMemoryBytes);
        Assert.Equal(status, (int)response.StatusCode);
        if (status == 200) Assert.Equal(0, (int)answer["accepted"]!);
    }

    private static byte[] Gzip(long zeros) => Filled(zeros, to => new GZipStream(to, CompressionLevel.SmallestSize));

    private static byte[] PackedByBrotli(long zeros) => Filled(zeros, to => new BrotliStream(to, CompressionLevel.Fastest));

    private static byte[] Filled(long zeros, Func<Stream, Stream> pack)
    {
        var packed = new MemoryStream();
        using (var stream = pack(packed))
        {
            var block = new byte[1 << 20];
            for (; zeros > 0; zeros -= block.Length) stream.Write(block);
        }
        return packed.ToArray();
    }
}
