using System.CommandLine;
using System.Runtime;
using Kelvin.Scoring.Scores;
using Kelvin.Server.EventFiles;
using Kelvin.Server.Import;

namespace Kelvin.Server.Commands;

/// <summary><c>kelvin score</c>: scores leads from files, without a server.</summary>
public static class ScoreCommand
{
    public static Command Create()
    {
        var plans = new Option<string[]>("--plan", "-p") { Description = "A plan, in YAML or JSON. May be given several times.", Required = true, HelpName = "FILE" };
        var events = new Option<string[]>("--events", "-e") { Description = "Segment calls, one a line; '-' is standard input.", HelpName = "FILE.jsonl" };
        var leads = new Option<string[]>("--leads", "-l") { Description = "Leads, one a row.", HelpName = "FILE.csv" };
        var mapping = new Option<string?>("--mapping", "-m") { Description = "Which column of --leads is what. Guessed and shown if not given.", HelpName = "FILE" };
        var saveMapping = new Option<string?>("--save-mapping") { Description = "Writes the mapping that was guessed, to be corrected by hand.", HelpName = "FILE" };
        var at = new Option<string?>("--at") { Description = "The instant of the scores, such as 2025-03-01T09:00:00Z. Default: now.", HelpName = "INSTANT" };
        var explain = new Option<bool>("--explain", "-x") { Description = "With the parts of each score, what is unknown, and when it next changes." };
        var format = new Option<string>("--format", "-f") { Description = "How scores are written.", DefaultValueFactory = _ => ScoreLines.JsonLinesName };
        format.AcceptOnlyFromAmong(ScoreLines.JsonLinesName, ScoreLines.CsvName);
        var output = new Option<string?>("--out", "-o") { Description = "Where to write. Default: standard output.", HelpName = "FILE" };
        var skipBad = new Option<bool>("--skip-bad") { Description = "Exits with 0 even if some lines could not be read." };
        var command = new Command("score", "Scores leads from files, without a server.") { plans, events, leads, mapping, saveMapping, at, explain, format, output, skipBad };
        command.SetAction(arguments => Commanded.Run(() => new ScoreRun
        {
            Plans = arguments.GetValue(plans)!,
            Events = arguments.GetValue(events) ?? [],
            Leads = arguments.GetValue(leads) ?? [],
            Mapping = arguments.GetValue(mapping),
            SaveMapping = arguments.GetValue(saveMapping),
            At = Commanded.Instant(arguments.GetValue(at), "--at"),
            Explain = arguments.GetValue(explain),
            Lines = ScoreLines.Of(arguments.GetValue(format)!),
            Output = arguments.GetValue(output),
            SkipBad = arguments.GetValue(skipBad),
        }.Run()));
        return command;
    }
}

/// <summary>One run of <c>kelvin score</c>.</summary>
internal sealed class ScoreRun
{
    public required string[] Plans { get; init; }
    public required string[] Events { get; init; }
    public required string[] Leads { get; init; }
    public string? Mapping { get; init; }
    public string? SaveMapping { get; init; }
    public long At { get; init; }
    public bool Explain { get; init; }
    public required ScoreLines Lines { get; init; }
    public string? Output { get; init; }
    public bool SkipBad { get; init; }

    public int Run()
    {
        if (Events.Length == 0 && Leads.Length == 0) throw new CommandException("There is nothing to score: give --events, --leads, or both.");
        if (Explain && !Lines.CanExplain) throw new CommandException("--explain needs --format jsonl.");
        if (Leads.Length == 0 && (Mapping ?? SaveMapping) is not null) throw new CommandException("A mapping is for --leads, and there are none.");
        // Nobody waits for an answer meanwhile: collecting in one go is cheaper than beside the work.
        GCSettings.LatencyMode = GCLatencyMode.Batch;
        var plans = PlanFiles.Compile(Plans);
        var broken = new BrokenLines(Console.Error);
        using var source = new EventSource();
        foreach (var file in Leads) broken.Add(LeadFile.AddTo(source, file, Mapping, SaveMapping, At, broken.Say, Console.Error));
        foreach (var file in Events) source.Add(file);

        using (var output = Output is null ? Console.OpenStandardOutput() : File.Create(Output))
        using (var buffered = new BufferedStream(output, 1 << 16))
        {
            var scores = Waiting.For("Reading", source.TotalLength, progress =>
                FileScores.Read(source, plans.Set, At, one => broken.Say($"{source.NameOf(one.File)}:{one.Line}{(one.Item > 0 ? $" (call {one.Item})" : "")}: {one.Reason}"), progress));
            broken.Add(scores.BrokenCount);
            Write(plans, scores, buffered);
            if (scores.AfterTheInstant > 0) Console.Error.WriteLine($"{scores.AfterTheInstant} calls are of a time after --at and were left out.");
        }
        broken.Sum();
        return broken.Count > 0 && !SkipBad ? 1 : 0;
    }

    private void Write(PlanFiles plans, FileScores scores, Stream output)
    {
        Lines.Begin(output, namesPlan: plans.Output.Count > 1, accounts: plans.OutputAccounts);
        if (plans.OutputAccounts)
        {
            scores.WriteAccounts(plans.Set.AccountPlans, Explain, Lines.Write, output);
            return;
        }
        var scorers = plans.Set.LeadPlans.Where(plan => plans.Output.Contains(plan.Plan.Id)).ToList();
        Waiting.For("Scoring", scores.LeadCount, progress =>
        {
            scores.WriteLeads(scorers, Explain, Lines.Write, output, progress);
            return 0;
        });
    }
}
