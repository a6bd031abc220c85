using System.Text;
using Kelvin.Scoring.Values;
using Kelvin.Server.Documents;

namespace Kelvin.Server.Import;

/// <summary>A mapping as a YAML file: written from a guess, corrected by hand, read again.</summary>
public static class MappingFile
{
    public static LeadMapping Read(string file, string text)
    {
        var root = YamlTree.Read(file, text).Allowing(
            "userId", "anonymousId", "email", "time", "updated", "account", "timezone", "decimal", "unknown", "columns", "constants", "outcomes", "event", "messageId");
        var time = root["time"] is { } stated ? ReadTime(stated) : null;
        var name = root["event"] is { IsMapping: true } constant ? Required(constant.Allowing("name"), "name").Text : null;
        var mapping = new LeadMapping
        {
            UserId = root["userId"]?.Text,
            AnonymousId = root["anonymousId"]?.Text,
            Email = root["email"]?.Text,
            Time = time?.Column,
            TimeFormat = time?.Format,
            Updated = root["updated"] is { } updated ? ReadTime(updated) : null,
            AccountId = root["account"]?.Text,
            TimeZone = root["timezone"]?.Text ?? "UTC",
            Decimal = root["decimal"] is { } mark ? mark.Text is "." or "," ? mark.Text[0] : throw mark.Fault("The decimal mark is '.' or ','.") : '.',
            Unknown = root["unknown"]?.ItemsOrOne.Select(item => item.Text).ToList() ?? [],
            Columns = root["columns"]?.Entries.SelectMany(ReadColumns).ToList() ?? [],
            Constants = root["constants"]?.Entries.Select(entry => new KeyValuePair<string, string>(entry.Key, entry.Value.Text)).ToList() ?? [],
            Outcomes = root["outcomes"]?.Entries.Select(ReadOutcome).ToList() ?? [],
            Event = name is null ? root["event"]?.Text : null,
            EventName = name,
            MessageId = root["messageId"]?.Text,
        };
        if (!mapping.NamesSomeone) throw root.Fault("The mapping does not say who a lead is: name a column for userId, anonymousId or email.");
        if (PlanZone.Find(mapping.TimeZone) is null) throw root["timezone"]!.Fault($"'{mapping.TimeZone}' is no IANA time zone.");
        if (mapping.AccountId is null && mapping.Columns.Any(column => column.OfAccount)) throw root["columns"]!.Fault("A column is of the account, but no column says which account: name one for 'account'.");
        return mapping;
    }

    private static TimeMapping ReadTime(YamlTree time) =>
        time.IsMapping ? new TimeMapping(Required(time.Allowing("column", "format"), "column").Text, time["format"]?.Text) : new TimeMapping(time.Text);

    /// <summary>A column becomes one trait, or each of a list; null leaves it out.</summary>
    private static IEnumerable<ColumnMapping> ReadColumns((string Key, YamlTree Value) entry) =>
        entry.Value.IsNull ? [] : entry.Value.ItemsOrOne.Select(value => ReadColumn(entry.Key, value));

    /// <summary>A column's trait, alone or with its type.</summary>
    private static ColumnMapping ReadColumn(string column, YamlTree value)
    {
        if (!value.IsMapping) return new ColumnMapping(column, value.Text);
        value.Allowing("trait", "account", "property", "type", "format", "separator");
        var ofAccount = value["account"] is not null;
        var name = value["account"] ?? value["property"] ?? Required(value, "trait");
        var type = value["type"] is { } named
            ? Enum.TryParse<CellType>(named.Text, ignoreCase: true, out var known) && !char.IsAsciiDigit(named.Text[0]) ? known
                : throw named.Fault($"'{named.Text}' is no type of a column. Allowed: text, number, boolean, date, list.")
            : CellType.Text;
        return new ColumnMapping(column, name.Text, type, value["format"]?.Text, value["separator"]?.Text ?? ";", ofAccount);
    }

    private static OutcomeMapping ReadOutcome((string Key, YamlTree Value) entry)
    {
        var (name, value) = entry;
        value.Allowing("when", "is", "time", "id", "properties");
        if (value["when"] is null && value["time"] is null) throw value.Fault("An outcome needs 'when', a column that says so, or 'time', a column of dates.");
        return new OutcomeMapping(
            name, value["when"]?.Text, value["is"]?.ItemsOrOne.Select(item => item.Text).ToList() ?? [],
            value["time"] is { } time ? ReadTime(time) : null, value["id"]?.Text,
            value["properties"]?.Entries.SelectMany(ReadColumns).ToList() ?? []);
    }

