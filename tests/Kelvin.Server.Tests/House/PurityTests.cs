using System.Text.RegularExpressions;
using Xunit;

namespace Kelvin.Server.Tests.House;

/// <summary>The scoring library is pure: no input or output, no clock, no randomness. The compiler holds it.</summary>
public class PurityTests
{
    [Theory]
    [InlineData("System.DateTime.UtcNow.Ticks")]
    [InlineData("System.Random.Shared.Next()")]
    [InlineData("System.IO.File.ReadAllText(\"plan.yaml\").Length")]
    public void The_compiler_refuses_an_impure_scoring_library(string expression)
    {
        using var copy = new ScoringAlone();
        copy.Write("Impure.cs", $"internal static class Impure {{ public static long Now() => {expression}; }}");
        var (code, output) = copy.Build();
        Assert.NotEqual(0, code);
        Assert.Contains("error RS0030", output);
    }

    [Fact]
    public void The_compiler_takes_a_pure_one()
    {
        using var copy = new ScoringAlone();
        copy.Write("Pure.cs", "internal static class Pure { public static long Now(long at) => at; }");
        var (code, output) = copy.Build();
        Assert.True(code == 0, output);
    }

    [Fact]
    public void No_suppression_opens_a_back_door()
    {
        var sources = Repository.FilesEnding(".cs", ".csproj", ".editorconfig").Where(file => !file.Contains("/House/"));
        Rule.NeverBrokenBy(sources.Where(file => Regex.IsMatch(Repository.Read(file), "RS0030|RS0031")));
    }

    /// <summary>A project with the scoring library's settings and none of its sources, which builds in seconds.</summary>
    private sealed class ScoringAlone : IDisposable
    {
        private readonly string root = Directory.CreateTempSubdirectory("kelvin-purity-").FullName;
        private readonly string project;

        public ScoringAlone()
        {
            project = Directory.CreateDirectory(Path.Combine(root, "src", "Kelvin.Scoring")).FullName;
            foreach (var file in Repository.Files.Where(file => !file.Contains('/') || IsSetting(file)))
                File.Copy(Path.Combine(Repository.Root, file), Path.Combine(root, file));
        }

        public void Write(string name, string source) => File.WriteAllText(Path.Combine(project, name), source);

        public (int Code, string Output) Build() => Shell.Run("dotnet build -v quiet", project);

        public void Dispose() => Directory.Delete(root, recursive: true);

        private static bool IsSetting(string file) =>
            file.StartsWith("src/Kelvin.Scoring/", StringComparison.Ordinal) && file.Split('/').Length == 3
            && (file.EndsWith(".csproj", StringComparison.Ordinal) || file.EndsWith(".txt", StringComparison.Ordinal) || file.EndsWith(".json", StringComparison.Ordinal));
    }
}
