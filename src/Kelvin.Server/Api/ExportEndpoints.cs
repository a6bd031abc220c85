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
        Map("leads", "All leads, in the order of their ids");
        Map("events", "All events, lead by lead, each in the order of time");
        Map("scores", "All scores by the active plans, evaluated as of one instant");

        void Map(string name, string summary) =>
            exports.MapGet("/" + name, (
                [Description("ndjson or csv; else by the Accept header, else ndjson.")] string? format,
                [Description("The instant as of which traits and scores are meant; now unless said otherwise.")] string? at,
                [Description("Only leads that are in this segment now: its number.")] int? segment,
                Store store, PlanCache plans, TimeProvider clock, HttpContext http) => Answer(name, format, at, segment, store, plans, clock, http))
                .WithSummary(summary).Produces<string>(200, Ndjson, Csv).ProducesProblem(400);
    }

    private static async Task<IResult> Answer(
        string name, string? format, string? at, int? segment, Store store, PlanCache plans, TimeProvider clock, HttpContext http)
    {
        var csv = format is null ? http.Request.Headers.Accept.ToString().Contains(Csv, StringComparison.OrdinalIgnoreCase) : format == "csv";
        if (format is not (null or "csv" or "ndjson")) return Problem.Result(400, "format-unknown", "format is ndjson or csv.");
        if (!ScoreEndpoints.TryReadInstant(at, clock.GetUtcNow().ToUnixTimeMilliseconds(), out var instant)) return ScoreEndpoints.InstantProblem("at");
        ulong bit = 0;
        if (segment is { } number)
        {
            using var snapshot = store.Read();
            if (store.Segments.Find(snapshot, number) is not { } found) return Problem.Result(400, "segment-unknown", "There is no segment of that number.");
            bit = 1UL << found.Slot;
        }
        // Written to a file first: a caller that reads slowly must not hold the snapshot.
        var spool = new FileStream(Path.GetTempFileName(), new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        });
        try
        {
            await Task.Run(
                () =>
                {
                    using var reading = LeadReading.Open(store, plans, clock);
                    Export.Write(name, spool, csv, instant, reading, http.RequestAborted, bit);
                },
                http.RequestAborted);
            spool.Position = 0;
            return Results.Stream(spool, csv ? Csv + "; charset=utf-8" : Ndjson, $"kelvin-{name}.{(csv ? "csv" : "ndjson")}");
        }
        catch
        {
            await spool.DisposeAsync();
            throw;
        }
    }
}
