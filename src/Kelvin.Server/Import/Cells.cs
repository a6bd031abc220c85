using System.Globalization;
using System.Text;
using Kelvin.Scoring.Values;

namespace Kelvin.Server.Import;

/// <summary>Finds the columns that a mapping names, and reads their cells as it says.</summary>
internal sealed class Cells
{
    private static readonly string[] Yes = ["true", "yes", "y", "1", "x", "tak", "да", "ja"];
    private static readonly string[] No = ["false", "no", "n", "0", "nie", "нет", "nej"];

    private readonly LeadMapping mapping;
    private readonly IReadOnlyList<string> header;
    private readonly string file;
    private readonly PlanZone zone;
    private readonly HashSet<string> unknown;

    public Cells(LeadMapping mapping, IReadOnlyList<string> header, string file)
    {
        (this.mapping, this.header, this.file) = (mapping, header, file);
        zone = PlanZone.Find(mapping.TimeZone)!;
        unknown = new HashSet<string>(mapping.Unknown.Select(Texts.Canonical), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The place of a column in the rows; -1 where the mapping names none.</summary>
    public int Find(string? column)
    {
        if (column is null) return -1;
        for (var place = 0; place < header.Count; place++)
        {
            if (string.Equals(header[place], column.Trim(), StringComparison.OrdinalIgnoreCase)) return place;
        }
        throw new IOException($"{file} has no column '{column}', which the mapping names. It has: {string.Join(", ", header)}.");
    }

    public (int Place, ColumnMapping Column)[] Find(IEnumerable<ColumnMapping> columns) => [.. columns.Select(column => (Find(column.Column), column))];

    /// <summary>Why a row cannot be read at all, or null.</summary>
    public string? WrongWidth(string[] row) =>
        row.Length < header.Count || row.Skip(header.Count).Any(extra => extra.Length > 0)
            ? $"The row has {row.Length} cells where the file has {header.Count} columns." : null;

    /// <summary>The cell's text; null when there is no such column, or nothing is known.</summary>
    public string? Known(string[] row, int place)
    {
        if (place < 0) return null;
        var text = Texts.Canonical(Texts.WellFormed(row[place]));
        return text.Length == 0 || unknown.Contains(text) ? null : text;
    }

    /// <summary>The first address of a cell: some files write several into one.</summary>
    public string? Address(string[] row, int place) =>
        Known(row, place) is { } text ? text.Split([',', ';', ' '], 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() : null;

    public static bool MeansNo(string text) => No.Contains(text, StringComparer.OrdinalIgnoreCase);

    /// <param name="problem">Told of a cell that does not fit its column.</param>
    public Value? Read(string[] row, int place, ColumnMapping column, Action<string> problem)
    {
        if (Known(row, place) is not { } text) return null;
        if (TryRead(text, column) is { } value) return value;
        problem($"'{Short(text)}' in column '{column.Column}' is no {column.Type.ToString().ToLowerInvariant()} and was left out.");
        return null;
    }

    public bool TryReadTime(string text, string? format, out long instant)
    {
        instant = 0;
        if (format is null) return Dates.TryRead(text, zone, out instant);
        if (!DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var local)) return false;
        instant = zone.ToInstant((local.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond);
        return true;
    }

    /// <summary>The instant in a column. False, with the reason, where one is stated that cannot be read.</summary>
    public bool TryReadTime(string[] row, int place, TimeMapping? column, out long? instant, out string reason)
    {
        (instant, reason) = (null, "");
        if (column is null || Known(row, place) is not { } text) return true;
        if (TryReadTime(text, column.Format, out var read))
        {
            instant = read;
            return true;
        }
        reason = $"The time '{Short(text)}' in column '{column.Column}' cannot be read.";
        return false;
    }

    private Value? TryRead(string text, ColumnMapping column)
    {
        switch (column.Type)
        {
            case CellType.Number: return TryReadNumber(text, out var number) ? Value.Of(number) : null;
            case CellType.Boolean:
                if (Yes.Contains(text, StringComparer.OrdinalIgnoreCase)) return Value.Of(true);
                return MeansNo(text) ? Value.Of(false) : null;
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

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "...";
}
