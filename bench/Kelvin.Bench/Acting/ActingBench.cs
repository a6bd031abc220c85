using System.CommandLine;
using System.Diagnostics;
using System.Text;
using Kelvin.Bench.Ingest;
using Kelvin.Bench.Workload;

namespace Kelvin.Bench.Acting;

/// <summary><c>acting</c>: from the acknowledgement of a call to the first attempt to tell the world of it, while the server has half of the work that it can do.</summary>
internal static class ActingBench
{
    private const int Batch = 100;
    private const int Connections = 8;

    private const string ProbePlan = """
        plan: probes
        engagement: { rules: [{ name: Probed, on: Probed, points: 10 }] }
        thresholds: [10]
        """;

    public static Command Create()
    {
        var leads = new Option<int>("--leads") { Description = "How many leads.", DefaultValueFactory = _ => 20_000 };
        var events = new Option<int>("--events") { Description = "How many calls there are, a fifth of them to find out what the server can do.", DefaultValueFactory = _ => 500_000 };
        var seconds = new Option<int>("--seconds") { Description = "How long to measure, idle and under half load.", DefaultValueFactory = _ => 25 };
        var plan = new Option<string>("--plan") { Description = "The plan that the load is scored by.", DefaultValueFactory = _ => "samples/plans/reference.yaml" };
        var kelvin = new Option<string>("--kelvin") { Description = "The program.", DefaultValueFactory = _ => "src/Kelvin.Server/bin/Release/net10.0/kelvin" };
        var output = new Option<string>("--out") { Description = "Where the result goes.", DefaultValueFactory = _ => "bench/results/acting.md" };
        var command = new Command("acting", "Measures how soon the world hears of a crossing.") { leads, events, seconds, plan, kelvin, output };
        command.SetAction(async (asked, _) =>
        {
            var workload = new ReferenceWorkload(asked.GetValue(leads), 1);
            var (_, load) = IngestLoad.Make(workload, 0, asked.GetValue(events), Batch);
            var lines = await Measure(load, TimeSpan.FromSeconds(asked.GetValue(seconds)), asked.GetValue(plan)!, asked.GetValue(kelvin)!);
            ResultFile.Write(asked.GetValue(output)!, "Acting",
            [
                $"Reference workload, seed 1, {ResultFile.Number(workload.Leads)} leads, requests of {Batch}, `{asked.GetValue(plan)}` and a plan of one rule whose crossings a webhook listens to, with the settings as shipped. "
                    + "Each probe is a call of somebody new that crosses a line, twenty in a second. The client, the load and the receiver run on the same cores.",
                "",
                .. lines,
                "",
                "Again: `dotnet build -c Release && dotnet run -c Release --project bench/Kelvin.Bench -- acting`",
            ]);
            return 0;
        });
        return command;
    }

    private static async Task<string[]> Measure(IngestLoad load, TimeSpan lasting, string plan, string kelvin)
    {
        using var listener = new Listener();
        using var server = await BenchServer.Start(kelvin, plan, environment: [("Kelvin__Webhooks__AllowPrivateNetworks", "true")]);
        await Send(server, HttpMethod.Put, "/api/plans/probes", ProbePlan, "application/yaml");
        await Send(server, HttpMethod.Post, "/api/webhooks", $$"""{"url":"{{listener.Url}}","events":["lead.crossing"],"filter":{"plans":["probes"]} }""", "application/json");

        var atMost = load.Bodies.Count / 5;
        var watch = Stopwatch.StartNew();
        await load.Send(server.Tracking, Connections, 0, atMost);
        await server.Settle();
        var rate = atMost * Batch / watch.Elapsed.TotalSeconds;

        using var idle = new Probes(server.Tracking, listener);
        using (var stop = new CancellationTokenSource(lasting / 2)) await idle.Run("idle", stop.Token);

        using var busy = new Probes(server.Tracking, listener);
        using var end = new CancellationTokenSource(lasting);
        watch.Restart();
        var probing = busy.Run("busy", end.Token);
        var bodies = await Pour(load, server.Tracking, atMost, rate / 2 / Batch, end.Token);
        var poured = bodies * Batch / watch.Elapsed.TotalSeconds;
        await end.CancelAsync();
        await probing;
        return
        [
            $"At most {ResultFile.Number(rate)} calls/s are fully processed; half load is {ResultFile.Number(poured)} calls/s.",
            "",
            "| to the first bytes of the first delivery | probes | p50 ms | p99 ms |",
            "| --- | ---: | ---: | ---: |",
            Row("idle: a page synced, then a request, and nothing else", idle.Bare),
            Row("idle: from the acknowledgement", idle.FromAcknowledgement),
            Row("half load: a page synced, then a request, and nothing else", busy.Bare),
            Row("half load: from the acknowledgement", busy.FromAcknowledgement),
            Row("half load: from the request", busy.FromRequest),
            "",
            $"Probes that nobody heard of within 20 s: {idle.Lost + busy.Lost}.",
        ];
    }

    /// <summary>Sends bodies at a steady pace, however long the answers take; gives how many.</summary>
    private static async Task<int> Pour(IngestLoad load, HttpClient http, int from, double bodiesPerSecond, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        var underWay = new List<Task>();
        var next = from;
        while (!stop.IsCancellationRequested && next < load.Bodies.Count)
        {
            for (; next < load.Bodies.Count && next - from < watch.Elapsed.TotalSeconds * bodiesPerSecond; next++) underWay.Add(load.Send(http, 1, next, next + 1));
            underWay.RemoveAll(sent => sent.IsCompletedSuccessfully);
            await Task.Delay(2, CancellationToken.None);
        }
        await Task.WhenAll(underWay);
        return next - from;
    }

    private static async Task Send(BenchServer server, HttpMethod method, string path, string body, string type)
    {
        using var answer = await server.Api.SendAsync(new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, type) });
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    private static string Row(string what, List<double> times)
    {
        var sorted = times.Order().ToList();
        string Part(double part) => ResultFile.Number(sorted[(int)(sorted.Count * part)], 2);
        return $"| {what} | {sorted.Count} | {Part(0.5)} | {Part(0.99)} |";
    }
}
