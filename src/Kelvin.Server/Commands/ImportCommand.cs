using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Kelvin.Server.Import;
using Kelvin.Storage;

namespace Kelvin.Server.Commands;

/// <summary><c>kelvin import</c>: leads and events from files, into a running server or a store.</summary>
public static class ImportCommand
{
    public static Command Create() => new("import", "Brings leads and events from files into a running server, or into a store.")
    {
        CreateKind("leads", "Leads as CSV, as any CRM exports them: each row is an identify call, and what its mapping says came of the lead.", isLeads: true),
        CreateKind("events", "Events: Segment calls one a line (.jsonl), or CSV.", isLeads: false),
    };

    private static Command CreateKind(string name, string description, bool isLeads)
    {
        var file = new Argument<string>("FILE") { Description = isLeads ? "A CSV file. Its encoding and what stands between its cells are found out." : "A .jsonl or .csv file." };
        var mapping = new Option<string?>("--mapping", "-m") { Description = "Which column of a CSV file is what. Guessed and shown if not given.", HelpName = "FILE" };
        var saveMapping = new Option<string?>("--save-mapping") { Description = "Writes the mapping that was guessed, to be corrected by hand.", HelpName = "FILE" };
        var preset = new Option<string?>("--preset") { Description = "The columns of an export file of hubspot, salesforce or pipedrive." };
        preset.AcceptOnlyFromAmong([.. LeadPresets.ByName.Keys]);
        var dryRun = new Option<bool>("--dry-run") { Description = "Reads and checks everything, shows what it would become, and changes nothing." };
        var rejects = new Option<string?>("--rejects") { Description = "Where to put the rows that were not taken, each with the reason.", HelpName = "FILE" };
        var at = new Option<string?>("--at") { Description = "The time of rows that state none. Default: now.", HelpName = "INSTANT" };
        var url = new Option<string?>("--url") { Description = "A running server, such as http://127.0.0.1:5080. Default: Kelvin__Url.", HelpName = "URL" };
        var token = new Option<string?>("--token") { Description = "A token of its API. Default: Kelvin__Token.", HelpName = "TOKEN" };
        var key = new Option<string?>("--key") { Description = "A write key of its, instead of a token.", HelpName = "KEY" };
        var store = new Option<string?>("--store") { Description = "The database, when no server runs. Default: Kelvin__Store, otherwise data/kelvin.db.", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Sums up as one JSON object." };
        var command = new Command(name, description) { file, mapping, saveMapping, dryRun, rejects, url, token, key, store, json };
        if (isLeads)
        {
            command.Add(preset);
            command.Add(at);
        }
        command.SetAction((arguments, cancellation) => Commanded.RunAsync(() => new Import
        {
            IsLeads = isLeads,
            File = arguments.GetValue(file)!,
            Mapping = arguments.GetValue(mapping),
            SaveMapping = arguments.GetValue(saveMapping),
            Preset = isLeads ? arguments.GetValue(preset) : null,
            IsDryRun = arguments.GetValue(dryRun),
            Rejects = arguments.GetValue(rejects),
            At = Commanded.Instant(isLeads ? arguments.GetValue(at) : null, "--at"),
            Url = arguments.GetValue(url) ?? (arguments.GetValue(store) is null ? Environment.GetEnvironmentVariable("Kelvin__Url") : null),
            Token = arguments.GetValue(token) ?? Environment.GetEnvironmentVariable("Kelvin__Token"),
            Key = arguments.GetValue(key),
            Store = arguments.GetValue(store),
            AsJson = arguments.GetValue(json),
        }.Run(cancellation)));
        return command;
    }

    private sealed class Import
    {
        private readonly BrokenLines cells = new(Console.Error);
        private readonly BrokenLines rows = new(Console.Error);

        public required bool IsLeads { get; init; }
        public required string File { get; init; }
        public string? Mapping { get; init; }
        public string? SaveMapping { get; init; }
        public string? Preset { get; init; }
        public bool IsDryRun { get; init; }
        public string? Rejects { get; init; }
        public long At { get; init; }
        public string? Url { get; init; }
        public string? Token { get; init; }
        public string? Key { get; init; }
        public string? Store { get; init; }
        public bool AsJson { get; init; }

        private bool IsCsv => IsLeads || !(File.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) || File.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase) || File.EndsWith(".json", StringComparison.OrdinalIgnoreCase));

