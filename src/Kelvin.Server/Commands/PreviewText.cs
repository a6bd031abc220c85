using System.Globalization;
using System.Text.Json;

namespace Kelvin.Server.Commands;

/// <summary>What a change would do to everybody, for a person at a terminal.</summary>
internal static class PreviewText
{
    private const int MovesMost = 12;
    private const int ReasonsMost = 3;

    public static IEnumerable<string> Lines(JsonElement preview)
    {
        var before = preview.GetProperty("before");
        var after = preview.GetProperty("after");
        yield return $"{Number(preview, "leads")} leads: {Number(preview, "changed")} get another score, {Number(preview, "moved")} another band. Average {Of(before, "average")} to {Of(after, "average")}.";
        foreach (var line in Table("label", before, after, "labels", "label")) yield return line;
        foreach (var line in Table("verdict", before, after, "verdicts", "verdict")) yield return line;
        foreach (var line in Table("stage", before, after, "stages", "stage")) yield return line;
        foreach (var move in preview.GetProperty("moves").EnumerateArray().Take(MovesMost))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"  {move.GetProperty("leads").GetInt32(),8:N0}  {Name(move, "from")} -> {Name(move, "to")}");
        }
        foreach (var mover in preview.GetProperty("movers").EnumerateArray())
        {
            yield return $"  {Whom(mover)}: {Standing(mover.GetProperty("before"))} -> {Standing(mover.GetProperty("after"))}{Reasons(mover)}";
        }
    }

    private static IEnumerable<string> Table(string title, JsonElement before, JsonElement after, string list, string key)
    {
        var old = Counts(before, list, key);
        var @new = Counts(after, list, key);
        var names = old.Keys.Union(@new.Keys).Where(name => old.GetValueOrDefault(name) != @new.GetValueOrDefault(name)).Order(StringComparer.Ordinal).ToList();
        if (names.Count == 0) yield break;
        yield return $"  {title,-14}{"before",9}{"after",9}";
        foreach (var name in names) yield return string.Create(CultureInfo.InvariantCulture, $"  {name,-14}{old.GetValueOrDefault(name),9:N0}{@new.GetValueOrDefault(name),9:N0}");
    }

    private static Dictionary<string, int> Counts(JsonElement spread, string list, string key) => spread.ValueKind != JsonValueKind.Object
        ? []
        : spread.GetProperty(list).EnumerateArray().GroupBy(item => Name(item, key)).ToDictionary(same => same.Key, same => same.Sum(item => item.GetProperty("leads").GetInt32()));

    private static string Reasons(JsonElement mover)
    {
        var reasons = mover.GetProperty("reasons").EnumerateArray().Take(ReasonsMost).Select(reason =>
            $"{Name(reason, "name")} {(reason.GetProperty("after").GetDouble() - reason.GetProperty("before").GetDouble()).ToString("+0.##;-0.##", CultureInfo.InvariantCulture)}").ToList();
        return reasons.Count == 0 ? "" : $" ({string.Join(", ", reasons)})";
    }

    private static string Whom(JsonElement mover) => mover.GetProperty("email").GetString() ?? mover.GetProperty("userId").GetString() ?? mover.GetProperty("leadId").GetString()!;

    private static string Standing(JsonElement score) => score.ValueKind != JsonValueKind.Object ? "no score" : $"{score.GetProperty("score").GetInt64()} {score.GetProperty("label").GetString()}".TrimEnd();

    private static string Name(JsonElement item, string key) => item.GetProperty(key).GetString() ?? "none";

    private static string Number(JsonElement item, string key) => item.GetProperty(key).GetInt32().ToString("N0", CultureInfo.InvariantCulture);

    private static string Of(JsonElement spread, string key) => spread.ValueKind != JsonValueKind.Object ? "none" : spread.GetProperty(key).GetDouble().ToString("0.##", CultureInfo.InvariantCulture);
}
