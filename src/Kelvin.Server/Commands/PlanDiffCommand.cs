using System.CommandLine;
using Kelvin.Scoring.Plans.Changes;

namespace Kelvin.Server.Commands;

/// <summary><c>kelvin plan diff</c>: what differs between two files, or a file and a running server.</summary>
public static class PlanDiffCommand
{
    public static Command Create()
    {
        var file = PlanServer.FileArgument();
        var other = new Argument<string?>("OTHER") { Description = "Another file to compare it to; without it the plan that scores on the server is compared to the file.", Arity = ArgumentArity.ZeroOrOne };
        var version = new Option<int?>("--version") { Description = "On the server: compare this version." };
        var json = PlanServer.JsonOption();
        Option<string?> url = RunningKelvin.UrlOption(), token = RunningKelvin.TokenOption();
        var command = new Command("diff", "Tells in words what differs between two plans. Exits with 1 when something does.") { file, other, version, json, url, token };
        command.SetAction(arguments => Commanded.Run(() =>
        {
            var (plan, text, mediaType) = PlanServer.Read(arguments.GetValue(file)!);
            if (arguments.GetValue(other) is { } second) return Tell(PlanDiff.Between(text, PlanServer.Read(second).Text), arguments.GetValue(json));
            using var server = new PlanServer(arguments.GetValue(url), arguments.GetValue(token));
            var diff = server.Diff(plan.Id, text, mediaType, arguments.GetValue(version));
            if (arguments.GetValue(json)) Commanded.WriteJson(writer => diff.WriteTo(writer));
            else foreach (var line in diff.GetProperty("lines").EnumerateArray()) Console.WriteLine(line.GetString());
            return diff.GetProperty("items").GetArrayLength() == 0 ? Commanded.Fine : Commanded.SomethingIsWrong;
        }));
        return command;
    }

    private static int Tell(PlanDiff diff, bool asJson)
    {
        if (asJson)
        {
            Commanded.WriteJson(writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("lines");
                foreach (var line in diff.Lines) writer.WriteStringValue(line);
                writer.WriteEndArray();
                writer.WriteEndObject();
            });
        }
        else
        {
            foreach (var line in diff.Lines) Console.WriteLine(line);
        }
        return diff.Changes.Count == 0 ? Commanded.Fine : Commanded.SomethingIsWrong;
    }
}
