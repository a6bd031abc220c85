using System.Text.RegularExpressions;
using Xunit;

namespace Kelvin.Server.Tests.House;

/// <summary>Data flows one way: a stage never names a later one (ARCHITECTURE.md).</summary>
public class FlowTests
{
    private static readonly string[] Stages = ["Ingest", "Identity", "Timelines", "Scores", "Actions", "Reports"];
    private static readonly string[] Projects = ["Kelvin.Scoring", "Kelvin.Storage", "Kelvin.Server"];

    [Fact]
    public void A_stage_never_names_a_later_one()
    {
        var sources = Repository.FilesEnding(".cs").Where(file => file.StartsWith("src/", StringComparison.Ordinal));
        Rule.NeverBrokenBy(sources.SelectMany(file => LaterStagesNamedIn(file, Repository.Read(file))));
    }

    [Theory]
    [InlineData("src/Kelvin.Server/Identity/Resolver.cs", "using Kelvin.Server.Scores;", 1)]
    [InlineData("src/Kelvin.Server/Identity/Resolver.cs", "var queue = new Scores.Queue();", 1)]
    [InlineData("src/Kelvin.Server/Identity/Resolver.cs", "using Kelvin.Server.Ingest;", 0)]
    [InlineData("src/Kelvin.Server/Ingest/Call.cs", "using Kelvin.Scoring.Timelines;", 0)]
    [InlineData("src/Kelvin.Server/Ingest/Call.cs", "// the Scores.Queue comes later", 0)]
    [InlineData("src/Kelvin.Scoring/Timelines/Event.cs", "using Kelvin.Scoring.Scores;", 1)]
    public void A_later_stage_is_seen_where_it_is_named(string file, string source, int expected) =>
        Assert.Equal(expected, LaterStagesNamedIn(file, source).Count());

    [Theory]
    [InlineData("Kelvin.Scoring", "")]
    [InlineData("Kelvin.Storage", "Kelvin.Scoring")]
    [InlineData("Kelvin.Server", "Kelvin.Scoring Kelvin.Storage")]
    public void A_project_knows_only_those_below_it(string project, string below)
    {
        var references = Regex.Matches(Repository.Read($"src/{project}/{project}.csproj"), @"ProjectReference Include=""[^""]*/([\w.]+)\.csproj""");
        Assert.Equal(below, string.Join(' ', references.Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal)));
    }

    // The scoring library is the language that every stage speaks, so the server and the store may name all of it.
    private static IEnumerable<string> LaterStagesNamedIn(string file, string source)
    {
        var parts = file.Split('/');
        var stage = Array.IndexOf(Stages, parts[2]);
        if (stage < 0 || !Projects.Contains(parts[1])) yield break;
        var code = Regex.Replace(source, @"//[^\n]*", "");
        if (parts[1] != "Kelvin.Scoring") code = Regex.Replace(code, @"Kelvin\.Scoring\.[\w.]+", "");
        foreach (var later in Stages[(stage + 1)..])
            if (Regex.IsMatch(code, $@"(\bKelvin\.\w+\.|(?<![\w.])){later}(\.[A-Z]|;)"))
                yield return $"{file} names {later}";
    }
}
