using System.Security.Cryptography;
using System.Text.Json;
using Xunit;

namespace Kelvin.Server.Tests.House;

/// <summary>Published figures rest on the reference workload, so it may not change unnoticed.</summary>
public class WorkloadTests
{
    [Fact]
    public void The_same_seed_gives_the_same_events_everywhere()
    {
        var lines = Generate("--leads 100 --by-lead");
        Assert.Equal("9549df8291d09128237324599f005b8685df56dbe3fbc730bec9627f85890fd9", Digest(lines));
    }

    [Fact]
    public void Every_order_holds_the_same_events()
    {
        var byLead = Generate("--leads 50 --by-lead");
        var byTime = Generate("--leads 50 --sorted");
        var shuffled = Generate("--leads 50");
        Assert.Equal(byTime.Order(StringComparer.Ordinal), byLead.Order(StringComparer.Ordinal));
        Assert.Equal(byTime.Order(StringComparer.Ordinal), shuffled.Order(StringComparer.Ordinal));
        Assert.Equal(byTime.Select(Timestamp), byTime.Select(Timestamp).Order(StringComparer.Ordinal));
        Assert.NotEqual(byTime, shuffled);
    }

    private static string Timestamp(string line) => JsonDocument.Parse(line).RootElement.GetProperty("timestamp").GetString()!;

    private static string Digest(string[] lines) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines))));

    private static string[] Generate(string options)
    {
        var file = Path.GetTempFileName();
        try
        {
            var (code, output) = Shell.Run($"dotnet run -c Release --project bench/Kelvin.Bench -- generate {options} --out '{file}'");
            Assert.True(code == 0, output);
            return File.ReadAllLines(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
