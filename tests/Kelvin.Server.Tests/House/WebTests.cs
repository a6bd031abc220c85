using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace Kelvin.Server.Tests.House;

/// <summary>What holds of the web app's sources: which part may name which, and that each language has every word.</summary>
public class WebTests
{
    /// <summary>Words that every page needs, and those that come with some pages.</summary>
    private static readonly string[] WordSets = ["", "plans."];
    private static readonly string[] Languages = ["en", "pl", "ru", "sv"];

    /// <summary>The parts of web/src from the lowest up; a part names only what stands before it.</summary>
    private static readonly string[] Parts = ["api", "lib", "components", "features", "app"];

    // The plural forms of each language, by CLDR.
    private static readonly Dictionary<string, string[]> Plurals = new()
    {
        ["en"] = ["one", "other"],
        ["pl"] = ["one", "few", "many", "other"],
        ["ru"] = ["one", "few", "many", "other"],
        ["sv"] = ["one", "other"],
    };

    private static IEnumerable<string> Sources => Repository.FilesEnding(".ts", ".tsx").Where(file => file.StartsWith("web/src/", StringComparison.Ordinal));

    [Fact]
    public void A_part_of_the_web_app_names_only_what_stands_below_it() => Rule.NeverBrokenBy(Sources.SelectMany(file => WrongImports(file, Repository.Read(file))));

    [Theory]
    [InlineData("web/src/lib/http.ts", "import { x } from '@/components/x';", 1)]
    [InlineData("web/src/features/leads/List.tsx", "import { x } from '@/features/scores/x';", 1)]
    [InlineData("web/src/features/leads/List.tsx", "import { x } from '@/app/x';", 1)]
    [InlineData("web/src/features/leads/List.tsx", "import { x } from '@/features/leads/x';", 0)]
    [InlineData("web/src/features/leads/List.tsx", "import { x } from '@/lib/x';", 0)]
    [InlineData("web/src/features/leads/List.tsx", "import { x } from '../scores/x';", 1)]
    public void A_wrong_import_is_seen(string file, string source, int expected) => Assert.Equal(expected, WrongImports(file, source).Count());

    [Fact]
    public void Each_language_has_every_word_and_no_other()
    {
        var english = WordsOf("en").Select(Bare).ToHashSet();
        foreach (var language in Languages) Assert.Equal(english.Order(), WordsOf(language).Select(Bare).Distinct().Order());
    }

    [Fact]
    public void A_word_that_counts_has_each_plural_of_its_language()
    {
        var missing = from language in Languages
                      let words = WordsOf(language).ToHashSet()
                      from counted in words.Where(word => Bare(word) != word).Select(Bare).Distinct()
                      from form in Plurals[language]
                      where !words.Contains($"{counted}_{form}")
                      select $"{language}: {counted}_{form}";
        Rule.NeverBrokenBy(missing);
    }

    [Fact]
    public void The_same_values_are_put_into_a_sentence_in_every_language()
    {
        var english = Values("en");
        var different = from language in Languages
                        from word in Values(language)
                        where !word.Value.SetEquals(english[word.Key])
                        select $"{language}: {word.Key}";
        Rule.NeverBrokenBy(different);
    }

    [Fact]
    public void Html_is_never_made_from_text() =>
        Rule.NeverBrokenBy(Sources.Where(file => Regex.IsMatch(Repository.Read(file), @"dangerouslySetInnerHTML|innerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\(")));

    private static IEnumerable<string> WrongImports(string file, string source)
    {
        var place = file.Split('/');
        foreach (Match match in Regex.Matches(source, @"(?:from|import)\s*\(?'(@/[^']+|\.\.?/[^']+)'"))
        {
            var target = match.Groups[1].Value.StartsWith("@/", StringComparison.Ordinal)
                ? match.Groups[1].Value[2..].Split('/')
                : Path.GetRelativePath("/web/src", Path.GetFullPath("/" + string.Join('/', place[..^1]) + "/" + match.Groups[1].Value)).Split('/');
            var (own, named) = (Array.IndexOf(Parts, place[2]), Array.IndexOf(Parts, target[0]));
            if (own < 0) continue;
            if (named > own || (place[2] == "features" && target[0] == "features" && target[1] != place[3])) yield return $"{file} names {match.Groups[1].Value}";
        }
    }

    private static Dictionary<string, HashSet<string>> Values(string language) => Leaves(language)
        .GroupBy(leaf => Bare(leaf.Path))
        .ToDictionary(same => same.Key, same => same.SelectMany(leaf => Regex.Matches(leaf.Text, @"\{\{(\w+)").Select(match => match.Groups[1].Value)).ToHashSet());

    private static IEnumerable<string> WordsOf(string language) => Leaves(language).Select(leaf => leaf.Path);

    private static string Bare(string word) => Regex.Replace(word, "_(zero|one|two|few|many|other)$", "");

    private static IEnumerable<(string Path, string Text)> Leaves(string language) =>
        WordSets.SelectMany(set => Leaves(JsonNode.Parse(Repository.Read($"web/src/lib/locales/{set}{language}.json"))!, ""));

    private static IEnumerable<(string Path, string Text)> Leaves(JsonNode node, string path) => node is JsonObject inner
        ? inner.SelectMany(member => Leaves(member.Value!, path.Length == 0 ? member.Key : $"{path}.{member.Key}"))
        : [(path, (string)node!)];
}
