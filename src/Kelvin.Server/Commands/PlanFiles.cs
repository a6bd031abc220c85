using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;

namespace Kelvin.Server.Commands;

/// <summary>Plans read from files and compiled together.</summary>
/// <param name="Output">The ids of the plans whose scores are asked for; the others only serve them.</param>
/// <param name="OutputAccounts">The plans that are asked for score accounts, not leads.</param>
internal sealed record PlanFiles(PlanSet Set, IReadOnlyList<string> Output, bool OutputAccounts)
{
    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    /// <summary>
    /// Reads the plans. An account plan without its member plan finds it beside itself, by its id; where there is an account
    /// plan, it is accounts that are scored.
    /// </summary>
    public static PlanFiles Compile(IReadOnlyList<string> files)
    {
        var plans = files.Distinct(StringComparer.Ordinal).Select(file => (File: file, Plan: Read(file))).ToList();
        if (plans.GroupBy(plan => plan.Plan.Id).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new CommandException($"{string.Join(" and ", twice.Select(plan => plan.File))} have the same plan id '{twice.Key}'.");
        }
        var all = plans.Select(plan => plan.Plan).ToList();
        foreach (var (file, plan) in plans)
        {
            if (plan.Members is not { } members || all.Exists(other => other.Id == members.Plan && other.Kind == PlanKind.Lead)) continue;
            all.Add(FindBeside(file, members.Plan) ?? throw new CommandException(
                $"{file} is an account plan on the lead plan '{members.Plan}': give that with --plan too, or put it into the same folder."));
        }
        var accountPlans = all.Where(plan => plan.Kind == PlanKind.Account).Select(plan => plan.Id).ToList();
        return new PlanFiles(PlanSet.Compile(all), accountPlans.Count > 0 ? accountPlans : [.. plans.Select(plan => plan.Plan.Id)], accountPlans.Count > 0);
    }

    /// <summary>The lead plan of that id in the folder of a file, or null.</summary>
    public static Plan? FindBeside(string file, string id)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return Directory.EnumerateFiles(folder)
            .Where(other => Extensions.Contains(Path.GetExtension(other), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .Select(other => Reading(other).Plan)
            .FirstOrDefault(plan => plan?.Id == id && plan.Kind == PlanKind.Lead);
    }

    public static PlanReading Reading(string file) => PlanReader.Read(File.ReadAllBytes(file));

    private static Plan Read(string file)
    {
        var reading = Reading(file);
        return reading.Plan ?? throw new CommandException(string.Join('\n',
            reading.Problems.Select(problem => $"{file}:{problem}").Prepend($"{file} is no valid plan:")));
    }
}
