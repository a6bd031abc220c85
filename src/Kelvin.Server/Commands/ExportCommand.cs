using System.CommandLine;
using Kelvin.Server.Api;
using Kelvin.Server.Settings;
using Kelvin.Storage;

namespace Kelvin.Server.Commands;

/// <summary><c>kelvin export</c>: all leads, events or scores of one moment. A server may be running.</summary>
public static class ExportCommand
{
    public static Command Create()
    {
        var what = new Argument<string>("what") { Description = "leads, events or scores." };
        what.AcceptOnlyFromAmong([.. Export.Kinds.Keys]);
        var format = new Option<string>("--format") { Description = "ndjson or csv.", DefaultValueFactory = _ => "ndjson" };
        format.AcceptOnlyFromAmong("ndjson", "csv");
        var output = new Option<FileInfo?>("--out") { Description = "The file to write; otherwise standard output." };
        var at = new Option<string?>("--at") { Description = "The instant as of which traits and scores are meant; now unless said otherwise." };
        var store = new Option<string?>("--store") { Description = "The database; otherwise Kelvin__Store, otherwise data/kelvin.db." };
        var command = new Command("export", "Writes all leads, events or scores of one moment, in an order that does not change.") { what, format, at, output, store };
        command.SetAction((arguments, cancellation) => Task.FromResult(Commanded.Run(() =>
        {
            var instant = Commanded.Instant(arguments.GetValue(at), "--at");
            Run(arguments.GetValue(what)!, arguments.GetValue(format) == "csv", instant, arguments.GetValue(output), arguments.GetValue(store), cancellation);
            return Commanded.Fine;
        })));
        return command;
    }

    private static void Run(string what, bool csv, long at, FileInfo? output, string? path, CancellationToken cancellation)
    {
        using var store = Store.OpenForReading(KelvinSettings.FromEnvironment(path).ToStoreSettings());
        using var reading = LeadReading.Open(store, new PlanCache(store), TimeProvider.System);
        using var stream = output is null ? Console.OpenStandardOutput() : output.Create();
        using var into = new BufferedStream(stream, 1 << 16);
        Export.Write(what, into, csv, at, reading, cancellation);
    }
}
