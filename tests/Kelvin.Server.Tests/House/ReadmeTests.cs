using System.Text.RegularExpressions;
using Xunit;

namespace Kelvin.Server.Tests.House;

/// <summary>Every command of the README is run as it stands, but for the one that runs these tests.</summary>
public class ReadmeTests
{
    private const string TestCommand = "./test";

    [Fact]
    public void Every_command_of_the_readme_works() =>
        Rule.NeverBrokenBy(CommandsOf(Repository.Read("README.md")).Where(command => command != TestCommand).Select(Complaint).OfType<string>());

    [Fact]
    public void Ci_runs_exactly_the_test_command_of_the_readme()
    {
        Assert.Contains(TestCommand, CommandsOf(Repository.Read("README.md")));
        var commands = Repository.Read(".ci/run").Split('\n').Where(line => line.Length > 0 && line[0] != '#');
        Assert.Equal($"cd \"$(dirname \"$(readlink -f \"$0\")\")/..\" && {TestCommand}", Assert.Single(commands));
    }

    private static string? Complaint(string command)
    {
        var (code, output) = Shell.Run(command);
        return code == 0 && output.Trim().Length > 0 ? null : $"{command} ended with {code} and said: {output}";
    }

    private static IEnumerable<string> CommandsOf(string text) =>
        Regex.Matches(text, "```sh\n(.*?)```", RegexOptions.Singleline)
            .SelectMany(match => match.Groups[1].Value.Replace("\\\n", " ").Split('\n'))
            .Where(line => line.Length > 0 && line[0] != '#');
}
