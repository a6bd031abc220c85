using Kelvin.Scoring.Plans.Documents;

namespace Kelvin.Scoring.Plans.Changes;

/// <summary>How a difference reads.</summary>
internal static class ChangeWords
{
    /// <summary>Of one key of a rule or of whatever else has keys.</summary>
    public static string Of(string key, PlanNode? from, PlanNode? to)
    {
        if (key == "points") return Points(from, to);
        var (word, old, @new) = (Word(key), Value(key, from), Value(key, to));
        return (old, @new) switch
        {
            (null, _) => $"{word} {@new} added",
            (_, null) => $"{word} {old} removed",
            _ => $"{word} {old} to {@new}",
        };
    }

    /// <summary>Of one entry of a table.</summary>
    public static string OfEntry(string table, string entry, PlanNode? from, PlanNode? to)
    {
        var what = table == "bands" ? $"from {entry}" : $"'{entry}'";
        return (from, to) switch
        {
            (null, not null) => $"{what} {Written.Short(to)} points added",
            (not null, null) => $"{what} {Written.Short(from)} points removed",
            _ => $"{what} {Written.Short(from!)} to {Written.Short(to!)} points",
        };
    }

    /// <summary>From how many points a grade or level counts.</summary>
    public static string From(PlanNode value) => value is PlanScalar { IsNull: true } ? "below all others" : "from " + Written.Short(value);

    private static string Points(PlanNode? from, PlanNode? to) => (from, to) switch
    {
        (null, not null) => $"{Written.Short(to)} points added",
        (not null, null) => $"{Written.Short(from)} points removed",
        _ => $"{Written.Short(from!)} to {Written.Short(to!)} points",
    };

    private static string Word(string key) => key switch
    {
        "on" => "event",
        "unique_by" => "unique by",
        "at_least" => "at least",
        "absent_for" => "absent for",
        _ => key,
    };

    private static string? Value(string key, PlanNode? value)
    {
        if (value is null) return null;
        if (key == "decay" && value is PlanMapping { Entries: [var only] } && only.Value is PlanScalar) return $"{only.Key.Text.Replace('_', '-')} {Written.Short(only.Value)}";
        return Written.Short(value);
    }
}
