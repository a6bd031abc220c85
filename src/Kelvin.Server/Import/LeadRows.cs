using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Kelvin.Scoring.Values;

namespace Kelvin.Server.Import;

/// <summary>Turns rows of a lead file into identify calls, by a mapping.</summary>
internal sealed class LeadRows
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] Yes = ["true", "yes", "y", "1", "x", "tak", "да", "ja"];
    private static readonly string[] No = ["false", "no", "n", "0", "nie", "нет", "nej"];

    private readonly LeadMapping mapping;
    private readonly PlanZone zone;
    private readonly long at;
    private readonly int columnCount;
    private readonly int userId, anonymousId, email, time;
    private readonly (int At, ColumnMapping Column)[] columns;
    private readonly HashSet<string> unknown;

    public LeadRows(LeadMapping mapping, IReadOnlyList<string> header, string file, long at)
    {
        (this.mapping, this.at, columnCount) = (mapping, at, header.Count);
        zone = PlanZone.Find(mapping.TimeZone)!;
        unknown = new HashSet<string>(mapping.Unknown.Select(Texts.Canonical), StringComparer.OrdinalIgnoreCase);

        int Find(string? column)
        {
            if (column is null) return -1;
            var found = header.ToList().FindIndex(name => string.Equals(name, column.Trim(), StringComparison.OrdinalIgnoreCase));
            return found >= 0 ? found : throw new IOException($"{file} has no column '{column}', which the mapping names. It has: {string.Join(", ", header)}.");
        }

        (userId, anonymousId, email, time) = (Find(mapping.UserId), Find(mapping.AnonymousId), Find(mapping.Email), Find(mapping.Time));
        columns = [.. mapping.Columns.Select(column => (Find(column.Column), column))];
    }

    /// <summary>Writes the row's call; false, with the reason, when it makes none.</summary>
    /// <param name="cell">Told of cells that do not fit their column; the row is taken without them.</param>
    public bool TryWrite(string[] row, long number, Stream into, Action<string> cell, out string reason)
    {
        reason = "";
        if (row.Length != columnCount && row.Skip(columnCount).Any(extra => extra.Length > 0) | row.Length < columnCount)
        {
            reason = $"The row has {row.Length} cells where the file has {columnCount} columns.";
            return false;
        }
        var when = at;
        if (time >= 0 && Known(row[time]) is { } stated && !TryReadTime(stated, mapping.TimeFormat, out when))
        {
            reason = $"The time '{Short(stated)}' in column '{mapping.Time}' cannot be read.";
            return false;
        }
        var ids = new[] { userId, anonymousId, email }.Where(place => place >= 0).Select(place => Known(row[place]));
        if (ids.All(id => id is null))
        {
            reason = "The row names nobody.";
            return false;
        }
        using var writer = new Utf8JsonWriter(into, Options);
        writer.WriteStartObject();
        writer.WriteString("type", "identify");
        if (userId >= 0) writer.WriteString("userId", Known(row[userId]));
        if (anonymousId >= 0) writer.WriteString("anonymousId", Known(row[anonymousId]));
        writer.WriteString("messageId", MessageId(row, number));
        writer.WriteString("timestamp", Dates.ToText(when));
        writer.WriteStartObject("traits");
        foreach (var (trait, value) in mapping.Constants) writer.WriteString(trait, value);
        foreach (var (place, column) in columns)
        {
            if (Known(row[place]) is not { } text) continue;
            if (TryRead(text, column) is { } value)
            {
                writer.WritePropertyName(column.Trait);
                ValueWriter.Write(writer, value);
            }
            else
            {
                cell($"'{Short(text)}' in column '{column.Column}' is no {column.Type.ToString().ToLowerInvariant()} and was left out.");
            }
        }
        if (email >= 0 && Known(row[email]) is { } address) writer.WriteString("email", address);
        writer.WriteEndObject();
        writer.WriteEndObject();
        return true;
    }

    private string? Known(string cell)
    {
        var text = Texts.Canonical(Texts.WellFormed(cell));
        return text.Length == 0 || unknown.Contains(text) ? null : text;
    }

    private Value? TryRead(string text, ColumnMapping column)
    {
        switch (column.Type)
        {
            case CellType.Number: return TryReadNumber(text, out var number) ? Value.Of(number) : null;
            case CellType.Boolean:
                if (Yes.Contains(text, StringComparer.OrdinalIgnoreCase)) return Value.Of(true);
                return No.Contains(text, StringComparer.OrdinalIgnoreCase) ? Value.Of(false) : null;
            case CellType.Date: return TryReadTime(text, column.Format, out var date) ? Value.Of(Dates.ToText(date)) : null;
            case CellType.List:
                return Value.Of([.. text.Split(column.Separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Value.Of)]);
            default: return Value.Of(text);
        }
    }

    /// <summary>With the mapping's decimal mark; the other mark, blanks and apostrophes may part thousands.</summary>
    private bool TryReadNumber(string text, out double number)
    {
        var thousands = mapping.Decimal == ',' ? '.' : ',';
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c == thousands || c is ' ' or '\u00A0' or '\u202F' or '\'' or '\u2019') continue;
            plain.Append(c == mapping.Decimal ? '.' : c);
        }
        if (plain.Length > 0 && plain[^1] == '%') plain.Length--;
        return double.TryParse(plain.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }

    private bool TryReadTime(string text, string? format, out long instant)
    {
        instant = 0;
        if (format is null) return Dates.TryRead(text, zone, out instant);
        if (!DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var local)) return false;
        instant = zone.ToInstant((local.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond);
        return true;
    }

    /// <summary>The same for the same row of the same file, so that reading it twice changes nothing.</summary>
    private static string MessageId(string[] row, long number)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001F', row)));
        return $"row-{number}-{Convert.ToHexStringLower(hash.AsSpan(0, 8))}";
    }

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "...";
}
