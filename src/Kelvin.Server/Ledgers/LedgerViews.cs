using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kelvin.Storage.Ledgers;

namespace Kelvin.Server.Ledgers;

internal sealed record RecordedScore(long Fit, long Engagement, long Score, string? Grade, string? Level, string? Label, string? Verdict);

internal sealed record RecordedPlanScore(string Plan, int Version, long Fit, long Engagement, long Score, string? Grade, string? Level, string? Label, string? Verdict);

internal sealed record RecordedMarker(bool Machine, string By, string? Reason);

internal sealed record RecordedPart(string Kind, string? Side, string? Name, double Points);

/// <summary>A crossing or a move as it was raised; also how it is read from what was stored.</summary>
internal sealed record Recorded(
    [property: Description("The id of its message to the world.")] string Id,
    [property: Description("The plan; null where a person moved the lead.")] string? Plan,
    int? Version,
    [property: Description("grade, level, verdict, threshold, stage or segment")] string Kind,
    [property: Description("up or down")] string Direction,
    string? From, string? To, long? Threshold,
    [property: Description("How far the score had fallen below the threshold since it was lost; absent the first time.")] long? FellBack,
    [property: Description("Of stages: reached (a plan's at became true), event (a plan's on), fell (a plan's below) or person.")] string? Cause,
    [property: Description("Of stages that an event moved to: the event.")] string? Event,
    [property: Description("What the person gave as a reason.")] string? Reason,
    [property: Description("Who moved the lead.")] string? By,
    [property: Description("The instant at which it became true; of a late one, at which it was found.")] DateTimeOffset At,
    [property: Description("Found because the past had changed.")] bool Late,
    [property: Description("Recorded and not announced: the plan was published so.")] bool Silent,
    [property: Description("What the plan said then; null where it said nothing, and where a person moved the lead.")] RecordedScore? Score,
    IReadOnlyList<RecordedPart> Parts,
    [property: Description("Of people's moves: what every plan said then.")] IReadOnlyList<RecordedPlanScore>? Scores = null,
    [property: Description("Of late ones: who had marked events as made by a machine, or taken that back.")] RecordedMarker? Marked = null,
    [property: Description("Of kind segment: its number; up is entered, down is left.")] int? Segment = null)
{
    [Description("When it was recorded.")]
    public DateTimeOffset RecordedAt { get; init; }
}

internal sealed record RecordedList(IReadOnlyList<Recorded> Items, string? NextCursor);

internal static class LedgerViews
{
    private static readonly JsonSerializerOptions Stored = new(JsonSerializerDefaults.Web) { Converters = { new Instant() } };

    public static Recorded View(StoredCrossing crossing) =>
        JsonSerializer.Deserialize<Recorded>(crossing.Data.Span, Stored)! with { RecordedAt = Instants.Of(crossing.RecordedAt) };

    /// <summary>In the order in which it was raised; of one slice of work what came late first, then by its own instants.</summary>
    public static IOrderedEnumerable<Recorded> InOrder(IEnumerable<StoredCrossing> crossings) =>
        crossings.Select(View).OrderBy(row => row.RecordedAt).ThenByDescending(row => row.Late).ThenBy(row => row.At).ThenBy(row => row.Kind == "stage").ThenBy(row => row.Id, StringComparer.Ordinal);

    private sealed class Instant : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Instants.TryRead(reader.GetString() ?? "", out var instant) ? Instants.Of(instant) : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => throw new NotSupportedException();
    }
}
