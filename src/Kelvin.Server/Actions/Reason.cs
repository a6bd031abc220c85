using System.Globalization;
using System.Text.Json;
using Kelvin.Scoring.Values;

namespace Kelvin.Server.Actions;

internal sealed record ReasonPart(string Name, double Points);

/// <summary>Why somebody is told of a lead, or asked to do something: what changed, what the lead is worth and of what that is made.</summary>
/// <param name="What">What changed, as a sentence.</param>
/// <param name="Parts">The rules that weigh most, the heaviest first.</param>
/// <param name="FadesAt">Until when it is worth it: when the score changes if nothing happens.</param>
internal sealed record Reason(string What, string? Plan, string? Label, string? Verdict, long? Score, IReadOnlyList<ReasonPart> Parts, DateTimeOffset? FadesAt)
{
    private const int PartsMost = 5;

    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>What a crossing says.</summary>
    /// <param name="data">The message's data.</param>
    public static Reason OfCrossing(ReadOnlySpan<byte> data, long? fadesAt)
    {
        using var read = JsonDocument.Parse(data.ToArray());
        var root = read.RootElement;
        var score = root.TryGetProperty("score", out var scored) && scored.ValueKind == JsonValueKind.Object ? scored : (JsonElement?)null;
        var parts = root.TryGetProperty("parts", out var all) && all.ValueKind == JsonValueKind.Array
            ? all.EnumerateArray().Select(part => new ReasonPart(Text(part, "name") ?? Text(part, "kind") ?? "", part.GetProperty("points").GetDouble())).Where(part => part.Name.Length > 0).Take(PartsMost).ToList()
            : [];
        return new Reason(Sentence(root), Text(root, "plan"), score is { } known ? Text(known, "label") : null, score is { } also ? Text(also, "verdict") : null, score?.GetProperty("score").GetInt64(), parts, Instants.Of(fadesAt));
    }

    private static string Sentence(JsonElement crossing)
    {
        var up = Text(crossing, "direction") == "up";
        var (from, to) = (Text(crossing, "from"), Text(crossing, "to"));
        return Text(crossing, "kind") switch
        {
            "threshold" => string.Create(CultureInfo.InvariantCulture, $"The score {(up ? "reached" : "fell below")} {crossing.GetProperty("threshold")}"),
            "stage" => $"Moved {(from is null ? "" : $"from {from} ")}to {to ?? "no stage"}" + (Text(crossing, "event") is { } by ? $" by {by}" : ""),
            "segment" => up ? $"Entered the segment {to}" : $"Left the segment {from}",
            var kind => $"The {kind} {(up ? "rose" : "fell")} from {from ?? "none"} to {to ?? "none"}",
        };
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>Who a lead is, in the words that a person knows them by. From strangers: plain text, wherever it is shown.</summary>
internal sealed record Face(string Id, string? UserId, string? Email, string? Name, string? Company, string? Title)
{
    private const int LongestText = 200;

    public string Shown => Name ?? Email ?? UserId ?? "A visitor";

    public static Face Of(string id, string? userId, string? email, JsonObject traits) => new(
        id, Cut(userId), Cut(email ?? TextOf(traits, "email")),
        Cut(TextOf(traits, "name") ?? Joined(TextOf(traits, "firstName") ?? TextOf(traits, "first_name"), TextOf(traits, "lastName") ?? TextOf(traits, "last_name"))),
        Cut(TextOf(traits, "company") ?? (traits["company"] is { Kind: ValueKind.Object } company ? TextOf(company.AsObject, "name") : null)),
        Cut(TextOf(traits, "title") ?? TextOf(traits, "position")));

    private static string? Joined(string? first, string? last) => first is null ? last : last is null ? first : first + " " + last;

    private static string? TextOf(JsonObject traits, string name) => traits[name] is { Kind: ValueKind.Text } text && !string.IsNullOrWhiteSpace(text.AsText) ? text.AsText : null;

    /// <summary>One line, without signs that turn the reading round or end a line.</summary>
    private static string? Cut(string? text)
    {
        if (text is null) return null;
        var plain = new string([.. text.Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate ? ' ' : c)]).Trim();
        return plain.Length <= LongestText ? plain : plain[..LongestText] + "…";
    }
}
