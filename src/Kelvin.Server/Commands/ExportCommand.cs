using System.CommandLine;
using Kelvin.Server.Exports;
using Kelvin.Server.Settings;
using Kelvin.Storage;

namespace Kelvin.Server.Commands;

/// <summary><c>kelvin export</c>: all leads, events or scores of one moment. A server may be running.</summary>
public static class ExportCommand
{
    public static Command Create()
    {
        var what = new Argument<string>("what") { Description = "leads, events or scores." };
        what.AcceptOnlyFromAmong("leads", "events", "scores");
        var format = new Option<string>("--format") { Description = "ndjson or csv.", DefaultValueFactory = _ => "ndjson" };
        format.AcceptOnlyFromAmong("ndjson", "csv");
        var output = new Option<FileInfo?>("--out") { Description = "The file to write; otherwise standard output." };
        var store = new Option<string?>("--store") { Description = "The database; otherwise Kelvin__Store, otherwise data/kelvin.db." };
        var command = new Command("export", "Writes all leads, events or scores of one moment, in an order that does not change.") { what, format, output, store };
        command.SetAction((arguments, cancellation) => Task.FromResult(Commanded.Run(() =>
        {
            Run(arguments.GetValue(what)!, arguments.GetValue(format) == "csv" ? ExportFormat.Csv : ExportFormat.NdJson, arguments.GetValue(output), arguments.GetValue(store), cancellation);
            return Commanded.Fine;
        })));
        return command;
    }

    private static void Run(string what, ExportFormat format, FileInfo? output, string? path, CancellationToken cancellation)
    {
        using var store = Store.OpenForReading(KelvinSettings.FromEnvironment(path).ToStoreSettings());
        using var snapshot = store.Read();
        using var stream = output is null ? Console.OpenStandardOutput() : output.Create();
        using var into = new BufferedStream(stream, 1 << 16);
        var exporter = new Exporter(store, snapshot);
        switch (what)
        {
            case "leads": exporter.Leads(into, format, cancellation); break;
            case "events": exporter.Events(into, format, cancellation); break;
            default: exporter.Scores(into, format, cancellation); break;
        }
    }
}
