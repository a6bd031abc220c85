using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Kelvin.Server.Tests.Commands;

public class ImportCommandTests
{
    private const string Leads = "Email;Job Title;Created;Won date;Betrag\njan@x.pl;CEO;2025-01-02;15.03.2025;1.200,50\neva@x.pl;\"Buyer\nand more\";2025-01-03;;\n";

    private const string Mapping = """
        email: Email
        time: Created
        decimal: ","
        columns: { Job Title: position }
        outcomes: { Deal Won: { time: { column: Won date, format: d.M.yyyy }, properties: { Betrag: { property: amount, type: number } } } }
        """;

    private static string Into(RunningServer server) => $"--url {server.Http.BaseAddress} --token {RunningServer.AdminToken}";

    /// <summary>The counts once everything is processed.</summary>
    private static async Task<(long Leads, long Events, long Duplicates)> Settled(RunningServer server)
    {
        JsonNode stats;
        while ((long)(stats = await server.Ask("/api/stats"))["inboxDepth"]! > 0) await Task.Delay(20, TestContext.Current.CancellationToken);
        return ((long)stats["leads"]!, (long)stats["events"]!, (long)stats["duplicates"]!);
    }

    [Fact]
    public async Task Leads_go_into_a_running_server_once_however_often_they_are_imported()
    {
        await using var server = await RunningServer.Start();
        using var folder = new KelvinFolder().With("l.csv", Leads).With("m.yaml", Mapping);
        var first = folder.Run($"import leads l.csv --mapping m.yaml {Into(server)}");
        Assert.Equal((0, ""), (first.Code, first.Error));
        Assert.StartsWith("Imported 2 of 2 rows: 2 identify, 1 Deal Won. 0 rejected.", first.Output);
        Assert.Equal((2, 3, 0), await Settled(server));
        Assert.Equal(0, folder.Run($"import leads l.csv --mapping m.yaml {Into(server)}").Code);
        Assert.Equal((2, 3, 3), await Settled(server));
        var sources = (await server.Ask("/api/sources"))["items"]!.AsArray().Where(source => (string)source!["name"]! == "Import l.csv").ToList();
        Assert.Equal(2, sources.Count);
        Assert.All(sources, source => Assert.NotNull(source!["revokedAt"]));
    }

    [Fact]
    public async Task What_is_corrected_in_the_file_is_said_anew_but_no_deal_is_won_twice()
    {
        await using var server = await RunningServer.Start();
        using var folder = new KelvinFolder().With("l.csv", Leads).With("m.yaml", Mapping);
        folder.Run($"import leads l.csv -m m.yaml --key {RunningServer.ServerKey} --url {server.Http.BaseAddress}");
        folder.With("l.csv", Leads.Replace("1.200,50", "1.300,00", StringComparison.Ordinal).Replace("Buyer\nand more", "CFO", StringComparison.Ordinal));
        folder.Run($"import leads l.csv -m m.yaml --key {RunningServer.ServerKey} --url {server.Http.BaseAddress}");
        Assert.Equal((2, 4, 2), await Settled(server));
    }

    [Fact]
    public async Task Leads_go_into_a_store_that_no_server_uses_and_only_then()
    {
        using var folder = new KelvinFolder().With("l.csv", Leads);
        var outcome = folder.Run("import leads l.csv --store kelvin.db");
        Assert.Equal(0, outcome.Code);
        Assert.Contains("Job Title -> trait position", outcome.Error);
        Assert.Contains("Won date -> event Deal Won at Won date (d.M.yyyy)", outcome.Error);
        await using var server = await RunningServer.Start(folder: folder.Root, keepFolder: true);
        Assert.Equal((2, 3, 0), await Settled(server));
        var refused = folder.Run("import leads l.csv --store kelvin.db");
        Assert.Equal(2, refused.Code);
        Assert.Contains("Another Kelvin server uses the store", refused.Error);
    }

