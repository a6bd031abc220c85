namespace Kelvin.Scoring.Plans.Reading;

/// <summary>Reads what rules and groups have in common: a name that is theirs alone, and bounds around 0.</summary>
internal static class RuleBounds
{
    public static string? ReadName(PlanScope scope, Fields fields, string key)
    {
        var name = fields.Name(key);
        if (name is not null) scope.Register(name, fields.Node(key)!);
        return name;
    }

    /// <summary><c>max</c> is 0 or above and <c>min</c> is 0 or below, so that a rule that gives nothing is within its bounds.</summary>
    public static (double? Min, double? Max) Read(Fields fields) =>
        (fields.Points("min", -PlanLimits.Points, 0), fields.Points("max", 0, PlanLimits.Points));

    /// <summary>The bounds of a side or of the plan: whole points.</summary>
    public static (long? Min, long? Max) ReadWhole(PlanScope scope, Fields fields)
    {
        var (min, max) = (fields.Whole("min"), fields.Whole("max"));
        if (max < min) scope.Problems.Add(fields.Node("max")!, $"'max' ({max}) is below 'min' ({min}).");
        return (min, max);
    }
}
