using System.ComponentModel;
using Kelvin.Server.Access;
using Kelvin.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Api;

/// <summary>Everything of a kind, in an order that does not change, from one snapshot.</summary>
internal static class ExportEndpoints
{
    public const string Ndjson = "application/x-ndjson";
    public const string Csv = "text/csv";

    public static void MapExports(this IEndpointRouteBuilder routes)
    {
        var exports = routes.MapGroup("/api/export").WithTags("Export");
        Map("leads", "All leads, in the order of their ids", ExportRows.OfLead);
        Map("events", "All events, lead by lead, each in the order of time", ExportRows.OfEvents);
        Map("scores", "All scores by the active plans, evaluated as of one instant", ExportRows.OfScores);

        void Map(string name, string summary, Func<ExportedLead, IEnumerable<ExportRow>> rows) =>
            exports.MapGet("/" + name, (
                [Description("ndjson or csv; else by the Accept header, else ndjson.")] string? format,
                [Description("The instant as of which traits and scores are meant; now unless said otherwise.")] string? at,
                Store store, PlanCache plans, TimeProvider clock, HttpContext http) => Answer(name, rows, format, at, store, plans, clock, http))
                .WithSummary(summary).Produces<string>(200, Ndjson, Csv).ProducesProblem(400);
    }

    private static async Task<IResult> Answer(
        string name, Func<ExportedLead, IEnumerable<ExportRow>> rows, string? format, string? at, Store store, PlanCache plans, TimeProvider clock, HttpContext http)
    {
        var csv = format is null ? http.Request.Headers.Accept.ToString().Contains(Csv, StringComparison.OrdinalIgnoreCase) : format == "csv";
        if (format is not (null or "csv" or "ndjson")) return Problem.Result(400, "format-unknown", "format is ndjson or csv.");
        if (!ScoreEndpoints.TryReadInstant(at, clock.GetUtcNow().ToUnixTimeMilliseconds(), out var instant)) return ScoreEndpoints.InstantProblem("at");
        // Written to a file first: a caller that reads slowly must not hold the snapshot.
        var spool = new FileStream(Path.GetTempFileName(), new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        });
        try
        {
            await Task.Run(() => Write(spool, rows, csv, instant, store, plans, clock, http.RequestAborted), http.RequestAborted);
            spool.Position = 0;
            return Results.Stream(spool, csv ? Csv + "; charset=utf-8" : Ndjson, $"kelvin-{name}.{(csv ? "csv" : "ndjson")}");
        }
        catch
        {
            await spool.DisposeAsync();
            throw;
        }
    }

    private static void Write(
        Stream to, Func<ExportedLead, IEnumerable<ExportRow>> rows, bool csv, long at, Store store, PlanCache plans, TimeProvider clock, CancellationToken cancellation)
    {
        IExportWriter writer = csv ? new CsvExport(to) : new NdjsonExport(to);
        using var reading = LeadReading.Open(store, plans, clock);
        StreamId? last = null;
        while (true)
        {
            var page = store.Leads.After(reading.Session, last, 200).ToList();
            if (page.Count == 0) break;
            foreach (var lead in page)
            {
                cancellation.ThrowIfCancellationRequested();
                last = lead.Id;
                if (lead.Events == 0) continue;
                foreach (var row in rows(new ExportedLead(reading, lead, at))) writer.Write(row);
            }
            reading.Forget();
        }
        writer.End();
    }
}
