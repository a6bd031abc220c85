using Kelvin.Storage;
using Kelvin.Storage.Identity;
using Xunit;

namespace Kelvin.Server.Tests.Pipelines;

/// <summary>Identities that no honest sender has. None may make the pipeline slow for the others.</summary>
public class HostileIdentityTests
{
    [Fact]
    public async Task A_chain_of_ten_thousand_aliases_ends()
    {
        using var kelvin = new Deployment();
        await Send(kelvin, 10_000, i => $$"""{"type":"alias","userId":"u{{i + 1}}","previousId":"u{{i}}","messageId":"a{{i}}","timestamp":"{{At(i)}}"}""");
        await kelvin.Process("""{"type":"page","userId":"u0","messageId":"m"}""");
        Assert.InRange(kelvin.Lead("u0")!.Streams.Count, 1, 50);
    }

    [Fact]
    public async Task One_browser_of_many_users_joins_none_of_them()
    {
        using var kelvin = new Deployment();
        await Send(kelvin, 3_000, i => $$"""{"type":"page","userId":"u{{i}}","anonymousId":"kiosk","messageId":"m{{i}}","timestamp":"{{At(i)}}"}""");
        Assert.Equal(3_000, kelvin.Count(Counter.Leads));
        Assert.InRange(int.Parse(Assert.Single(kelvin.Rows("select cast(count(*) as text) from links")), System.Globalization.CultureInfo.InvariantCulture), 40, 100);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_user_of_many_browsers_has_fifty_identities(bool backwards)
    {
        using var kelvin = new Deployment();
        await Send(kelvin, 1_500, i => $$"""{"type":"page","userId":"u","anonymousId":"a{{i}}","messageId":"m{{i}}","timestamp":"{{At(backwards ? -i : i)}}"}""");
        Assert.Equal(50, kelvin.Lead("u")!.Streams.Count);
        Assert.Equal(kelvin.Lead("u")!.Id, kelvin.LeadOf(IdentityKind.Anonymous, backwards ? "a1499" : "a0"));
    }

    private static string At(int i) => DateTimeOffset.FromUnixTimeMilliseconds(Deployment.Noon - Deployment.Day + (i * 1000L)).ToString("O");

    private static async Task Send(Deployment kelvin, int calls, Func<int, string> call)
    {
        foreach (var batch in Enumerable.Range(0, calls).Chunk(1000)) await kelvin.Accept(Storage.Ingest.KeyPower.Server, [.. batch.Select(call)]);
        await kelvin.Settle();
    }
}
