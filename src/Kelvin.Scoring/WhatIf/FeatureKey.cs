using System.Globalization;
using System.Text;
using Kelvin.Scoring.Conditions;
using Kelvin.Scoring.Rules;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.WhatIf;

/// <summary>
/// What a rule asks of a history, as text, without what it gives for it: two rules with one key find the same of every lead.
/// Every text in it is quoted, so that two different questions never have one key.
/// </summary>
internal sealed class FeatureKey
{
    private readonly StringBuilder text = new();

    private FeatureKey(string zone) => Add(zone);

    /// <param name="kind">What is found: a count, a sum, which entry of a table.</param>
    public static string Of(string kind, string zone, Rule rule, params ReadOnlySpan<string> more)
    {
        var key = new FeatureKey(zone);
        key.Add(kind);
        foreach (var part in more) key.Add(part);
        switch (rule)
        {
            case FitRule fit:
                key.Add(fit.When);
                key.AddTable(fit.Points);
                break;
            case EventRule events:
                key.Add(events);
                break;
        }
        return key.text.ToString();
    }

    public static string Of(string zone, Condition condition)
    {
        var key = new FeatureKey(zone);
        key.Add("condition").Add(condition);
        return key.text.ToString();
    }

    private FeatureKey Add(string? part)
    {
        if (part is null) text.Append("- ");
        else text.Append(CultureInfo.InvariantCulture, $"{part.Length}:{part} ");
        return this;
    }

    private FeatureKey Add(long? number) => Add(number?.ToString(CultureInfo.InvariantCulture));

    private FeatureKey AddNumber(double number) => Add(number.ToString("R", CultureInfo.InvariantCulture));

    private FeatureKey Add(bool truth) => Add(truth ? "yes" : "no");

    private FeatureKey Add(Operand? operand) => Add(operand?.Root.ToString()).Add(operand?.Path);

    private void Add(EventRule rule)
    {
        Add(rule.Events);
        Add(rule.Machines).Add(rule.Visit?.AtLeast).Add(rule.Visit?.Gap).Add(rule.UniqueBy).Add(rule.Keep.ToString());
        foreach (var limit in rule.Limits.OrderBy(limit => limit.Per)) Add(limit.Times).Add(limit.Per.ToString());
        switch (rule.Measure)
        {
            case EachEvent each:
                Add("each").Add(each.Decay);
                AddTable(each.Points);
                break;
            case AtLeastEvents: Add("count"); break;
            case Total total: Add(total.SumOf is null ? "count" : "sum").Add(total.SumOf); break;
            case AbsentFor silence: Add("silence").Add(silence.Duration); break;
        }
    }

    private FeatureKey Add(Decay? decay) => decay switch
    {
        HalfLife half => Add("half").Add(half.Milliseconds),
        Linear linear => Add("linear").Add(linear.Milliseconds),
        Steps steps => Add("steps").Add(steps.Every).AddNumber(steps.Lose),
        _ => Add("none"),
    };

    /// <summary>The keys of a table, not what it gives.</summary>
    private void AddTable(Points points)
    {
        switch (points)
        {
            case ValueTable table:
                Add("values").Add(table.By);
                foreach (var entry in table.Values) Add(entry.Key);
                break;
            case BandTable table:
                Add("bands").Add(table.By).Add(table.Of);
                foreach (var band in table.Bands) AddNumber(band.Key);
                break;
            case TimesNumber times: Add("times").Add(times.By).Add(times.Of); break;
            default: Add("fixed"); break;
        }
    }

    private void Add(EventFilter filter)
    {
        Add(filter.Names is null ? null : (long)filter.Names.Count);
        foreach (var name in (filter.Names ?? []).Order(StringComparer.Ordinal)) Add(name);
        Add(filter.Within).Add(filter.From).Add(filter.Until).Add(filter.Where);
    }

    private FeatureKey Add(Condition? condition)
    {
        switch (condition)
        {
            case null: return Add("-");
            case AllOf all: return Add("all", all.Conditions).Add(all.BareList);
            case AnyOf any: return Add("any", any.Conditions);
            case NoneOf none: return Add("none", none.Conditions);
            case Test test:
                Add("test").Add(test.Operand).Add(test.Operators.Count);
                foreach (var op in test.Operators) Add(op);
                return this;
            case Did did:
                Add("did").Add(did.AtLeast);
                Add(did.Events);
                return this;
            default: throw new ArgumentException($"No key for {condition}.");
        }
    }

    private FeatureKey Add(string word, IReadOnlyList<Condition> parts)
    {
        Add(word).Add(parts.Count);
        foreach (var part in parts) Add(part);
        return this;
    }

    private void Add(Operator op)
    {
        switch (op)
        {
            case EqualsAny equals:
                Add("equals").Add(equals.Negated).Add(equals.Values.Count);
                foreach (var value in equals.Values) Add(ValueWriter.ToJson(value));
                break;
            case HasText has: Add(has.Place.ToString()).Add(has.Text); break;
            case Matches matches: Add("matches").Add(matches.Pattern); break;
            case Compares compares: Add(compares.Order.ToString()).Add(compares.Number is { } number ? number.ToString("R", CultureInfo.InvariantCulture) : null).Add(compares.Date); break;
            case RelativeDate relative: Add(relative.Relative.ToString()).Add(relative.Duration); break;
            case Exists exists: Add("exists").Add(exists.Wanted); break;
            default: throw new ArgumentException($"No key for {op}.");
        }
    }
}
