using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Kelvin.Server.Commands;

/// <summary><c>kelvin users</c>: the people who sign in, on a running server.</summary>
public static class UsersCommand
{
    private static readonly string[] Roles = ["viewer", "sales", "editor", "admin"];

    public static Command Create() => new("users", "The people who sign in: list, add, change, remove them, make set-up links.") { List(), Add(), Change(), Link(), Remove() };

    private static Command List()
    {
        var json = new Option<bool>("--json") { Description = "As the API gives it." };
        return Of("list", "Lists the users.", [json], (kelvin, arguments) =>
        {
            var users = kelvin.Get("/api/users")!.Value.GetProperty("items");
            if (arguments.GetValue(json)) Commanded.WriteJson(users.WriteTo);
            else
            {
                foreach (var user in users.EnumerateArray())
                    Console.WriteLine($"{user.GetProperty("id").GetInt32(),5}  {user.GetProperty("role").GetString(),-7} {user.GetProperty("email").GetString()}  {user.GetProperty("name").GetString()}{(user.GetProperty("hasPassword").GetBoolean() ? "" : "  (no password yet)")}");
            }
            return Commanded.Fine;
        });
    }

    private static Command Add()
    {
        var (email, name, role) = (new Argument<string>("email"), new Option<string?>("--name") { Description = "Otherwise what stands before the @." }, RoleOption(required: true));
        return Of("add", "Adds a user and prints the link behind which they choose a password, once.", [email, name, role], (kelvin, arguments) =>
        {
            var address = arguments.GetValue(email)!;
            var made = kelvin.Send(HttpMethod.Post, "/api/users", new { email = address, name = arguments.GetValue(name) ?? address.Split('@')[0], role = arguments.GetValue(role) })!.Value;
            Console.WriteLine(kelvin.Address + made.GetProperty("link").GetString());
            return Commanded.Fine;
        });
    }

    private static Command Change()
    {
        var (user, name, email, role) = (UserArgument(), new Option<string?>("--name"), new Option<string?>("--email"), RoleOption(required: false));
        return Of("change", "Changes a user. A changed role or address ends their sessions.", [user, name, email, role], (kelvin, arguments) =>
        {
            var change = new Dictionary<string, string>();
            foreach (var (member, value) in new[] { ("name", arguments.GetValue(name)), ("email", arguments.GetValue(email)), ("role", arguments.GetValue(role)) })
                if (value is not null) change.Add(member, value);
            if (change.Count == 0) throw new CommandException("Say what to change: --name, --email or --role.");
            kelvin.Send(HttpMethod.Patch, Path(kelvin, arguments.GetValue(user)!), change);
            return Commanded.Fine;
        });
    }

    private static Command Link()
    {
        var user = UserArgument();
        return Of("link", "Prints a new set-up link; one that was open is dead.", [user], (kelvin, arguments) =>
        {
            var made = kelvin.Send(HttpMethod.Post, Path(kelvin, arguments.GetValue(user)!) + "/link", new { }) ?? throw new CommandException("There is no such user.");
            Console.WriteLine(kelvin.Address + made.GetProperty("link").GetString());
            return Commanded.Fine;
        });
    }

    private static Command Remove()
    {
        var user = UserArgument();
        return Of("remove", "Removes a user; their sessions end.", [user], (kelvin, arguments) =>
            kelvin.Delete(Path(kelvin, arguments.GetValue(user)!)) ? Commanded.Fine : throw new CommandException("There is no such user."));
    }

    private static Command Of(string name, string description, Symbol[] symbols, Func<RunningKelvin, ParseResult, int> run)
    {
        Option<string?> url = RunningKelvin.UrlOption(), token = RunningKelvin.TokenOption();
        var command = new Command(name, description) { url, token };
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument) command.Add(argument);
            else if (symbol is Option option) command.Add(option);
        }
        command.SetAction((arguments, _) => Task.FromResult(Commanded.Run(() =>
        {
            using var kelvin = RunningKelvin.At(arguments.GetValue(url), arguments.GetValue(token));
            return run(kelvin, arguments);
        })));
        return command;
    }

    private static Argument<string> UserArgument() => new("user") { Description = "The user's number or address." };

    private static Option<string?> RoleOption(bool required)
    {
        var role = new Option<string?>("--role") { Description = "viewer, sales (sees own leads), editor or admin.", Required = required };
        return role.AcceptOnlyFromAmong(Roles);
    }

    private static string Path(RunningKelvin kelvin, string user)
    {
        if (int.TryParse(user, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return $"/api/users/{number}";
        foreach (var one in kelvin.Get("/api/users")!.Value.GetProperty("items").EnumerateArray())
            if (string.Equals(one.GetProperty("email").GetString(), user, StringComparison.OrdinalIgnoreCase)) return $"/api/users/{one.GetProperty("id").GetInt32()}";
        throw new CommandException("There is no such user.");
    }
}