    [Fact]
    public void A_dry_run_says_what_would_be_and_leaves_everything_as_it_is()
    {
        using var folder = new KelvinFolder().With("l.csv", Leads + "nobody\n").With("m.yaml", Mapping);
        var outcome = folder.Run("import leads l.csv -m m.yaml --dry-run --json --store kelvin.db");
        Assert.Equal(1, outcome.Code);
        var sum = JsonNode.Parse(outcome.Output)!;
        Assert.Equal((true, 3, 1, 2, 1), ((bool)sum["dryRun"]!, (int)sum["rows"]!, (int)sum["rejected"]!, (int)sum["calls"]!["identify"]!, (int)sum["calls"]!["Deal Won"]!));
        Assert.False(File.Exists(folder.PathOf("kelvin.db")));
    }

    [Fact]
    public void Rows_that_were_not_taken_are_kept_with_the_reason_and_can_be_imported_when_corrected()
    {
        using var folder = new KelvinFolder().With("l.csv", "email,note,created\na@b,\"x,\ny\",yesterday\nc@d,fine,2025-01-01\n,none,2025-01-01\n").With("m.yaml", "email: email\ntime: created\ncolumns: { note: note }\n");
        Assert.Equal(1, folder.Run("import leads l.csv -m m.yaml --rejects r.csv --store kelvin.db").Code);
        Assert.Equal("\uFEFFemail,note,created,import_reason\n" +
            "a@b,\"x,\ny\",yesterday,2: The time 'yesterday' in column 'created' cannot be read.\n" +
            ",none,2025-01-01,5: The row names nobody.\n", Encoding.UTF8.GetString(File.ReadAllBytes(folder.PathOf("r.csv"))).ReplaceLineEndings("\n"));
        folder.With("r.csv", folder.Read("r.csv").Replace("yesterday", "2025-01-02", StringComparison.Ordinal));
        Assert.Contains("Imported 1 of 2 rows", folder.Run("import leads r.csv -m m.yaml --store kelvin.db").Output);
    }

    [Fact]
    public void A_saved_mapping_reads_the_file_as_the_guess_did()
    {
        using var folder = new KelvinFolder().With("l.csv", "Lead ID,Person - Email,Organization,Person - Person created,Deal - Status,Deal - Won time,Deal - Value,Deal - ID\n1,a@b,Acme,2025-01-02 10:00,Won,2025-02-03 11:00,10,7\n");
        var guessed = folder.Run("import leads l.csv --preset pipedrive --save-mapping m.yaml --dry-run --json").Output;
        Assert.Equal(JsonNode.Parse(guessed)!["calls"]!.ToJsonString(), JsonNode.Parse(folder.Run("import leads l.csv -m m.yaml --dry-run --json").Output)!["calls"]!.ToJsonString());
        Assert.Contains("\"Deal Won\":1", guessed);
        Assert.Contains("\"group\":1", guessed);
    }

    [Fact]
    public async Task Events_of_lines_count_once_with_and_without_ids_of_their_own()
    {
        await using var server = await RunningServer.Start();
        const string Click = """{"type":"track","event":"Click","userId":"u","timestamp":"2025-01-01"}""";
        using var folder = new KelvinFolder().With("e.jsonl",
            Click + "\n" + Click + "\n\n" + """{"batch":[{"type":"page","userId":"u","timestamp":"2025-01-02","messageId":"m"},{"type":"page","userId":"v","timestamp":"2025-01-02"}]}""" + "\nnonsense\n"
            + """{"type":"page","userId":"u"}""");
        for (var times = 1; times <= 2; times++)
        {
            var outcome = folder.Run($"import events e.jsonl --rejects r.jsonl {Into(server)}");
            Assert.Equal(1, outcome.Code);
            Assert.Equal("e.jsonl:5: This is not well-formed JSON.\ne.jsonl:6: The call has no timestamp.\n2 lines could not be read and were skipped.\n", outcome.Error);
        }
        Assert.Equal((2, 4, 4), await Settled(server));
        Assert.Equal("""{"line":5,"reason":"This is not well-formed JSON.","input":"nonsense"}""", folder.Read("r.jsonl").TrimStart('\uFEFF').Split('\n')[0].TrimEnd());
    }

