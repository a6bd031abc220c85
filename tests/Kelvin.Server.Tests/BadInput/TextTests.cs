using System.Text.Json.Nodes;
using Xunit;

namespace Kelvin.Server.Tests.BadInput;

/// <summary>Text of every kind is stored as it came, made well-formed where it was not, and runs nowhere.</summary>
public sealed class TextTests(OneServer one) : IClassFixture<OneServer>
{
    private readonly RunningServer server = one.Server;

    /// <summary>JSON text as it is sent, and the text that it is read back as.</summary>
    public static TheoryData<string, string> Texts => new()
    {
        { "plain", "plain" },
        { "", "" },
        { " \\t\\r\\n ", " \t\r\n " },
        { "\\ud800", "\uFFFD" },
        { "\\udc00", "\uFFFD" },
        { "\\udc00\\ud800", "\uFFFD\uFFFD" },
        { "a\\ud800b", "a\uFFFDb" },
        { "\\ud83d\\ude00", "😀" },
        { "😀", "😀" },
        { "\\u202eabc", "\u202Eabc" },
        { "\\u200b\\u200d\\ufeff", "\u200B\u200D\uFEFF" },
        { "e\\u0301", "e\u0301" },
        { "\\u00e9", "é" },
        { "ﬃ Ⅻ ½", "ﬃ Ⅻ ½" },
        { "العربية עברית", "العربية עברית" },
        { "\\u2028\\u2029", "\u2028\u2029" },
        { "\\uffff\\ufffe", "\uFFFF\uFFFE" },
        { "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢" },
        { "<script>alert(1)</script>", "<script>alert(1)</script>" },
        { "\\\"><img src=x onerror=alert(1)>", "\"><img src=x onerror=alert(1)>" },
        { "javascript:alert(1)", "javascript:alert(1)" },
        { "{{7*7}} ${7*7} @(7*7) #{7*7}", "{{7*7}} ${7*7} @(7*7) #{7*7}" },
        { "'; drop table leads; --", "'; drop table leads; --" },
        { "$1 ?1 :x @x", "$1 ?1 :x @x" },
        { "../../../etc/passwd", "../../../etc/passwd" },
        { "line\\r\\nInjected: header", "line\r\nInjected: header" },
        { "\\u001b[31mred", "\u001b[31mred" },
        { "{\\\"$type\\\":\\\"System.IO.FileInfo\\\"}", "{\"$type\":\"System.IO.FileInfo\"}" },
    };

