using Kelvin.Scoring.Values;
using Kelvin.Server.PlanTests;
using Kelvin.Server.Tests.House;
using Xunit;

namespace Kelvin.Server.Tests.Stories;

/// <summary>What a marketer can read in tests/stories is true: each test of a story is a test here.</summary>
public class StoryTests
{
    private const string Folder = "tests/stories/";

    private static IEnumerable<string> Files => Repository.FilesEnding(".yaml").Where(file => file.StartsWith(Folder, StringComparison.Ordinal));

    public static TheoryData<string, string> Tests
    {
        get
        {
            var tests = new TheoryData<string, string>();
            foreach (var file in Files)
            {
                foreach (var test in Read(file).Tests) tests.Add(file[Folder.Length..], test.Name);
            }
            return tests;
        }
    }

    [Theory, MemberData(nameof(Tests))]
    public void A_story_is_true(string story, string test) => Rule.NeverBrokenBy(
        from failure in PlanTestRunner.Run(Read(Folder + story))
        where failure.Test.Name == test
        select $"{story}:{failure.Expectation.Line} at {Dates.ToText(failure.Expectation.At)}: {string.Join("; ", failure.Differences)}");

    [Fact]
    public void Every_story_can_be_read_and_tells_something() => Rule.NeverBrokenBy(
        from file in Files
        let story = Read(file)
        from complaint in story.Tests.Count == 0 ? story.Problems.Append("nothing is told") : story.Problems
        select $"{file}: {complaint}");

    [Fact]
    public void No_two_tests_of_a_story_have_one_name() => Rule.NeverBrokenBy(
        from file in Files
        from same in Read(file).Tests.GroupBy(test => test.Name).Where(same => same.Count() > 1)
        select $"{file}: {same.Key}");

    private static PlanTestFile Read(string file) => PlanTestFile.Read(Path.Combine(Repository.Root, file));
}
