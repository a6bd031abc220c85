using Kelvin.Scoring.Conditions;
using Kelvin.Scoring.Plans.Documents;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Plans.Reading;

/// <summary>Reads the operators of a test.</summary>
internal sealed class OperatorReader(PlanScope scope)
{
    /// <summary>Null for a key that is no operator, and after a problem.</summary>
    public Operator? Read(string key, PlanNode value) => key switch
    {
        "is" => Equal(value, false),
        "is_not" => Equal(value, true),
        "in" => In(value, false),
        "not_in" => In(value, true),
        "contains" => Has(TextPlace.Contains, value),
        "starts_with" => Has(TextPlace.StartsWith, value),
        "ends_with" => Has(TextPlace.EndsWith, value),
        "matches" => Match(value),
        "gt" => Compare(Order.Above, value),
        "gte" => Compare(Order.AtLeast, value),
        "lt" => Compare(Order.Below, value),
        "lte" => Compare(Order.AtMost, value),
        "older_than" => Relate(Relative.OlderThan, value),
        "newer_than" => Relate(Relative.NewerThan, value),
        "due_within" => Relate(Relative.DueWithin, value),
        "exists" => Scalars.Truth(scope, value) is { } wanted ? new Exists(wanted) : null,
        _ => null,
    };

    private EqualsAny? Equal(PlanNode node, bool negated)
    {
        if (node is PlanSequence)
        {
            scope.Problems.Add(node, "A list cannot stand here; one value must.", $"a text, a number, true or false; for a list use '{(negated ? "not_in" : "in")}'");
            return null;
        }
        return Literal(node) is { } literal ? new EqualsAny([literal.Value], negated) : null;
    }

    private EqualsAny? In(PlanNode node, bool negated)
    {
        var literals = Lists.Read(scope, node, Literal, 1);
        return literals.Count == 0 ? null : new EqualsAny([.. literals.Select(l => l.Value)], negated);
    }

    /// <summary>A value in a plan; a class, so that null says that there was a problem.</summary>
    private sealed record PlanLiteral(Value Value);

    private PlanLiteral? Literal(PlanNode node)
    {
        const string allowed = "a text, a number, true or false";
        switch (node)
        {
            case PlanScalar { IsNull: true } empty:
                scope.Problems.Add(node, empty.Text.Length == 0 ? "There is no value." : "Nothing equals null.", $"{allowed}; to ask whether something is there: 'exists: false'");
                return null;
            case PlanScalar { IsNumber: true } scalar: return new(Value.Of(scalar.Number));
            case PlanScalar { IsTruth: true } scalar: return new(Value.Of(scalar.Kind == ScalarKind.True));
            case PlanScalar scalar: return new(Value.Of(Texts.Canonical(scalar.Text)));
            default: return Scalars.Refuse<PlanLiteral>(scope, node, "one value must", allowed);
        }
    }

    private HasText? Has(TextPlace place, PlanNode node)
    {
        if (node is not PlanScalar { IsNull: false } scalar) return Scalars.Refuse<HasText>(scope, node, "a text must stand here", "a text");
        var text = scalar switch
        {
            { IsTruth: true } => scalar.Kind == ScalarKind.True ? "true" : "false",
            _ => Texts.Canonical(scalar.Text),
        };
        if (text.Length > 0) return new HasText(place, text);
        scope.Problems.Add(node, "The text is empty: every text would pass.", "a text; to ask whether something is there: 'exists: true'");
        return null;
    }

    private Matches? Match(PlanNode node)
    {
        if (Scalars.Text(scope, node) is not { } pattern) return null;
        if (pattern.Length == 0)
        {
            scope.Problems.Add(node, "The regular expression is empty: every text would pass.");
        }
        else if (pattern.Length > PlanLimits.PatternLength)
        {
            scope.Problems.Add(node, $"The regular expression is longer than {PlanLimits.PatternLength} characters.");
        }
        else if (scope.Compile(node, pattern) is { } regex)
        {
            return new Matches(pattern, regex);
        }
        return null;
    }

    private Compares? Compare(Order order, PlanNode node)
    {
        const string allowed = "a number, or a date such as 2025-03-01 or 2025-03-01T08:00:00Z";
        switch (node)
        {
            case PlanScalar { IsNumber: true } scalar: return new Compares(order, scalar.Number, null);
            case PlanScalar { IsText: true } scalar when Numbers.TryRead(scalar.Text, out var number): return new Compares(order, number, null);
            case PlanScalar { IsText: true } scalar when Dates.TryRead(scalar.Text, scope.Zone, out var date): return new Compares(order, null, date);
            case PlanScalar { IsText: true } scalar:
                scope.Problems.Add(node, $"'{Shown.Short(scalar.Text)}' is neither a number nor a date.", allowed);
                return null;
            default: return Scalars.Refuse<Compares>(scope, node, "a number or a date must", allowed);
        }
    }

    private RelativeDate? Relate(Relative relative, PlanNode node) =>
        Scalars.Duration(scope, node, zero: true) is { } duration ? new RelativeDate(relative, duration) : null;
}
