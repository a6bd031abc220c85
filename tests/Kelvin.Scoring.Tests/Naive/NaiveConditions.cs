using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NodaTime;

namespace Kelvin.Scoring.Tests.Naive;

/// <summary>What a condition can ask about: the instant, the traits at it, the events up to it and, inside <c>where</c>, one event.</summary>
public sealed record NaiveScope(
    long T,
    DateTimeZone Zone,
    JsonObject Traits,
    JsonObject AccountTraits,
    List<NaiveEvent> Events,
    long FirstSeen,
    NaiveEvent? Event = null);

/// <summary>Section 2, "Conditions".</summary>
public static class NaiveConditions
{
    private static readonly string[] Operands = ["trait", "account", "property", "context"];

    public static bool Holds(JsonNode condition, NaiveScope scope)
    {
        if (condition is JsonArray bareList)
        {
            return bareList.All(c => Holds(c!, scope));
        }

        if (condition["all"] is JsonArray all)
        {
            return all.All(c => Holds(c!, scope));
        }

        if (condition["any"] is JsonArray any)
        {
            return any.Any(c => Holds(c!, scope));
        }

        if (condition["none"] is JsonArray none)
        {
            return !none.Any(c => Holds(c!, scope));
        }

        if (condition["did"] is JsonObject did)
        {
            return Did(did, scope);
        }

        return TestHolds(condition.AsObject(), scope);
    }

    /// <summary>The value of <c>{ trait | account | property | context: path }</c>, or of a bare path.</summary>
    public static JsonNode? Operand(JsonNode operand, string bare, NaiveScope scope)
    {
        if (NaiveValues.IsText(operand))
        {
            return Value(bare, operand.GetValue<string>(), scope);
        }

        var kind = Operands.Single(o => operand.AsObject().ContainsKey(o));
        return Value(kind, operand[kind]!.GetValue<string>(), scope);
    }

    private static JsonNode? Value(string kind, string path, NaiveScope scope) => kind switch
    {
        "trait" => NaiveHistory.At(scope.Traits, path),
        "account" => NaiveHistory.At(scope.AccountTraits, path),
        "property" => NaiveHistory.At(scope.Event!.Properties, path),
        _ => NaiveHistory.At(scope.Event!.Context, path),
    };

    /// <summary>The one test that a condition is, if it is one without <c>exists</c> or <c>did</c>; a bare list of one counts as the one.</summary>
    public static JsonObject? OneTest(JsonNode condition)
    {
        if (condition is JsonArray list)
        {
            return list.Count == 1 ? OneTest(list[0]!) : null;
        }

        var test = condition.AsObject();
        return Operands.Any(test.ContainsKey) && !test.ContainsKey("exists") ? test : null;
    }

    private static bool TestHolds(JsonObject test, NaiveScope scope)
    {
        var value = Operand(test, "trait", scope);

        // `exists` looks at the whole value, even where it is an array.
        if (test["exists"] is { } exists && exists.GetValue<bool>() != value is not null)
        {
            return false;
        }

        var operators = test.Where(pair => pair.Key != "exists" && !Operands.Contains(pair.Key)).ToList();
        if (operators.Count == 0)
        {
            return true;
        }

        return value is JsonArray array
            ? array.Any(element => operators.All(o => Passes(element, o.Key, o.Value!, scope)))
            : operators.All(o => Passes(value, o.Key, o.Value!, scope));
    }

    private static bool Passes(JsonNode? value, string name, JsonNode asked, NaiveScope scope)
    {
        if (value is null)
        {
            return false;
        }

        switch (name)
        {
            case "is":
                return NaiveValues.AreEqual(value, asked);
            case "in":
                return asked.AsArray().Any(one => NaiveValues.AreEqual(value, one));
            case "is_not":
                return !NaiveValues.AreEqual(value, asked);
            case "not_in":
                return !asked.AsArray().Any(one => NaiveValues.AreEqual(value, one));
            case "contains":
                return NaiveValues.AsText(value)?.Contains(NaiveValues.AsText(asked)!, StringComparison.OrdinalIgnoreCase) == true;
            case "starts_with":
                return NaiveValues.AsText(value)?.StartsWith(NaiveValues.AsText(asked)!, StringComparison.OrdinalIgnoreCase) == true;
            case "ends_with":
                return NaiveValues.AsText(value)?.EndsWith(NaiveValues.AsText(asked)!, StringComparison.OrdinalIgnoreCase) == true;
            case "matches":
                return NaiveValues.IsText(value) && Regex.IsMatch(
                    NaiveValues.Text(value),
                    asked.GetValue<string>(),
                    RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
            case "gt":
                return Compare(value, asked, scope) > 0;
            case "gte":
                return Compare(value, asked, scope) >= 0;
            case "lt":
                return Compare(value, asked, scope) < 0;
            case "lte":
                return Compare(value, asked, scope) <= 0;
        }

        if (NaiveDates.Date(value, scope.Zone) is not { } date)
        {
            return false;
        }

        var duration = NaiveDates.Duration(asked);
        return name switch
        {
            "older_than" => scope.T - date >= duration,
            "newer_than" => 0 <= scope.T - date && scope.T - date < duration,
            "due_within" => 0 <= date - scope.T && date - scope.T <= duration,
            _ => throw new ArgumentException($"{name} is no operator", nameof(name)),
        };
    }

    /// <summary>Number with number or date with date; null (which no comparison accepts) for anything else.</summary>
    private static int? Compare(JsonNode value, JsonNode asked, NaiveScope scope)
    {
        if (NaiveValues.Number(value) is { } number && NaiveValues.Number(asked) is { } askedNumber)
        {
            return number.CompareTo(askedNumber);
        }

        if (NaiveDates.Date(value, scope.Zone) is { } date && NaiveDates.Date(asked, scope.Zone) is { } askedDate)
        {
            return date.CompareTo(askedDate);
        }

        return null;
    }

    private static bool Did(JsonObject did, NaiveScope scope)
    {
        var matches = NaiveEventRules.Within(did, NaiveEventRules.Matches(did, scope), scope);
        return matches.Count >= (did["at_least"] is { } atLeast ? NaivePoints.Of(atLeast) : 1);
    }
}
