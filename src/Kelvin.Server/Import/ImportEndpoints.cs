using System.ComponentModel;
using System.Text;
using Kelvin.Server.Access;
using Kelvin.Server.Documents;
using Kelvin.Server.Erasure;
using Kelvin.Server.Ingest;
using Kelvin.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Import;

internal sealed record ImportedCall([property: Description("identify, group or an event's name.")] string Name, long Count);

internal sealed record ImportProblem([property: Description("The line of the file, from 1.")] long Line, string Reason);

internal sealed record ImportView(
    string File, string Encoding, [property: Description("What stands between the cells.")] string Separator,
    [property: Description("All columns of the file, in their order.")] IReadOnlyList<string> Header,
    IReadOnlyList<ImportedColumn> Columns,
    [property: Description("The mapping that was used, as the command line reads it.")] string Mapping,
    [property: Description("Rows that were read.")] long Rows,
    [property: Description("Rows that were not taken.")] long Rejected,
    IReadOnlyList<ImportedCall> Calls,
    [property: Description("Rows that were not taken and cells that did not fit; the first hundred.")] IReadOnlyList<ImportProblem> Problems,
    bool DryRun);

/// <summary>Which import is asked for. The body is the file itself.</summary>
internal sealed record ImportQuery(
    [property: Description("The file's name.")] string? Name,
    [property: Description("The columns of an export file of hubspot, salesforce or pipedrive; guessed without one.")] string? Preset,
    [property: Description("Read and check everything, and change nothing.")] bool DryRun = false,
    [property: FromHeader(Name = "Kelvin-Mapping"), Description("A mapping as the command line reads it, in base64, instead of a guess; at most 24 kB.")] string? Mapping = null);

/// <summary>Leads from a file, for who has no command line at hand.</summary>
internal static class ImportEndpoints
{
    private const int MostProblems = 100;

    /// <summary>One import after the other: each is bounded by the disk, and two are no faster.</summary>
    private static readonly SemaphoreSlim Turn = new(1);

    public static void MapImport(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/import/leads", Leads).WithTags("Import").WithSummary("Bring leads in from a CSV file, as any CRM exports them")
            .Accepts<string>("text/csv", "*/*").Produces<ImportView>(200).ProducesProblem(400).ProducesProblem(409).ProducesProblem(413).ProducesProblem(422);

    private static async Task<IResult> Leads([AsParameters] ImportQuery query, HttpContext http, Store store, IngestSettings ingest, Burials burials, TimeProvider clock)
    {
        if (query.Preset is { } asked && !LeadPresets.ByName.ContainsKey(asked)) return Problem.Result(400, "preset-unknown", $"There is no preset of that name. There are: {string.Join(", ", LeadPresets.ByName.Keys)}.");
        if (!TryReadMapping(query.Mapping, out var corrected, out var wrongMapping)) return Problem.Result(422, "mapping-invalid", wrongMapping);
        if (!await Turn.WaitAsync(0)) return Problem.Result(409, "import-running", "Another import is running. Try again when it is done.");
        try
        {
            using var file = await UploadedFile.Receive(http, query.Name);
            if (file is null) return Problem.Result(413, "too-large", $"A file of at most {UploadedFile.MostMegabytes} MB is taken here. kelvin import takes larger ones.");
            try
            {
                var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
                await using ImportTarget target = query.DryRun ? new NoTarget() : new InboxTarget(store, ingest, burials, await InboxTarget.AddSource(store, "Import " + file.Name, now));
                return TypedResults.Ok(await Run(file, query, corrected, target, now, http.RequestAborted));
            }
            catch (IOException wrong)
            {
                return Problem.Result(422, "file-not-understood", file.Said(wrong.Message));
            }
        }
        finally
        {
            Turn.Release();
        }
    }

    private static bool TryReadMapping(string? encoded, out LeadMapping? mapping, out string wrong)
    {
        (mapping, wrong) = (null, "");
        if (encoded is null) return true;
        try
        {
            mapping = MappingFile.Read("mapping", Encoding.UTF8.GetString(Convert.FromBase64String(encoded)));
            return true;
        }
        catch (Exception fault) when (fault is FormatException or YamlFault)
        {
            wrong = fault.Message;
            return false;
        }
    }

    private static async Task<ImportView> Run(UploadedFile file, ImportQuery query, LeadMapping? corrected, ImportTarget target, long now, CancellationToken cancellation)
    {
        var guess = query.Preset is { } preset ? LeadPresets.ByName[preset].For : (Func<IReadOnlyList<string>, IReadOnlyList<string[]>, LeadMapping>)((header, sample) => MappingGuess.Of(header, sample, outcomes: true));
        var mapping = corrected ?? MappingShown.Guess(file.Path, TextWriter.Null, guess);
        var problems = new List<ImportProblem>();
        void Say(long line, string reason)
        {
            if (problems.Count < MostProblems) problems.Add(new ImportProblem(line, file.Said(reason)));
        }

        var table = LeadTable.Open(file.Path, Say);
        var rows = new LeadRows(mapping, table.Header, file.Path, now);
        using var csv = new CsvImport(table, (row, cell) => (rows.Read(row, cell, out var why), why), Say);
        var sum = await new ImportRun(csv, target, rejects: null, Say).Run(progress: null, cancellation);
        return new ImportView(
            file.Name, table.Encoding, table.Separator == '\t' ? "tab" : table.Separator.ToString(),
            table.Header, [.. ImportedColumn.Of(mapping)], MappingFile.Write(mapping),
            sum.Rows, sum.Rejected, [.. sum.Calls.OrderByDescending(kind => kind.Value).ThenBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => new ImportedCall(kind.Key, kind.Value))],
            problems, query.DryRun);
    }
}
