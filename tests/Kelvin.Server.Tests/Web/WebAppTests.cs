using System.Net;
using System.Text.RegularExpressions;
using Kelvin.Server.Web;
using Xunit;

namespace Kelvin.Server.Tests.Web;

/// <summary>The web app as the server hands it out: one page, a fixed list of files, and nothing else.</summary>
public sealed class WebAppTests(OneServer one) : IClassFixture<OneServer>
{
    private readonly RunningServer server = one.Server;

    public static TheoryData<string> Places => ["/", .. WebApp.Places.Select(place => "/" + place), "/leads/some-lead", "/accounts/a.b%2Fc"];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Every_address_of_the_app_gives_its_page(string path)
    {
        var response = await server.Get(path);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("<div id=\"root\">", await response.Text());
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData("/index.html")]
    [InlineData("/leadsx")]
    [InlineData("/x//leads")]
    [InlineData("/assets/")]
    [InlineData("/assets/none.js")]
    [InlineData("/assets/..%2findex.html")]
    [InlineData("/favicon.svg.gz")]
    public async Task What_is_neither_page_nor_file_is_not_found(string path) => await (await server.Get(path)).IsProblem(404, "not-found");

    [Fact]
    public async Task Scripts_come_from_files_only_and_styles_need_the_nonce_of_their_answer()
    {
        var (first, second) = (await Policy("/"), await Policy("/"));
        Assert.DoesNotContain("unsafe", first);
        Assert.DoesNotContain("script-src", first);
        Assert.StartsWith("default-src 'self';", first);
        Assert.NotEqual(first, second);
        var page = await (await server.Get("/")).Text();
        Assert.DoesNotContain("KELVIN_NONCE", page);
        Assert.DoesNotMatch(@"<script(?![^>]* src=)|\son\w+=|style=", page);
    }

    [Fact]
    public async Task All_that_the_page_names_is_there_small_and_kept_by_browsers()
    {
        var page = await (await server.Get("/")).Text();
        var named = Regex.Matches(page, @"(?:src|href)=""(/assets/[^""]+)""").Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(named);
        foreach (var path in named)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.AcceptEncoding.ParseAdd("gzip");
            var response = await server.Send(request);
            Assert.Equal("gzip", Assert.Single(response.Content.Headers.ContentEncoding));
            Assert.Equal(TimeSpan.FromDays(365), response.Headers.CacheControl!.MaxAge);
        }
    }

    [Fact]
    public async Task A_file_that_the_browser_has_is_not_sent_again()
    {
        var first = await server.Get("/favicon.svg");
        var again = new HttpRequestMessage(HttpMethod.Get, "/favicon.svg");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await server.Send(again)).StatusCode);
    }

    private async Task<string> Policy(string path) => string.Concat((await server.Get(path)).Headers.GetValues("Content-Security-Policy"));
}
