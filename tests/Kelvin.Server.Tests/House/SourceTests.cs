using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Kelvin.Server.Tests.House;

/// <summary>What STYLE.md asks of every file, whatever it does.</summary>
public class SourceTests
{
    private const int LinesAtMost = 400;

    private static readonly string[] EmptyWords = ["Core", "Common", "Shared", "Util", "Utils", "Utility", "Utilities", "Helper", "Helpers", "Manager"];

    private static IEnumerable<string> Code => Repository.FilesEnding(".cs", ".ts", ".tsx", ".sql", ".sh");

    [Fact]
    public void No_source_is_longer_than_a_person_reads_at_a_sitting() =>
        Rule.NeverBrokenBy(Code.Where(file => !IsGenerated(file) && Lines(file) > LinesAtMost).Select(file => $"{file}: {Lines(file)} lines"));

    [Fact]
    public void No_folder_or_file_has_an_empty_name() =>
        Rule.NeverBrokenBy(Repository.Files.Where(file => file.Split('/').Any(part => IsEmptyName(part.Split('.')[0]))));

    [Fact]
    public void No_type_has_an_empty_name()
    {
        var types = from file in Repository.FilesEnding(".cs")
                    from Match match in Regex.Matches(Repository.Read(file), @"\b(?:class|struct|record|interface|enum)\s+(\w+)")
                    where IsEmptyName(match.Groups[1].Value)
                    select $"{file}: {match.Groups[1].Value}";
        Rule.NeverBrokenBy(types);
    }

    [Theory]
    [InlineData("LeadManager", true)]
    [InlineData("Shared", true)]
    [InlineData("utils", true)]
    [InlineData("Scores", false)]
    [InlineData("SharedIdentity", false)]
    public void An_empty_name_ends_with_an_empty_word(string name, bool empty) => Assert.Equal(empty, IsEmptyName(name));

    [Fact]
    public void Nothing_is_left_to_do_in_the_sources()
    {
        var unfinished = new Regex(@"\b(TO" + @"DO|FIX" + @"ME|HA" + @"CK|XX" + @"X)\b");
        Rule.NeverBrokenBy(Code.Where(file => unfinished.IsMatch(Repository.Read(file))));
    }

    [Fact]
    public void Every_project_is_in_the_solution_and_has_its_lock_file()
    {
        var solution = Repository.Read("Kelvin.slnx");
        // One of them builds nothing: restoring it brings a compiler that fits the SDK, whichever that is.
        var projects = Repository.FilesEnding(".csproj").Where(project => project != "src/Kelvin.Server/AheadOfTime/Compiler.csproj").ToList();
        Assert.NotEmpty(projects);
        Rule.NeverBrokenBy(projects.Where(project => !solution.Contains($"\"{project}\"")));
        Rule.NeverBrokenBy(projects.Where(project => !Repository.Exists($"{Path.GetDirectoryName(project)}/packages.lock.json")));
    }

    [Fact]
    public void Versions_of_packages_stand_in_one_place()
    {
        var elsewhere = from project in Repository.FilesEnding(".csproj")
                        from reference in XDocument.Parse(Repository.Read(project)).Descendants("PackageReference")
                        where reference.Attribute("Version") is not null || reference.Attribute("VersionOverride") is not null
                        select $"{project}: {reference.Attribute("Include")?.Value}";
        Rule.NeverBrokenBy(elsewhere);
    }

    [Fact]
    public void Every_suppression_says_why() => Rule.NeverBrokenBy(Repository.FilesEnding(".cs")
        .SelectMany(file => Regex.Matches(Repository.Read(file), @"^\s*#pragma warning disable (?!.*//).*$", RegexOptions.Multiline).Select(match => $"{file}: {match.Value}")));

    [Fact]
    public void Every_test_is_a_sentence()
    {
        var names = from file in Repository.FilesEnding("Tests.cs")
                    from Match match in Regex.Matches(Repository.Read(file), @"\[(?:Fact|Theory)[^\]]*\]\s*(?:\[[^\n]*\]\s*)*public (?:async )?[\w<>]+ (\w+)\(")
                    where !match.Groups[1].Value.Contains('_')
                    select $"{file}: {match.Groups[1].Value}";
        Rule.NeverBrokenBy(names);
    }

    private static bool IsEmptyName(string name)
    {
        var words = Regex.Matches(name, "[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])");
        return words.Count > 0 && EmptyWords.Contains(words[^1].Value, StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsGenerated(string file) => file.EndsWith(".g.cs", StringComparison.Ordinal) || file.StartsWith("web/src/api/", StringComparison.Ordinal);

    private static int Lines(string file) => File.ReadLines(Path.Combine(Repository.Root, file)).Count();
}