    [Fact]
    public async Task Events_of_a_western_spreadsheet_are_read_with_their_properties()
    {
        await using var server = await RunningServer.Start();
        using var folder = new KelvinFolder();
        File.WriteAllBytes(folder.PathOf("e.csv"), CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(
            "Event;E-mail;Date;Größe\r\nMesse besucht;jan@x.pl;31.12.2024 14:05;groß\r\npage;jan@x.pl;31.12.2024 14:06;\r\n;jan@x.pl;31.12.2024 14:06;\r\n"));
        var outcome = folder.Run($"import events e.csv {Into(server)}");
        Assert.Contains("Imported 2 of 3 rows: 1 Messe besucht, 1 page. 1 rejected.", outcome.Output);
        Assert.Contains("e.csv:4: The row names no event.", outcome.Error);
        await Settled(server);
        var lead = (await server.Ask("/api/leads?email=jan@x.pl"))["items"]![0]!["id"];
        var visit = (await server.Ask($"/api/leads/{lead}/events"))["items"]!.AsArray().Single(e => (string)e!["name"]! == "Messe besucht")!;
        Assert.Equal(("groß", "2024-12-31T14:05:00.000Z"), ((string)visit["properties"]!["größe"]!, (string)visit["timestamp"]!));
    }

    [Fact]
    public async Task A_server_that_is_behind_is_waited_for()
    {
        await using var server = await RunningServer.Start();
        await using var busy = await Busy(server, refusals: 3);
        using var folder = new KelvinFolder().With("l.csv", Leads);
        Assert.Equal(0, folder.Run($"import leads l.csv --url {busy.Urls.First()} --key {RunningServer.ServerKey}").Code);
        Assert.Equal((2, 3, 0), await Settled(server));
    }

    [Theory]
    [InlineData("import leads missing.csv --dry-run", "missing.csv")]
    [InlineData("import leads l.csv --url http://127.0.0.1:1", "--token")]
    [InlineData("import leads l.csv --url nowhere --key k", "'nowhere' is no address")]
    [InlineData("import leads l.csv --preset excel", "excel")]
    [InlineData("import leads l.csv --preset hubspot --mapping m.yaml", "not both")]
    [InlineData("import leads l.csv --url http://127.0.0.1:1 --store k.db --key k", "not both")]
    [InlineData("import events l.csv --dry-run", "no column holds the events' names")]
    [InlineData("import events e.jsonl --mapping m.yaml", "for CSV")]
    public void What_cannot_be_done_is_said_and_ends_with_two(string arguments, string said)
    {
        using var folder = new KelvinFolder().With("l.csv", Leads).With("e.jsonl", "").With("m.yaml", Mapping);
        var outcome = folder.Run(arguments);
        Assert.Equal(2, outcome.Code);
        Assert.Contains(said, outcome.Error);
    }

    [Fact]
    public async Task A_wrong_key_ends_the_import()
    {
        await using var server = await RunningServer.Start();
        using var folder = new KelvinFolder().With("l.csv", Leads);
        var outcome = folder.Run($"import leads l.csv --url {server.Http.BaseAddress} --key wk_wrong");
        Assert.Equal(2, outcome.Code);
        Assert.Contains("401 The write key is not known here.", outcome.Error);
    }

    /// <summary>Stands before the server and refuses the first requests.</summary>
    private static async Task<WebApplication> Busy(RunningServer server, int refusals)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async http =>
        {
            if (refusals-- > 0)
            {
                http.Response.Headers.RetryAfter = "0";
                http.Response.StatusCode = refusals % 2 == 0 ? (int)HttpStatusCode.TooManyRequests : (int)HttpStatusCode.ServiceUnavailable;
                return;
            }
            using var reader = new StreamReader(http.Request.Body);
            using var answer = await server.Post(http.Request.Path, await reader.ReadToEndAsync());
            http.Response.StatusCode = (int)answer.StatusCode;
            await http.Response.WriteAsync(await answer.Text());
        });
        await app.StartAsync();
        return app;
    }
}
