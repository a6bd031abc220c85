using System.CommandLine;

namespace Kelvin.Server.Commands;

/// <summary><c>kelvin erase</c>: forgets a person for good, on a running server.</summary>
public static class EraseCommand
{
    public static Command Create()
    {
        var lead = new Argument<string?>("lead") { Description = "The lead's id, unless the person is named otherwise.", Arity = ArgumentArity.ZeroOrOne };
        var userId = new Option<string?>("--user-id") { Description = "The person with this userId." };
        var anonymousId = new Option<string?>("--anonymous-id") { Description = "The person with this anonymousId." };
        var email = new Option<string?>("--email") { Description = "The person with this e-mail address." };
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        Option<string?> url = RunningKelvin.UrlOption(), token = RunningKelvin.TokenOption();
        var command = new Command("erase", "Erases a person for good: events, names, scores. Late events bring nobody back.") { lead, userId, anonymousId, email, yes, url, token };
        command.SetAction((arguments, _) => Task.FromResult(Commanded.Run(() =>
        {
            using var kelvin = RunningKelvin.At(arguments.GetValue(url), arguments.GetValue(token));
            var names = new[] { ("userId", arguments.GetValue(userId)), ("anonymousId", arguments.GetValue(anonymousId)), ("email", arguments.GetValue(email)), ("id", arguments.GetValue(lead)) };
            if (names.Count(name => name.Item2 is not null) != 1) throw new CommandException("Name one person: by the lead's id, --user-id, --anonymous-id or --email.");
            var (kind, value) = names.First(name => name.Item2 is not null);
            return Erase(kelvin, kind == "id" ? value! : Find(kelvin, kind, value!), arguments.GetValue(yes));
        })));
        return command;
    }

    private static string Find(RunningKelvin kelvin, string kind, string value)
    {
        var found = kelvin.Get($"/api/leads?{kind}={Uri.EscapeDataString(value)}")?.GetProperty("items");
        return found is { } leads && leads.GetArrayLength() == 1 ? leads[0].GetProperty("id").GetString()! : throw new CommandException("There is no such lead.");
    }

    private static int Erase(RunningKelvin kelvin, string id, bool yes)
    {
        var path = "/api/leads/" + Uri.EscapeDataString(id);
        if (!yes && !IsMeant(kelvin, path)) return Commanded.SomethingIsWrong;
        if (!kelvin.Delete(path)) throw new CommandException("There is no such lead.");
        Console.WriteLine($"{id} is erased.");
        return Commanded.Fine;
    }

    private static bool IsMeant(RunningKelvin kelvin, string path)
    {
        if (Console.IsInputRedirected) throw new CommandException("Nobody is there to confirm it: say --yes.");
        var lead = kelvin.Get(path) ?? throw new CommandException("There is no such lead.");
        Console.Write($"Erase {lead.GetProperty("email").GetString() ?? lead.GetProperty("userId").GetString() ?? "this lead"} with {lead.GetProperty("eventCount").GetInt32()} events, for good? [y/N] ");
        return Console.ReadLine()?.Trim().ToLowerInvariant() is "y" or "yes";
    }
}
