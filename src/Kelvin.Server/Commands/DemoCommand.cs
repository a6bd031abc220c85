using System.CommandLine;
using System.Globalization;
using Kelvin.Server.Access;
using Kelvin.Server.Demo;
using Kelvin.Storage;

namespace Kelvin.Server.Commands;

/// <summary><c>kelvin demo</c>: a server with a made-up company in it.</summary>
public static class DemoCommand
{
    private const int LeadsMost = 200_000;

    public static Command Create()
    {
        var leads = new Option<int>("--leads") { Description = $"How many people the company knows of, 1 to {LeadsMost}.", DefaultValueFactory = _ => 2_500, HelpName = "N" };
        var seed = new Option<ulong>("--seed") { Description = "Another number makes other people.", DefaultValueFactory = _ => 1, HelpName = "N" };
        var noLive = new Option<bool>("--no-live") { Description = "Nothing happens after the start, until you do it." };
        var store = new Option<string?>("--store") { Description = "Keep the demo in this file, and go on with it when it is there. Default: a temporary file, deleted at the end.", HelpName = "FILE" };
        var urls = new Option<string?>("--urls") { Description = "Where to listen, for example http://0.0.0.0:5080. Only this machine unless told otherwise." };
        var sales = new Option<string>("--sales") { Description = "Where the demo's receiver of webhooks listens, for example http://127.0.0.1:5081. A free port of this machine unless told otherwise.", DefaultValueFactory = _ => "http://127.0.0.1:0", HelpName = "URL" };
        leads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > LeadsMost) result.AddError($"--leads must be from 1 to {LeadsMost}.");
        });
        var command = new Command("demo", "Runs the server with a made-up company: a year of its leads, and what they go on doing.") { leads, seed, noLive, store, urls, sales };
        command.SetAction((arguments, cancellation) => RunAsync(
            new DemoOptions(arguments.GetValue(leads), arguments.GetValue(seed), !arguments.GetValue(noLive), arguments.GetValue(store), arguments.GetValue(urls), arguments.GetValue(sales)!), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(DemoOptions options, CancellationToken cancellation)
    {
        var folder = options.Store is null ? Directory.CreateTempSubdirectory("kelvin-demo-") : null;
        try
        {
            var path = options.Store ?? Path.Combine(folder!.FullName, "demo.db");
            var year = new DemoYear(options.Seed, options.Leads, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
            if (!File.Exists(path)) await LiveThePast(path, year);
            await Serve(path, year, options, cancellation);
            return Commanded.Fine;
        }
        catch (Exception fault) when (fault is StoreException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync("kelvin: " + fault.Message);
            return Commanded.SomethingIsWrong;
        }
        finally
        {
            folder?.Delete(recursive: true);
        }
    }

    private static async Task LiveThePast(string path, DemoYear year)
    {
        var calls = year.Calls();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Site.Company}, a made-up company: {year.Leads:N0} people, {calls.Count:N0} events of a year. One moment ..."));
        using var past = new DemoPast(path, year);
        await Waiting.ForAsync("A year passes", calls.Count, progress => past.Live(calls, progress));
    }

    private static async Task Serve(string path, DemoYear year, DemoOptions options, CancellationToken cancellation)
    {
        var (token, key) = (Secrets.New(Secrets.TokenPrefix), Secrets.New(Secrets.ServerKeyPrefix));
        await using var desk = await SalesDesk.Open(options.Sales, cancellation);
        await using var app = ServeCommand.Build(options.Urls, builder =>
        {
            builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Kelvin:Store"] = path,
                ["Kelvin:KeyFile"] = null,
                ["Kelvin:AdminToken"] = token,
                ["Kelvin:WriteKey"] = key,
                ["Kelvin:BrowserWriteKey"] = null,
                // The sales desk is on this machine.
                ["Kelvin:Webhooks:AllowPrivateNetworks"] = "true",
            });
        });
        if (!DemoStore.IsOne(app.Services.GetRequiredService<Store>())) throw new StoreException($"'{path}' is no demo's store. The demo would add invented people to it.");
        await app.Services.GetRequiredService<FirstStart>().Run();
        var secrets = await DemoWebhooks.PointTo(app.Services.GetRequiredService<Store>(), desk.Hook, year.Calendar.Now);
        desk.Expect(secrets, new Uri("http://127.0.0.1:5080"));
        await app.StartAsync(cancellation);
        var url = app.Urls.First();
        desk.Expect(secrets, new Uri(url));
        Console.WriteLine($"Kelvin's demo runs at {url}\n\n  Sign in:  {url}/sign-in#{token}\n  For the API and kelvin's commands:  --url {url} --token {token}\n  Write key:  {key}\n  What sales is told:  {desk.Page}\n");
        Console.WriteLine(options.IsLive ? "Its people go on visiting. Ctrl+C ends it." : "Ctrl+C ends it.");
        using var live = options.IsLive ? new DemoLive(year, url, key) : null;
        live?.Start();
        await app.WaitForShutdownAsync(cancellation);
    }

    private sealed record DemoOptions(int Leads, ulong Seed, bool IsLive, string? Store, string? Urls, string Sales);
}
