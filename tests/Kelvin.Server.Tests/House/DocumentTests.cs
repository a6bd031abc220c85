using System.Text.RegularExpressions;
using Xunit;

namespace Kelvin.Server.Tests.House;

/// <summary>Documents are code: what they point at exists, and records keep their form.</summary>
public class DocumentTests
{
    private const int LinesOfAPage = 60;

    [Fact]
    public void Every_relative_link_leads_somewhere()
    {
        var broken = from file in Repository.FilesEnding(".md")
                     from Match match in Regex.Matches(WithoutCode(Repository.Read(file)), @"\]\(([^)\s]+)\)|src(?:set)?=""([^""]+)""")
                     let target = (match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value).Split('#')[0]
                     where target.Length > 0 && !target.Contains(':')
                     where !Repository.Exists(Path.Combine(Path.GetDirectoryName(file)!, Uri.UnescapeDataString(target)))
                     select $"{file} -> {target}";
        Rule.NeverBrokenBy(broken);
    }

    [Fact]
    public void Decisions_are_numbered_once_and_take_a_page_at_most()
    {
        var records = Repository.FilesEnding(".md").Where(file => file.StartsWith("docs/decisions/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(records);
        Rule.NeverBrokenBy(records.Where(file => !Regex.IsMatch(Path.GetFileName(file), @"^\d{4}-[a-z0-9-]+\.md$")));
        Rule.NeverBrokenBy(records.GroupBy(file => Path.GetFileName(file)[..4]).Where(same => same.Count() > 1).SelectMany(same => same));
        Rule.NeverBrokenBy(records.Where(file => Repository.Read(file).Split('\n').Length > LinesOfAPage));
    }

    [Theory]
    [InlineData("ARCHITECTURE.md")]
    [InlineData("STYLE.md")]
    public void What_is_promised_as_one_page_is_one_page(string file) =>
        Assert.InRange(Repository.Read(file).Split('\n').Length, 10, LinesOfAPage + 20);

    private static string WithoutCode(string text) => Regex.Replace(text, "```.*?```|`[^`\n]*`", "", RegexOptions.Singleline);
}
