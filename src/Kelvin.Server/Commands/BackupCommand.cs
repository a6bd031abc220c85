using System.CommandLine;
using System.Globalization;
using Kelvin.Server.Settings;
using Kelvin.Server.Verification;
using Kelvin.Storage;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Commands;

/// <summary><c>kelvin backup</c>: copies the store while a server uses it, and reads the copy again to see that it is sound.</summary>
public static class BackupCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The file to write; it must not be there yet." };
        var store = new Option<string?>("--store") { Description = "The database; otherwise Kelvin__Store, otherwise data/kelvin.db." };
        var quick = new Option<bool>("--quick") { Description = "Do not compute every score of the copy again; its pages are checked in any case." };
        var json = new Option<bool>("--json") { Description = "Report as JSON." };
        var command = new Command("backup", "Copies the store as it stands, also while a server runs, and verifies the copy.") { file, store, quick, json };
        command.SetAction((arguments, cancellation) => Task.FromResult(Commanded.Run(() =>
        {
            var settings = KelvinSettings.FromEnvironment(arguments.GetValue(store)).ToStoreSettings();
            var to = arguments.GetValue(file)!;
            StoreFiles.Copy(settings.Path, to);
            return Report(Checked.Of(settings with { Path = to }, arguments.GetValue(quick), cancellation), settings, to, arguments.GetValue(json));
        })));
        return command;
    }

    private static int Report(Checked copy, StoreSettings settings, string to, bool json)
    {
        var bytes = new FileInfo(to).Length;
        if (json)
        {
            Commanded.WriteJson(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("file", to);
                writer.WriteNumber("bytes", bytes);
                writer.WriteNumber("leads", copy.Leads);
                writer.WriteNumber("events", copy.Events);
                writer.WriteNumber("schema", copy.Schema);
                writer.WriteBoolean("holdsTheKey", copy.HoldsTheKey);
                writer.WriteNumber("differences", copy.Findings.Count);
                writer.WriteEndObject();
            });
        }
        else
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{to}: {copy.Leads:N0} leads, {copy.Events:N0} events, {bytes / 1048576.0:N1} MiB."));
            Console.WriteLine(copy.HoldsTheKey
                ? "The key is in it: whoever has this file can read everything. Keep it as you keep passwords."
                : $"The key is not in it: keep '{settings.KeyFile}' too, and elsewhere. Without it nobody can read the backup.");
            foreach (var finding in copy.Findings.Take(20)) Console.WriteLine($"{finding.Fault}: {finding.Subject}: {finding.Message}");
            if (copy.Findings.Count > 0) Console.WriteLine($"{copy.Findings.Count} differences: the store itself has them. See kelvin verify.");
        }
        return copy.Findings.Count == 0 ? Commanded.Fine : Commanded.SomethingIsWrong;
    }
}

/// <summary>A store that was read through and found sound, or not.</summary>
internal sealed record Checked(long Leads, long Events, int Schema, bool HoldsTheKey, IReadOnlyList<Finding> Findings)
{
    /// <param name="quick">Only the pages, not what they say.</param>
    public static Checked Of(StoreSettings settings, bool quick, CancellationToken cancellation)
    {
        if (StoreFiles.Damage(settings.Path) is { } damage) throw new CommandException($"'{settings.Path}' is damaged: {damage}");
        using var store = Store.OpenForReading(settings);
        using var snapshot = store.Read();
        var findings = new List<Finding>();
        if (!quick) new Verifier(store, snapshot, findings.Add).Run(cancellation);
        return new Checked(store.Counters.Read(snapshot, Counter.Leads), store.Counters.Read(snapshot, Counter.Events), store.Schema, store.HoldsItsKey(snapshot), findings);
    }
}
