using System.CommandLine;
using System.Globalization;

namespace Kelvin.Server.Commands;

/// <summary><c>kelvin rescore</c>: scores every lead and account again, on a running server.</summary>
public static class RescoreCommand
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    public static Command Create()
    {
        Option<string?> url = RunningKelvin.UrlOption(), token = RunningKelvin.TokenOption();
        var command = new Command("rescore", "Scores every lead and account again by the plans that are active, and shows how far it has come.") { url, token };
        command.SetAction((arguments, cancellation) => Task.FromResult(Commanded.Run(() =>
        {
            using var kelvin = RunningKelvin.At(arguments.GetValue(url), arguments.GetValue(token));
            kelvin.Send(HttpMethod.Post, "/api/rescore", new { });
            return Follow(kelvin, cancellation);
        })));
        return command;
    }

    private static int Follow(RunningKelvin kelvin, CancellationToken cancellation)
    {
        while (true)
        {
            var now = kelvin.Get("/api/rescoring")!.Value;
            var (done, total) = (now.GetProperty("done").GetInt64(), now.GetProperty("total").GetInt64());
            if (!Console.IsErrorRedirected) Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{done:N0} of {total:N0} leads"));
            if (!now.GetProperty("rescoring").GetBoolean())
            {
                if (!Console.IsErrorRedirected) Console.Error.WriteLine();
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{total} leads are scored again."));
                return Commanded.Fine;
            }
            // The server goes on by itself.
            if (cancellation.WaitHandle.WaitOne(BetweenLooks)) return Commanded.Fine;
        }
    }
}
