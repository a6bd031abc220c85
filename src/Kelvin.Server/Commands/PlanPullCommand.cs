using System.CommandLine;
using System.Text;

namespace Kelvin.Server.Commands;

/// <summary><c>kelvin plan pull</c>: the file of a plan as a running server has it, with its comments; and going back to a version.</summary>
public static class PlanPullCommand
{
    public static Command Create()
    {
        var plan = new Argument<string>("PLAN") { Description = "The plan's id." };
        var version = new Option<int?>("--version") { Description = "This version; otherwise the one that scores." };
        var output = new Option<string?>("--out", "-o") { Description = "Where to write it; otherwise standard output." };
        Option<string?> url = RunningKelvin.UrlOption(), token = RunningKelvin.TokenOption();
        var command = new Command("pull", "Gives a plan's file back as it was written, with its comments.") { plan, version, output, url, token };
        command.SetAction(arguments => Commanded.Run(() =>
        {
            using var server = new PlanServer(arguments.GetValue(url), arguments.GetValue(token));
            var text = server.Pull(arguments.GetValue(plan)!, arguments.GetValue(version)) ?? throw new CommandException("There is no such plan, or no such version of it.");
            if (arguments.GetValue(output) is { } file)
            {
                File.WriteAllText(file, text);
                return Commanded.Fine;
            }
            using var standard = Console.OpenStandardOutput();
            standard.Write(Encoding.UTF8.GetBytes(text));
            return Commanded.Fine;
        }));
        return command;
    }

    /// <summary><c>kelvin plan rollback</c>.</summary>
    public static Command CreateRollback()
    {
        var plan = new Argument<string>("PLAN") { Description = "The plan's id." };
        var version = new Argument<int>("VERSION") { Description = "The version that is to score again." };
        var message = new Option<string?>("--message", "-m") { Description = "Why, in a few words." };
        var crossings = new Option<string>("--crossings") { Description = "raise or silent.", DefaultValueFactory = _ => "silent" };
        Option<string?> url = RunningKelvin.UrlOption(), token = RunningKelvin.TokenOption();
        var command = new Command("rollback", "Lets an earlier version score again, or publishes a draft.") { plan, version, message, crossings, url, token };
        command.SetAction(arguments => Commanded.Run(() =>
        {
            using var server = new PlanServer(arguments.GetValue(url), arguments.GetValue(token));
            var query = $"?crossings={PlanServer.Escaped(arguments.GetValue(crossings)!)}" + (arguments.GetValue(message) is { } why ? $"&message={PlanServer.Escaped(why)}" : "");
            if (server.Activate(arguments.GetValue(plan)!, arguments.GetValue(version), query) is null) throw new CommandException("There is no such plan, or no such version of it.");
            Console.WriteLine($"Version {arguments.GetValue(version)} of '{arguments.GetValue(plan)}' scores now.");
            return Commanded.Fine;
        }));
        return command;
    }

    /// <summary><c>kelvin plan versions</c>.</summary>
    public static Command CreateVersions()
    {
        var plan = new Argument<string>("PLAN") { Description = "The plan's id." };
        var json = PlanServer.JsonOption();
        Option<string?> url = RunningKelvin.UrlOption(), token = RunningKelvin.TokenOption();
        var command = new Command("versions", "Every version of a plan, the newest first: who made it, why, and what it changed.") { plan, json, url, token };
        command.SetAction(arguments => Commanded.Run(() =>
        {
            using var server = new PlanServer(arguments.GetValue(url), arguments.GetValue(token));
            var versions = server.Get($"/api/plans/{PlanServer.Escaped(arguments.GetValue(plan)!)}/versions") ?? throw new CommandException("There is no such plan.");
            if (arguments.GetValue(json))
            {
                Commanded.WriteJson(writer => versions.WriteTo(writer));
                return Commanded.Fine;
            }
            foreach (var version in versions.GetProperty("items").EnumerateArray())
            {
                Console.WriteLine($"{version.GetProperty("version").GetInt32()}{(version.GetProperty("active").GetBoolean() ? " (scores)" : "")}  {version.GetProperty("createdAt").GetString()}  {version.GetProperty("createdBy").GetString()}  {version.GetProperty("message").GetString()}".TrimEnd());
                foreach (var change in version.GetProperty("changes").EnumerateArray()) Console.WriteLine("    " + change.GetProperty("text").GetString());
            }
            return Commanded.Fine;
        }));
        return command;
    }
}
