using Kelvin.Scoring.Plans;
using Xunit;

namespace Kelvin.Scoring.Tests.Plans;

/// <summary>The plans under samples/, found from wherever the tests run.</summary>
internal static class SamplePlans
{
    public static string Root { get; } = FindRoot();

    public static string SalesReadiness => Text("sales-readiness.yaml");
    public static string AccountReadiness => Text("account-readiness.yaml");

    public static string Text(string file) => File.ReadAllText(Path.Combine(Root, "samples", "plans", file));

    /// <summary>Reads a plan that must be right.</summary>
    public static Plan Valid(string text)
    {
        var reading = PlanReader.Read(text);
        Assert.Empty(reading.Problems);
        Assert.Empty(reading.Warnings);
        return reading.Plan!;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Kelvin.slnx"))) folder = folder.Parent;
        return folder.FullName;
    }
}
