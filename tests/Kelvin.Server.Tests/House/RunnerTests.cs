using Xunit;

namespace Kelvin.Server.Tests.House;

/// <summary>The script that adds up the reports: nothing run is as bad as something failed.</summary>
public sealed class RunnerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kelvin-runner-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void No_report_is_a_failure() => Expect(fails: true, "0 passed, 0 failed");

    [Fact]
    public void A_report_without_a_test_is_a_failure_beside_a_good_one()
    {
        Report("Empty", passed: 0);
        Report("Good", passed: 3);
        Expect(fails: true, "3 passed, 0 failed");
    }

    [Fact]
    public void Skipped_tests_alone_are_a_failure()
    {
        Report("Skipped", passed: 0, skipped: 5);
        Expect(fails: true, "0 passed, 0 failed");
    }

    [Fact]
    public void A_failed_test_is_a_failure()
    {
        Report("Bad", passed: 2, failed: 1);
        Expect(fails: true, "2 passed, 1 failed");
    }

    [Fact]
    public void An_error_outside_a_test_counts_as_failed()
    {
        Report("Error", passed: 2, errors: 1);
        Expect(fails: true, "2 passed, 1 failed");
    }

    [Fact]
    public void Good_reports_add_up()
    {
        Report("One", passed: 2);
        Report("Two", passed: 40, skipped: 1);
        Expect(fails: false, "42 passed, 0 failed");
    }

    private void Report(string name, int passed, int failed = 0, int skipped = 0, int errors = 0) =>
        File.WriteAllText(Path.Combine(folder, name + ".xml"),
            $"""<assemblies><assembly name="{name}" passed="{passed}" failed="{failed}" skipped="{skipped}" errors="{errors}"></assembly></assemblies>""");

    private void Expect(bool fails, string lastLine)
    {
        var (code, output) = Shell.Run($"tests/sum-up '{folder}'");
        Assert.Equal(lastLine, output.TrimEnd().Split('\n')[^1]);
        Assert.Equal(fails, code != 0);
    }
}
