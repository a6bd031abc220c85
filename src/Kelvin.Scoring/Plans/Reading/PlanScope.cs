using System.Text.RegularExpressions;
using Kelvin.Scoring.Plans.Documents;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Plans.Reading;

/// <summary>What every part of a plan's reader needs to know of the whole plan.</summary>
internal sealed class PlanScope(Problems problems, PlanKind kind, PlanZone zone)
{
    private readonly Dictionary<string, int> namedInLine = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Regex> regexes = new(StringComparer.Ordinal);
    private double patternWeight;

    public Problems Problems { get; } = problems;
    public PlanKind Kind { get; } = kind;
    public PlanZone Zone { get; } = zone;

    public bool IsAccount => Kind == PlanKind.Account;

    /// <summary>Holds rules and groups to one name each, across the plan.</summary>
    public void Register(string name, PlanNode node)
    {
        if (namedInLine.TryAdd(name, node.Line)) return;
        Problems.Add(node, $"The name '{Shown.Short(name)}' is taken already, in line {namedInLine[name]}; rules and groups have names of their own.");
    }

    /// <summary>The compiled pattern, or null with a problem that says what the engine said.</summary>
    public Regex? Compile(PlanNode node, string pattern)
    {
        if (regexes.TryGetValue(pattern, out var known)) return known;
        if (patternWeight > PlanLimits.PatternWeight) return null;
        patternWeight += PatternWeight.Of(pattern);
        if (patternWeight > PlanLimits.PatternWeight)
        {
            Problems.Add(node, "The regular expressions up to here are too large together, with their repeats written out.", "fewer repeats, fewer different characters, or another operator");
            return null;
        }
        try
        {
            const RegexOptions options = RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;
            return regexes[pattern] = new Regex(pattern, options);
        }
        catch (Exception refused) when (refused is ArgumentException or NotSupportedException)
        {
            Problems.Add(node, $"The regular expression is refused: {Reason(refused.Message, pattern)}", "what .NET's non-backtracking engine takes: no lookaround, backreferences or atomic groups");
            return null;
        }
    }

    private static string Reason(string message, string pattern)
    {
        var plain = message.Replace($"'{pattern}' ", "", StringComparison.Ordinal);
        return plain.EndsWith('.') ? plain : plain + ".";
    }
}
