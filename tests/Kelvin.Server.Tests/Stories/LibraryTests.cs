using Kelvin.Server.PlanTests;
using Kelvin.Server.Tests.House;
using Xunit;

namespace Kelvin.Server.Tests.Stories;

/// <summary>The plans to start from do what their tests say, and the guide names each.</summary>
public class LibraryTests
{
    private const string Folder = "samples/plans/library/";

    /// <summary>Serves another plan, and is tested with it.</summary>
    private const string OnlyMembers = "committee-members.yaml";

    public static TheoryData<string> Plans => [.. Repository.FilesEnding(".yaml")
        .Where(file => file.StartsWith(Folder, StringComparison.Ordinal) && !file.EndsWith(PlanTestFile.Extension, StringComparison.Ordinal)).Select(file => file[Folder.Length..])];

    [Theory, MemberData(nameof(Plans))]
    public void A_plan_to_start_from_does_what_its_tests_say(string plan)
    {
        if (plan == OnlyMembers) return;
        var tests = PlanTestFile.Read(Path.Combine(Repository.Root, Folder, Path.GetFileNameWithoutExtension(plan) + PlanTestFile.Extension));
        Assert.Empty(tests.Problems);
        Assert.InRange(tests.Tests.Count, 2, int.MaxValue);
        Assert.Empty(PlanTestRunner.Run(tests).SelectMany(failure => failure.Differences.Select(difference => $"{failure.Test.Name}: {difference}")));
    }

    [Theory, MemberData(nameof(Plans))]
    public void The_guide_says_for_whom_each_plan_is(string plan) => Assert.Contains($"({"../../" + Folder + plan})", Repository.Read("docs/guides/starting-plans.md"));

    [Fact]
    public void There_are_plans_for_all_that_the_field_does() => Assert.InRange(Plans.Count, 9, int.MaxValue);
}
