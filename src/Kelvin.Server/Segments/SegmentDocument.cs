using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kelvin.Server.Segments;

/// <summary>By how much a score has gone up or down within some time.</summary>
internal sealed record ScoreMove(
    [property: Description("Points, 1 or more.")] long By,
    [property: Description("As durations of plans: 30d, 12h. The score now is compared with the score so long ago.")] string Within);

/// <summary>What is asked of the scores of one plan: all that is there must hold. A lead that the plan does not score is not in the segment.</summary>
internal sealed record ScoreTest(
    string Plan,
    [property: Description("score (the default), fit or engagement: what atLeast, atMost, fell and rose look at.")] string? Side = null,
    long? AtLeast = null, long? AtMost = null,
    IReadOnlyList<string>? Grades = null, IReadOnlyList<string>? Levels = null, IReadOnlyList<string>? Labels = null, IReadOnlyList<string>? Verdicts = null,
    ScoreMove? Fell = null, ScoreMove? Rose = null);

/// <summary>A segment as somebody wrote it. What is absent asks for nothing; what is there must all hold.</summary>
internal sealed record SegmentDocument(
    string Name,
    [property: Description("A condition of the plan language: tests of traits and of the account, did, all, any, none.")] JsonElement? When = null,
    IReadOnlyList<ScoreTest>? Scores = null,
    [property: Description("The lead is in one of these stages of the funnel.")] IReadOnlyList<string>? Stages = null)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public string Write() => JsonSerializer.Serialize(this, Options);

    public static SegmentDocument Read(string text) => JsonSerializer.Deserialize<SegmentDocument>(text, Options)!;
}
