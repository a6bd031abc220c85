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
        if (command.EndsWith(" -- demo", StringComparison.Ordinal)) return ComplaintOfServer(command);
        var (code, output) = Shell.Run(command);
        return code == 0 && output.Trim().Length > 0 ? null : $"{command} ended with {code} and said: {output}";
    }

    /// <summary>A server runs until it is told to stop: it must say where it is, and be there.</summary>
    private static string? ComplaintOfServer(string command)
    {
        const int seconds = 300;
        var asks = $"for i in $(seq {seconds}); do sleep 1; (exec 3<>/dev/tcp/127.0.0.1/5080) 2>/dev/null && echo there && break; done";
        var (_, output) = Shell.Run($"timeout {seconds} {command} & server=$!; ({asks}); kill $server; wait $server", seconds: seconds + 60);
        return output.Contains("there", StringComparison.Ordinal) && output.Contains("http://127.0.0.1:5080", StringComparison.Ordinal) ? null : $"{command} said: {output}";
    }

    private static IEnumerable<string> CommandsOf(string text) =>
        Regex.Matches(text, "```sh\n(.*?)```", RegexOptions.Singleline)
            .SelectMany(match => match.Groups[1].Value.Replace("\\\n", " ").Split('\n'))
            .Where(line => line.Length > 0 && line[0] != '#');
}
