using System.ComponentModel;
using Kelvin.Scoring.Values;

namespace Kelvin.Server.Ingest;

// What the API's description says of calls and answers. The calls themselves are read from their bytes, never through these.

[Description("One call, as Segment's clients send it.")]
internal sealed record TrackingCall(
    [property: Description("track, page, screen, identify, group or alias. The path may say it instead.")] string? Type,
    [property: Description("Of a track call: the event's name.")] string? Event,
    string? UserId, string? AnonymousId,
    [property: Description("Of a group call: the account.")] string? GroupId,
    [property: Description("Of an alias call: who userId was before.")] string? PreviousId,
    [property: Description("Of page and screen calls.")] string? Name,
    JsonObject? Properties,
    [property: Description("Of identify calls the lead's, of group calls the account's.")] JsonObject? Traits,
    JsonObject? Context,
    [property: Description("Up to 100 characters; a repeated one counts once. One is made if there is none.")] string? MessageId,
    DateTimeOffset? Timestamp, DateTimeOffset? OriginalTimestamp, DateTimeOffset? SentAt);

internal sealed record TrackingBatch(IReadOnlyList<TrackingCall> Batch, DateTimeOffset? SentAt, JsonObject? Context, string? WriteKey);

internal sealed record TrackingAnswer(bool Success, int Accepted, IReadOnlyList<RejectedCall> Rejected);

internal sealed record RejectedCall(int Index, string? MessageId, [property: Description("A word of a closed set, such as id-missing.")] string Reason, string Detail);

/// <summary>Says of an endpoint that takes the whole request which text its path holds.</summary>
internal sealed record PathText(string Name);