    private static YamlTree Required(YamlTree tree, string key) => tree[key] ?? throw tree.Fault($"'{key}' is missing.");

    /// <summary>The mapping as a file that can be corrected and given back.</summary>
    public static string Write(LeadMapping mapping)
    {
        var yaml = new StringBuilder("# Which column of the file is what. Columns that do not stand here are left out.\n");
        void Line(string key, string? value)
        {
            if (value is not null) yaml.Append(key).Append(": ").Append(value).Append('\n');
        }

        Line("userId", Quoted(mapping.UserId));
        Line("anonymousId", Quoted(mapping.AnonymousId));
        Line("email", Quoted(mapping.Email));
        Line("time", Time(mapping.TimeColumn));
        Line("updated", Time(mapping.Updated));
        Line("account", Quoted(mapping.AccountId));
        Line("event", mapping.EventName is null ? Quoted(mapping.Event) : $"{{ name: {Quoted(mapping.EventName)} }}");
        Line("messageId", Quoted(mapping.MessageId));
        Line("timezone", Quoted(mapping.TimeZone));
        Line("decimal", Quoted(mapping.Decimal.ToString()));
        if (mapping.Unknown.Count > 0) Line("unknown", $"[{string.Join(", ", mapping.Unknown.Select(Quoted))}]");
        yaml.Append(mapping.Columns.Count > 0 ? "columns:\n" : "columns: {}\n");
        foreach (var column in mapping.Columns.GroupBy(column => column.Column))
        {
            var uses = column.Select(one => Column(one, "trait")).ToList();
            yaml.Append("  ").Append(Quoted(column.Key)).Append(": ").Append(uses.Count == 1 ? uses[0] : $"[{string.Join(", ", uses)}]").Append('\n');
        }
        if (mapping.Constants.Count > 0) Line("constants", $"{{ {string.Join(", ", mapping.Constants.Select(constant => $"{Quoted(constant.Key)}: {Quoted(constant.Value)}"))} }}");
        if (mapping.Outcomes.Count > 0) yaml.Append("outcomes:\n");
        foreach (var outcome in mapping.Outcomes) yaml.Append("  ").Append(Quoted(outcome.Event)).Append(": ").Append(Outcome(outcome)).Append('\n');
        return yaml.ToString();
    }

    private static string Column(ColumnMapping column, string word)
    {
        if (column is { Type: CellType.Text, OfAccount: false } && word == "trait") return Quoted(column.Trait)!;
        var parts = new List<string> { $"{(column.OfAccount ? "account" : word)}: {Quoted(column.Trait)}" };
        if (column.Type != CellType.Text) parts.Add($"type: {column.Type.ToString().ToLowerInvariant()}");
        if (column.Format is not null) parts.Add($"format: {Quoted(column.Format)}");
        if (column is { Type: CellType.List, Separator: not ";" }) parts.Add($"separator: {Quoted(column.Separator)}");
        return $"{{ {string.Join(", ", parts)} }}";
    }

    private static string Outcome(OutcomeMapping outcome)
    {
        var parts = new List<string>();
        if (outcome.When is not null) parts.Add($"when: {Quoted(outcome.When)}");
        if (outcome.Is.Count > 0) parts.Add($"is: [{string.Join(", ", outcome.Is.Select(Quoted))}]");
        if (outcome.Time is not null) parts.Add($"time: {Time(outcome.Time)}");
        if (outcome.Id is not null) parts.Add($"id: {Quoted(outcome.Id)}");
        if (outcome.Properties.Count > 0) parts.Add($"properties: {{ {string.Join(", ", outcome.Properties.Select(property => $"{Quoted(property.Column)}: {Column(property, "property")}"))} }}");
        return $"{{ {string.Join(", ", parts)} }}";
    }

    private static string? Time(TimeMapping? time) =>
        time is null ? null : time.Format is null ? Quoted(time.Column) : $"{{ column: {Quoted(time.Column)}, format: {Quoted(time.Format)} }}";

    /// <summary>As a JSON text, which YAML reads too, unless it is plainly a plain word.</summary>
    private static string? Quoted(string? text) => text is null ? null
        : text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ' ' or '/') && char.IsAsciiLetter(text[0]) && char.IsAsciiLetterOrDigit(text[^1])
            && text.ToLowerInvariant() is not ("null" or "true" or "false")
            ? text : Value.Of(text).ToString();
}