    [Theory]
    [InlineData("\\u0000", "\0")]
    [InlineData("a\\u0000b", "a\0b")]
    [MemberData(nameof(Texts))]
    public async Task A_text_in_properties_is_read_back(string sent, string read)
    {
        var id = Guid.NewGuid().ToString("N");
        await server.Track($$$"""{"type":"track","event":"x","userId":"{{{id}}}","properties":{"x":"{{{sent}}}","k{{{sent}}}":1}}""");
        var properties = (await EventsOf("userId=" + id))[0]!["properties"]!.AsObject();
        Assert.Equal(read, (string?)properties["x"]);
        Assert.True(properties.ContainsKey("k" + read));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_text_in_a_name_is_read_back(string sent, string read)
    {
        var id = Guid.NewGuid().ToString("N");
        await server.Track(
            $$"""{"type":"track","event":"name {{sent}}","userId":"{{id}}"}""",
            $$$"""{"type":"group","groupId":"{{{id}}} {{{sent}}}","userId":"{{{id}}}","traits":{"title":"{{{sent}}}"}}""",
            $$$"""{"type":"identify","userId":"{{{id}}}","traits":{"firstName":"{{{sent}}}"}}""");
        var lead = (await server.Ask("/api/leads?userId=" + id))["items"]![0]!;
        Assert.Equal(read, (string?)lead["traits"]!["firstName"]);
        Assert.Equal($"{id} {read}".Trim(), (string?)lead["accountId"]);
        Assert.Contains(await EventsOf("userId=" + id), item => (string?)item!["name"] == $"name {read}".Trim());
        var account = await server.Ask("/api/accounts/" + Uri.EscapeDataString($"{id} {read}".Trim()));
        Assert.Equal(read, (string?)account["traits"]!["title"]);
        Assert.Contains((await server.Ask("/api/accounts?limit=500"))["items"]!.AsArray(), item => (string?)item!["id"] == $"{id} {read}".Trim());
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_text_in_an_id_is_the_same_lead_every_time(string sent, string read)
    {
        var id = Guid.NewGuid().ToString("N");
        await server.Track($$"""{"type":"page","userId":"{{id}}{{sent}}","messageId":"1{{sent}}"}""", $$"""{"type":"page","userId":" {{id}}{{sent}}","messageId":"1{{sent}}"}""");
        var lead = (await server.Ask("/api/leads?userId=" + Uri.EscapeDataString(id + read)))["items"]![0]!;
        Assert.Equal(1, (int)lead["eventCount"]!);
        Assert.Equal((id + read).Trim(), (string?)lead["userId"]);
    }

    [Theory]
    [InlineData("userId")]
    [InlineData("anonymousId")]
    [InlineData("groupId")]
    [InlineData("previousId")]
    public async Task An_id_that_holds_a_nul_is_refused(string member)
    {
        var path = member switch { "groupId" => "/v1/group", "previousId" => "/v1/alias", _ => "/v1/page" };
        var answer = await (await server.Post(path, $$"""{"userId":"u","{{member}}":"a\u0000b"}""")).Json();
        Assert.Equal("id-holds-nul", (string?)answer["rejected"]![0]!["reason"]);
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_become_replacement_characters()
    {
        byte[] body = [.. """{"type":"track","event":"x","userId":"latin","messageId":"m","properties":{"x":"caf"""u8, 0xE9, .. "\"}}"u8];
        await Ingest.TrackingTests.AssertAccepted(1, await server.Post("/v1/track", new ByteArrayContent(body)));
        await server.Settle();
        Assert.Equal("caf\uFFFD", (string?)(await EventsOf("userId=latin"))[0]!["properties"]!["x"]);
    }

    [Theory]
    [InlineData("Ana@Example.org", "ana@example.org")]
    [InlineData(" ana2@example.org ", "ana2@example.org")]
    [InlineData("zo\\u00eb@example.org", "zoe\u0308@example.org")]
    [InlineData("\\u212bsa@example.org", "åsa@example.org")]
    public async Task One_address_in_two_writings_is_one_person(string first, string second)
    {
        await server.Track(
            $$$"""{"type":"identify","traits":{"email":"{{{first}}}"}}""",
            $$$$"""{"type":"track","event":"x","context":{"traits":{"email":"{{{{second}}}}"}}}""");
        Assert.Equal(2, (int)(await server.Ask("/api/leads?email=" + Uri.EscapeDataString(second)))["items"]![0]!["eventCount"]!);
    }

    [Theory]
    [InlineData(100_000, "too-large")]
    [InlineData(20_000, "id-missing")]
    public async Task An_address_of_absurd_length_identifies_nobody(int length, string reason)
    {
        var answer = await (await server.Post("/v1/identify", $$$"""{"traits":{"email":"{{{new string('a', length)}}}@example.org"}}""")).Json();
        Assert.Equal(reason, (string?)answer["rejected"]![0]!["reason"]);
    }

    [Theory]
    [InlineData("userId", 513, "id-too-long")]
    [InlineData("messageId", 101, "message-id-too-long")]
    [InlineData("event", 513, "event-name-too-long")]
    public async Task A_name_of_absurd_length_is_refused(string member, int length, string reason)
    {
        var call = new JsonObject { ["event"] = "x", ["userId"] = "u", [member] = new string('x', length) };
        var answer = await (await server.Post("/v1/track", call.ToJsonString())).Json();
        Assert.Equal(reason, (string?)answer["rejected"]![0]!["reason"]);
    }

    [Theory]
    [InlineData("score")]
    [InlineData("stage")]
    [InlineData("id")]
    [InlineData("role")]
    [InlineData("__proto__")]
    [InlineData("constructor")]
    public async Task A_trait_may_have_any_name_and_is_only_a_trait(string name)
    {
        var id = "trait-" + name;
        await server.Track($$$"""{"type":"identify","userId":"{{{id}}}","{{{name}}}":"hacked","traits":{"{{{name}}}":"hacked"}}""");
        var lead = (await server.Ask("/api/leads?userId=" + id))["items"]![0]!;
        Assert.Equal("hacked", (string?)lead["traits"]![name]);
        Assert.NotEqual("hacked", lead["id"]!.ToString());
        Assert.Null(lead["stage"]);
    }

    private async Task<JsonArray> EventsOf(string query)
    {
        var id = (string?)(await server.Ask("/api/leads?" + query))["items"]![0]!["id"];
        return (await server.Ask($"/api/leads/{id}/events"))["items"]!.AsArray();
    }
}
