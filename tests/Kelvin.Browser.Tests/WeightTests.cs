using System.Net.Http.Headers;
using Xunit;

namespace Kelvin.Browser.Tests;

/// <summary>What a browser has to load before it shows something.</summary>
public sealed class WeightTests(Chromium chromium, Company company) : IClassFixture<Company>
{
    private const int MostBytes = 300 * 1024;

    [Theory]
    [InlineData("/sign-in", MostBytes)]
    [InlineData("/leads", MostBytes)]
    public async Task The_first_load_is_light(string path, int most)
    {
        await using var visit = await Visit.Begin(chromium, company.Server);
        if (path != "/sign-in") await SignInUnseen(visit);
        visit.Requests.Clear();
        await visit.Open(path);
        var bytes = 0L;
        foreach (var file in visit.Requests.Where(url => !url.Contains("/api/")).Distinct()) bytes += await WeightOf(file);
        Assert.InRange(bytes, 100 * 1024, most);
    }

    /// <summary>The cookie without the page, so that all files are still to be loaded.</summary>
    private static async Task SignInUnseen(Visit visit)
    {
        var response = await visit.Page.Context.APIRequest.PostAsync("/api/session", new()
        {
            Headers = new Dictionary<string, string> { ["X-Kelvin-Web"] = "1", ["Origin"] = new Uri(visit.Host).GetLeftPart(UriPartial.Authority) },
            DataObject = new { token = Kelvin.Server.Tests.RunningServer.AdminToken },
        });
        Assert.True(response.Ok);
    }

    private async Task<long> WeightOf(string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        var response = await company.Server.Send(request);
        return (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length;
    }
}
