using System.CommandLine;
using System.Text.Json;
using Kelvin.Scoring.Plans;

namespace Kelvin.Server.Commands;

/// <summary><c>kelvin plan apply</c>: publishes a plan's file, after showing what that changes.</summary>
public static class PlanApplyCommand
{
    public static Command Create()
    {
        var file = PlanServer.FileArgument();
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask." };
        var draft = new Option<bool>("--draft") { Description = "Keep it as a version that does not score." };
        var message = new Option<string?>("--message", "-m") { Description = "Why, in a few words." };
        var crossings = new Option<string>("--crossings") { Description = "raise or silent: whether what differs because of it is told.", DefaultValueFactory = _ => "silent" };
        var json = PlanServer.JsonOption();
        Option<string?> url = RunningKelvin.UrlOption(), token = RunningKelvin.TokenOption();
        var command = new Command("apply", "Publishes a plan, after showing what differs and what that does to everybody.") { file, yes, draft, message, crossings, json, url, token };
        command.SetAction(arguments => Commanded.Run(() =>
        {
            var (plan, text, mediaType) = PlanServer.Read(arguments.GetValue(file)!);
            using var server = new PlanServer(arguments.GetValue(url), arguments.GetValue(token));
            var diff = server.Diff(plan.Id, text, mediaType, null);
            var asJson = arguments.GetValue(json);
            if (!asJson && !Show(server, plan, text, mediaType, diff, arguments.GetValue(draft))) return Commanded.Fine;
            if (!arguments.GetValue(yes) && !IsMeant(arguments.GetValue(draft))) return Commanded.SomethingIsWrong;
            var query = $"?draft={(arguments.GetValue(draft) ? "true" : "false")}&crossings={PlanServer.Escaped(arguments.GetValue(crossings)!)}"
                + (arguments.GetValue(message) is { } why ? $"&message={PlanServer.Escaped(why)}" : "");
            var stored = server.Put(plan.Id, text, mediaType, query);
            if (asJson) WriteJson(diff, stored);
            else Console.WriteLine($"Version {stored.GetProperty("version").GetInt32()} of '{plan.Id}' {(stored.GetProperty("active").GetBoolean() ? "scores now." : "is kept as a draft.")}");
            return Commanded.Fine;
        }));
        return command;
    }

    /// <summary>False when nothing differs.</summary>
    private static bool Show(PlanServer server, Plan plan, string text, string mediaType, JsonElement diff, bool draft)
    {
        if (diff.GetProperty("items").GetArrayLength() == 0 && diff.GetProperty("from").ValueKind == JsonValueKind.Number && !draft)
        {
            Console.WriteLine($"'{plan.Id}' scores as the file says already.");
            return false;
        }
        foreach (var line in diff.GetProperty("lines").EnumerateArray()) Console.WriteLine(line.GetString());
        if (plan.Kind == PlanKind.Account) return true;
        foreach (var line in PreviewText.Lines(server.Preview(plan.Id, text, mediaType, "?movers=0", Console.Error.WriteLine))) Console.WriteLine(line);
        return true;
    }

    private static bool IsMeant(bool draft)
    {
        if (Console.IsInputRedirected) throw new CommandException("Nobody is there to confirm it: say --yes.");
        Console.Write(draft ? "Keep it? [y/N] " : "Publish it? [y/N] ");
        return Console.ReadLine()?.Trim().ToLowerInvariant() is "y" or "yes";
    }

    private static void WriteJson(JsonElement diff, JsonElement stored) => Commanded.WriteJson(writer =>
    {
        writer.WriteStartObject();
        writer.WritePropertyName("diff");
        diff.WriteTo(writer);
        writer.WritePropertyName("stored");
        stored.WriteTo(writer);
        writer.WriteEndObject();
    });
}
