using System.Globalization;
using System.Text.Json.Nodes;
using Kelvin.Server.Tests;
using Kelvin.Server.Tests.Actions;
using Xunit;

namespace Kelvin.Browser.Tests;

/// <summary>A made-up company's server: three plans, and some months of people who look around, read and buy.</summary>
public sealed class Company : IAsyncLifetime
{
    private const int Leads = 180;

    private static readonly string[] Names = ["Anna Nowak", "Jan Kowalski", "Maria Wiśniewska", "Piotr Zieliński", "Olga Ivanova", "Lars Svensson", "Greta Lind", "Tomasz Lewandowski", "Ewa Dąbrowska", "Kurt Weber", "Ines Maier", "Adam Wójcik"];
    private static readonly string[] Positions = ["director", "ceo", "engineer", "analyst", "student", "owner"];
    private static readonly string[] Regions = ["mazowieckie", "małopolskie", "śląskie", "pomorskie"];
    private static readonly string[] Accounts = ["North Star Robotics", "Baltic Freight", "Kraków Textiles", "Weber & Söhne", "Lind Analytics", "Vistula Energy"];
    private static readonly string[] Paths = ["/", "/pricing", "/product/scoring", "/product/plans", "/blog/fading", "/pricing/enterprise"];

    internal RunningServer Server { get; private set; } = null!;

    /// <summary>What sales would have got. It is out of order now and then.</summary>
    internal Receiver Sales { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Sales = await Receiver.Start();
        Sales.Answer = (number, _) => number % 5 == 2 ? 503 : 200;
        Server = await RunningServer.Start(settings: [("Webhooks:AllowPrivateNetworks", "true"), ("Webhooks:RetrySchedule", "0s,1h")]);
        await AddWebhook(Server, Sales.Url);
        foreach (var plan in (string[])["sales-readiness", "first-plan", "account-readiness"])
        {
            var response = await Server.PutPlan(plan, await File.ReadAllTextAsync(Path.Combine(Repository, "samples", "plans", plan + ".yaml")));
            Assert.True(response.IsSuccessStatusCode, await response.Text());
        }
        await Send([.. Jan(), .. Enumerable.Range(0, Leads).SelectMany(Lead)]);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Sales.DisposeAsync();
    }

    internal static async Task AddWebhook(RunningServer server, string url)
    {
        var wished = new JsonObject { ["url"] = url, ["name"] = "Sales", ["events"] = new JsonArray("lead.stage_changed", "account.crossing") };
        var answer = await server.Api(HttpMethod.Post, "/api/webhooks", new StringContent(wished.ToJsonString(), System.Text.Encoding.UTF8, "application/json"));
        Assert.True(answer.IsSuccessStatusCode, await answer.Text());
    }

    /// <summary>The working copy that these tests were built from.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>Sends calls with the server's key, and waits until all are scored.</summary>
    internal async Task Send(IReadOnlyList<JsonNode> calls)
    {
        foreach (var some in calls.Chunk(500))
        {
            var response = await Server.Post("/v1/batch", new JsonObject { ["batch"] = new JsonArray([.. some]) }.ToJsonString());
            Assert.Empty((await response.Json())["rejected"]!.AsArray());
        }
        await Server.Settle();
    }

    internal static JsonObject Call(string type, string userId, double daysAgo, params (string Name, JsonNode? Value)[] members)
    {
        var call = new JsonObject { ["type"] = type, ["userId"] = userId, ["timestamp"] = DateTime.UtcNow.AddDays(-daysAgo).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture) };
        foreach (var (name, value) in members) call[name] = value;
        return call;
    }

    /// <summary>The lead that tests look for by name: a director who reads the prices.</summary>
    private static IEnumerable<JsonNode> Jan()
    {
        const string Id = "jan-director";
        yield return Call("identify", Id, 80, ("traits", new JsonObject
        {
            ["name"] = "Jan Testowy",
            ["email"] = "jan.testowy@north.example",
            ["position"] = "director",
            ["country"] = "PL",
            ["region"] = "mazowieckie",
            ["website"] = "https://north.example/team",
            ["city"] = "Warsaw",
        }));
        yield return Call("group", Id, 79, ("groupId", "North Star Robotics"), ("traits", new JsonObject { ["name"] = "North Star Robotics", ["employees"] = 300 }));
        foreach (var day in (double[])[60, 21, 3, 2.5, 2]) yield return Call("page", Id, day, ("properties", new JsonObject { ["path"] = "/pricing" }));
        // Twice on one day, whenever these tests run.
        var noon = (DateTime.UtcNow - DateTime.UtcNow.Date.AddDays(-20).AddHours(11)).TotalDays;
        yield return Call("track", Id, noon, ("event", "Email Opened"), ("properties", new JsonObject { ["campaign"] = "Spring" }));
        yield return Call("track", Id, noon - 0.01, ("event", "Email Opened"), ("properties", new JsonObject { ["campaign"] = "Spring again" }));
        yield return Call("track", Id, 1, ("event", "Guide Downloaded"), ("properties", new JsonObject { ["guide"] = "Scoring in practice" }));
    }

    private static IEnumerable<JsonNode> Lead(int number)
    {
        var random = new Random(number * 7919);
        var id = $"user-{number:000}";
        var name = Names[number % Names.Length];
        var account = Accounts[random.Next(Accounts.Length)];
        var began = 10 + random.NextDouble() * 110;
        yield return Call("identify", id, began, ("traits", new JsonObject
        {
            ["name"] = name,
            ["email"] = $"{name.Split(' ')[0].ToLowerInvariant()}.{number}@{account.Split(' ')[0].ToLowerInvariant()}.example",
            ["position"] = random.Next(4) == 0 ? null : Positions[random.Next(Positions.Length)],
            ["country"] = random.Next(3) == 0 ? "DE" : "PL",
            ["region"] = Regions[random.Next(Regions.Length)],
            ["city"] = random.Next(2) == 0 ? "Warsaw" : "Kraków",
            ["source"] = random.Next(2) == 0 ? "form" : "fair",
            ["consent"] = random.Next(2) == 0,
        }));
        yield return Call("group", id, began, ("groupId", account), ("traits", new JsonObject { ["name"] = account, ["employees"] = 20 * account.Length }));
        var eagerness = random.NextDouble();
        for (var visit = 0; visit < 2 + 24 * eagerness * eagerness; visit++)
        {
            var day = random.NextDouble() * began;
            yield return random.Next(6) switch
            {
                0 => Call("track", id, day, ("event", "Email Opened"), ("properties", new JsonObject { ["campaign"] = "Newsletter" })),
                1 => Call("track", id, day, ("event", "Guide Downloaded"), ("properties", new JsonObject { ["guide"] = $"Guide {random.Next(5)}" })),
                2 => Call("track", id, day, ("event", "Webinar Attended"), ("properties", new JsonObject { ["title"] = "How scores fade" })),
                _ => Call("page", id, day, ("properties", new JsonObject { ["path"] = Paths[random.Next(Paths.Length)] })),
            };
        }
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Kelvin.slnx"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
