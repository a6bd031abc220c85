using System.Net.Http.Headers;
using System.Text;
using Xunit;

namespace Kelvin.Server.Tests.Ingest;

/// <summary>Where clients put their key, as each of them does it.</summary>
public sealed class WriteKeyTests(OneServer one) : IClassFixture<OneServer>
{
    private const string Call = """{"type":"page","userId":"u1"}""";
    private const string Key = RunningServer.ServerKey;
    private readonly RunningServer server = one.Server;

    [Theory]
    [InlineData("Authorization", "Basic", "", Body.None)]
    [InlineData("Authorization", "Basic no colon", "", Body.None)]
    [InlineData("Authorization", "basic", "", Body.None)]
    [InlineData("Authorization", "Bearer something", "", Body.Key)]
    [InlineData("X-Write-Key", Key, "", Body.None)]
    [InlineData("X-Write-Key", Key + ":secret", "", Body.None)]
    [InlineData("X-Write-Key", Key, "", Body.Masked)]
    [InlineData("Authorization", "Basic", "", Body.Masked)]
    [InlineData("", "", "", Body.Key)]
    [InlineData("", "", "?writeKey=" + Key, Body.None)]
    public async Task A_key_is_found_wherever_a_client_puts_it(string header, string value, string query, Body body) =>
        await TrackingTests.AssertAccepted(1, await Post("/v1/batch" + query, header, value, body));

    [Theory]
    [InlineData("", "", "", Body.None, "key-missing")]
    [InlineData("", "", "", Body.Masked, "key-wrong")]
    [InlineData("", "", "?writeKey=wrong", Body.Key, "key-wrong")]
    [InlineData("X-Write-Key", "wrong", "", Body.Key, "key-wrong")]
    [InlineData("Authorization", "Basic %%%", "", Body.Key, "key-wrong")]
    [InlineData("Authorization", "Bearer " + RunningServer.AdminToken, "", Body.None, "key-missing")]
    public async Task Without_the_right_key_nothing_is_taken(string header, string value, string query, Body body, string code) =>
        await TrackingTests.AssertRefused(401, code, await Post("/v1/batch" + query, header, value, body));

    [Fact]
    public async Task A_wrong_key_of_any_length_is_only_wrong() =>
        await TrackingTests.AssertRefused(401, "key-wrong", await Post("/v1/batch", "X-Write-Key", new string('k', 20_000), Body.None));

    [Fact]
    public async Task A_beacon_has_its_key_in_the_address_only() =>
        await TrackingTests.AssertAccepted(1, await Post("/beacon/v1/batch?writeKey=" + RunningServer.PublicKey, "", "", Body.None));

    public enum Body { None, Key, Masked }

    private Task<HttpResponseMessage> Post(string path, string header, string value, Body body)
    {
        var member = body switch { Body.Key => $",\"writeKey\":\"{Key}\"", Body.Masked => ",\"writeKey\":\"***\"", _ => "" };
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent($$"""{"batch":[{{Call}}]{{member}}}""", Encoding.UTF8, "text/plain") };
        if (value is "Basic" or "basic") value += " " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Key + ":"));
        if (value == "Basic no colon") value = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Key));
        if (header.Length > 0) request.Headers.TryAddWithoutValidation(header, value);
        return server.Send(request);
    }
}
