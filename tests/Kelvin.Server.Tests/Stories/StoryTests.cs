using Kelvin.Scoring.Values;
using Kelvin.Server.PlanTests;
using Kelvin.Server.Tests.House;
using Xunit;

namespace Kelvin.Server.Tests.Stories;

/// <summary>What a marketer can read in tests/stories is true.</summary>
public class StoryTests
{
    public static TheoryData<string> Stories => [.. Repository.FilesEnding(".yaml").Where(file => file.StartsWith("tests/stories/", StringComparison.Ordinal))];

    [Theory, MemberData(nameof(Stories))]
    public void A_story_is_true(string file)
    {
        var story = PlanTestFile.Read(Path.Combine(Repository.Root, file));
        Assert.Empty(story.Problems);
        Assert.NotEmpty(story.Tests);
        Rule.NeverBrokenBy(PlanTestRunner.Run(story).Select(failure =>
            $"{file}:{failure.Expectation.Line} {failure.Test.Name} at {Dates.ToText(failure.Expectation.At)}: {string.Join("; ", failure.Differences)}"));
    }
}
