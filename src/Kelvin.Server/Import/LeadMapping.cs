using System.Text;
using Kelvin.Server.Documents;

namespace Kelvin.Server.Import;

public enum CellType { Text, Number, Boolean, Date, List }

/// <summary>What a column of a lead file becomes.</summary>
/// <param name="Column">Its name in the header, compared ignoring case and outer white space.</param>
/// <param name="Trait">The name of the trait.</param>
/// <param name="Format">Of a date: .NET's format, such as <c>d.M.yyyy H:mm</c>; null reads ISO 8601.</param>
/// <param name="Separator">Of a list.</param>
public sealed record ColumnMapping(string Column, string Trait, CellType Type = CellType.Text, string? Format = null, string Separator = ";");

/// <summary>Which column of a lead file is what. Columns that it does not name are left out.</summary>
public sealed record LeadMapping
{
    public string? UserId { get; init; }
    public string? AnonymousId { get; init; }
    public string? Email { get; init; }

    /// <summary>When what the row says became known. Without one that is the instant of the scores.</summary>
    public string? Time { get; init; }
    public string? TimeFormat { get; init; }

    /// <summary>An IANA zone, for times and dates that state no offset.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>How the file writes 1.5: with <c>.</c> or with <c>,</c>.</summary>
    public char Decimal { get; init; } = '.';

    /// <summary>Cells that mean that nothing is known, beside empty ones.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];
    public IReadOnlyList<ColumnMapping> Columns { get; init; } = [];

    /// <summary>Traits that every lead of the file gets.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Constants { get; init; } = [];

    public static LeadMapping Read(string file, string text)
    {
        var root = YamlTree.Read(file, text).Allowing("userId", "anonymousId", "email", "time", "timezone", "decimal", "unknown", "columns", "constants");
        var time = root["time"];
        if (time is { IsMapping: true }) time.Allowing("column", "format");
        var mapping = new LeadMapping
        {
            UserId = root["userId"]?.Text,
            AnonymousId = root["anonymousId"]?.Text,
            Email = root["email"]?.Text,
            Time = time is { IsMapping: true } ? Required(time, "column").Text : time?.Text,
            TimeFormat = time is { IsMapping: true } ? time["format"]?.Text : null,
            TimeZone = root["timezone"]?.Text ?? "UTC",
            Decimal = root["decimal"] is { } mark ? mark.Text is "." or "," ? mark.Text[0] : throw mark.Fault("The decimal mark is '.' or ','.") : '.',
            Unknown = root["unknown"]?.ItemsOrOne.Select(item => item.Text).ToList() ?? [],
            Columns = root["columns"]?.Entries.Select(ReadColumn).OfType<ColumnMapping>().ToList() ?? [],
            Constants = root["constants"]?.Entries.Select(entry => new KeyValuePair<string, string>(entry.Key, entry.Value.Text)).ToList() ?? [],
        };
        if (mapping.UserId is null && mapping.AnonymousId is null && mapping.Email is null)
        {
            throw root.Fault("The mapping does not say who a lead is: name a column for userId, anonymousId or email.");
        }
        if (Scoring.Values.PlanZone.Find(mapping.TimeZone) is null) throw root["timezone"]!.Fault($"'{mapping.TimeZone}' is no IANA time zone.");
        return mapping;
    }

    /// <summary>A column's trait, alone or with its type; null leaves the column out.</summary>
    private static ColumnMapping? ReadColumn((string Key, YamlTree Value) entry)
    {
        var (column, value) = entry;
        if (value.IsNull) return null;
        if (!value.IsMapping) return new ColumnMapping(column, value.Text);
        value.Allowing("trait", "type", "format", "separator");
        var type = value["type"] is { } named
            ? Enum.TryParse<CellType>(named.Text, ignoreCase: true, out var known) && !char.IsAsciiDigit(named.Text[0]) ? known
                : throw named.Fault($"'{named.Text}' is no type of a column. Allowed: text, number, boolean, date, list.")
            : CellType.Text;
        return new ColumnMapping(column, Required(value, "trait").Text, type, value["format"]?.Text, value["separator"]?.Text ?? ";");
    }

    private static YamlTree Required(YamlTree tree, string key) => tree[key] ?? throw tree.Fault($"'{key}' is missing.");

    /// <summary>The mapping as a file that can be corrected and given back.</summary>
    public string ToYaml()
    {
        var yaml = new StringBuilder("# Which column of the file is what. Columns that do not stand here are left out.\n");
        void Line(string key, string? value)
        {
            if (value is not null) yaml.Append(key).Append(": ").Append(Quoted(value)).Append('\n');
        }

        Line("userId", UserId);
        Line("anonymousId", AnonymousId);
        Line("email", Email);
        Line("time", Time);
        Line("timezone", TimeZone);
        Line("decimal", Decimal.ToString());
        if (Unknown.Count > 0) yaml.Append("unknown: [").AppendJoin(", ", Unknown.Select(Quoted)).Append("]\n");
        yaml.Append(Columns.Count > 0 ? "columns:\n" : "columns: {}\n");
        foreach (var column in Columns) yaml.Append("  ").Append(Quoted(column.Column)).Append(": ").Append(Quoted(column.Trait)).Append('\n');
        return yaml.ToString();
    }

    /// <summary>As a JSON text, which YAML reads too, unless it is plainly a plain word.</summary>
    private static string Quoted(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ' ' or '/') && char.IsAsciiLetter(text[0]) && char.IsAsciiLetterOrDigit(text[^1])
            && text.ToLowerInvariant() is not ("null" or "true" or "false")
            ? text : Scoring.Values.Value.Of(text).ToString();
}