        public async Task<int> Run(CancellationToken cancellation)
        {
            if (Mapping is not null && Preset is not null) throw new CommandException("Give --mapping or --preset, not both.");
            if (!IsCsv && (Mapping ?? SaveMapping) is not null) throw new CommandException("A mapping is for CSV files.");
            using var file = Open();
            await using var target = await OpenTarget(cancellation);
            await using var rejects = Rejects is null ? null : new StreamWriter(Rejects, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
            var run = new ImportRun(file, target, rejects, (line, reason) =>
            {
                rows.Say($"{File}:{line}: {reason}");
                rows.Add(1);
            });
            var clock = Stopwatch.StartNew();
            var sum = await Waiting.ForRows("Importing", file.Length, progress => run.Run(progress, cancellation));
            rows.Sum();
            Show(sum, clock.Elapsed);
            return sum.Rejected > 0 ? Commanded.SomethingIsWrong : Commanded.Fine;
        }

        private ImportFile Open()
        {
            if (!IsCsv) return new LineImport(File);
            var mapping = Mapping is not null ? MappingFile.Read(Mapping, System.IO.File.ReadAllText(Mapping))
                : MappingShown.Guess(File, Console.Error, Preset is not null ? LeadPresets.ByName[Preset].For : IsLeads ? (header, sample) => MappingGuess.Of(header, sample, outcomes: true) : MappingGuess.OfEvents);
            if (!IsLeads && mapping.Event is null && mapping.EventName is null) throw new CommandException($"{File}: no column holds the events' names. Give a --mapping with 'event'.");
            if (!IsLeads && mapping.Time is null) throw new CommandException($"{File}: no column holds the events' times. Give a --mapping with 'time'.");
            if (SaveMapping is not null) System.IO.File.WriteAllText(SaveMapping, MappingFile.Write(mapping));

            var table = LeadTable.Open(File, (line, problem) => cells.Say($"{File}:{line}: {problem}"));
            var leads = IsLeads ? new LeadRows(mapping, table.Header, File, At) : null;
            var events = IsLeads ? null : new EventRows(mapping, table.Header, File);
            return new CsvImport(table, (row, cell) =>
            {
                if (leads is not null) return (leads.Read(row, cell, out var why), why);
                var call = events!.Read(row, cell, out var reason);
                return (call is null ? null : [call], reason);
            }, (line, problem) => cells.Say($"{File}:{line}: {problem}"));
        }

        private async Task<ImportTarget> OpenTarget(CancellationToken cancellation)
        {
            if (IsDryRun) return new NoTarget();
            var name = "Import " + Path.GetFileName(File);
            if (Url is null) return await StoreTarget.Open(Store, name);
            if (Store is not null) throw new CommandException("Give --url or --store, not both.");
            if (Key is null && Token is null) throw new CommandException("A server asks for --token, or for a --key to write with.");
            return await ServerTarget.Open(Url, Token, Key, name, cancellation);
        }

        private void Show(ImportSum sum, TimeSpan took)
        {
            if (AsJson)
            {
                Console.WriteLine(JsonSerializer.Serialize(new { dryRun = IsDryRun, rows = sum.Rows, rejected = sum.Rejected, calls = sum.Calls, seconds = Math.Round(took.TotalSeconds, 3) }));
                return;
            }
            var kinds = string.Join(", ", sum.Calls.OrderByDescending(kind => kind.Value).ThenBy(kind => kind.Key, StringComparer.Ordinal).Take(12).Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind.Value:N0} {kind.Key}")));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{(IsDryRun ? "Would import" : "Imported")} {sum.Rows - sum.Rejected:N0} of {sum.Rows:N0} rows: {(kinds.Length > 0 ? kinds : "nothing")}. {sum.Rejected:N0} rejected. {took.TotalSeconds:0.0} s."));
        }
    }
}
