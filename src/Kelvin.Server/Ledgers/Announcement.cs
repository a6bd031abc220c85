using System.Globalization;
using System.Text.Json;
using Kelvin.Scoring.Explanations;
using Kelvin.Scoring.Ledger;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Values;
using Kelvin.Server.Leads;
using Kelvin.Storage.Actions;
using Kelvin.Storage.Ledgers;

namespace Kelvin.Server.Ledgers;

/// <summary>Who it is about, as the world knows it.</summary>
/// <param name="AccountId">Of an account: its id. Null for a lead.</param>
/// <param name="Marker">Who has just changed its past by a mark.</param>
internal sealed record About(Storage.StreamId Subject, string? UserId, string? Email, string? AccountId, Marker? Marker = null);

/// <summary>A lead has entered a segment, or left it.</summary>
/// <param name="At">Where time alone did it: the instant at which it became true.</param>
internal sealed record SegmentMove(int Segment, string Name, bool Entered, long At);

/// <summary>What is raised, in the words of the API and of messages.</summary>
internal static class Announcement
{
    private const int PartsMost = 40;

    /// <summary>Points too few to be worth a line.</summary>
    private const double Nothing = 1e-9;

    public static byte[] Of(About about, Crossing crossing, int version, Storage.StreamId id, IReadOnlyList<Part> parts) => Write(about, id, crossing.Plan, version, crossing.At, crossing.Late, crossing.Score, parts, json =>
    {
        json.WriteString("kind", KindOf(crossing.Kind));
        json.WriteString("direction", DirectionOf(crossing));
        if (crossing.Line is { } line) json.WriteNumber("threshold", line);
        else
        {
            json.WriteString("from", crossing.From);
            json.WriteString("to", crossing.To);
        }
        if (crossing.FellBack is { } fellBack) json.WriteNumber("fellBack", fellBack);
    });

    /// <param name="direction">Of the move in the funnel.</param>
    public static byte[] Of(About about, StageMove move, string direction, int? version, Storage.StreamId id, IReadOnlyList<Part> parts, Said? said = null) =>
        Write(about, id, move.Plan, version, move.At, move.Late, move.Score, parts, json =>
        {
            json.WriteString("kind", "stage");
            json.WriteString("direction", direction);
            json.WriteString("from", move.From);
            json.WriteString("to", move.To);
            json.WriteString("cause", CauseOf(move.Cause));
            if (move.Silent) json.WriteBoolean("silent", true);
            if (move.EventName is not null) json.WriteString("event", move.EventName);
            if (said is null) return;
            if (said.Reason is not null) json.WriteString("reason", said.Reason);
            json.WriteString("by", said.By);
            WriteScores(json, said.Scores);
        });

    public static byte[] Of(About about, SegmentMove move, Storage.StreamId id) => Write(about, id, null, null, move.At, late: false, null, [], json =>
    {
        json.WriteString("kind", "segment");
        json.WriteString("direction", move.Entered ? "up" : "down");
        json.WriteString("from", move.Entered ? null : move.Name);
        json.WriteString("to", move.Entered ? move.Name : null);
        json.WriteNumber("segment", move.Segment);
    });

    public static Topic TopicOf(Crossing crossing) =>
        new(crossing.Plan, KindOf(crossing.Kind), DirectionOf(crossing), crossing.Line?.ToString(CultureInfo.InvariantCulture) ?? crossing.To ?? "none", crossing.FellBack);

    public static RowKind RowOf(CrossingKind kind) => kind switch
    {
        CrossingKind.Grade => RowKind.Grade,
        CrossingKind.Level => RowKind.Level,
        CrossingKind.Verdict => RowKind.Verdict,
        _ => RowKind.Threshold,
    };

    public static string CauseOf(MoveCause cause) => cause switch
    {
        MoveCause.Reached => "reached",
        MoveCause.Event => "event",
        MoveCause.Fell => "fell",
        _ => "person",
    };

    private static string KindOf(CrossingKind kind) => kind switch
    {
        CrossingKind.Grade => "grade",
        CrossingKind.Level => "level",
        CrossingKind.Verdict => "verdict",
        _ => "threshold",
    };

    private static string DirectionOf(Crossing crossing) => crossing.Direction == Direction.Up ? "up" : "down";

    private static byte[] Write(
        About about, Storage.StreamId id, string? plan, int? version, long at, bool late, Score? score, IReadOnlyList<Part> parts, Action<Utf8JsonWriter> writeWhat)
    {
        var bytes = WriteWith(parts);
        // Names of rules may be long; what receivers can take is not.
        return bytes.Length <= OutboxItem.DataBytesMost ? bytes : WriteWith([]);

        byte[] WriteWith(IReadOnlyList<Part> shown)
        {
            var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            {
                json.WriteStartObject();
                json.WriteString("id", id.ToString());
                WriteSubject(json, about);
                json.WriteString("plan", plan);
                if (version is { } number) json.WriteNumber("version", number);
                writeWhat(json);
                json.WriteString("at", Dates.ToText(at));
                json.WriteBoolean("late", late);
                if (late && about.Marker is { } marker) WriteMarker(json, marker);
                WriteScore(json, score);
                WriteParts(json, shown);
                json.WriteEndObject();
            }
            return buffer.ToArray();
        }
    }

    private static void WriteSubject(Utf8JsonWriter json, About about)
    {
        json.WriteStartObject(about.AccountId is null ? "lead" : "account");
        json.WriteString("id", about.AccountId ?? about.Subject.ToString());
        if (about.AccountId is null)
        {
            json.WriteString("userId", about.UserId);
            json.WriteString("email", about.Email);
        }
        json.WriteEndObject();
    }

    private static void WriteMarker(Utf8JsonWriter json, Marker marker)
    {
        json.WriteStartObject("marked");
        json.WriteBoolean("machine", marker.Machine);
        json.WriteString("by", marker.By);
        json.WriteString("reason", marker.Reason);
        json.WriteEndObject();
    }

    private static void WriteScore(Utf8JsonWriter json, Score? score)
    {
        if (score is not { } known)
        {
            json.WriteNull("score");
            return;
        }
        json.WriteStartObject("score");
        ExplanationWriter.WriteMembers(json, known);
        json.WriteEndObject();
    }

    private static void WriteScores(Utf8JsonWriter json, IReadOnlyList<PlanScore> scores)
    {
        json.WriteStartArray("scores");
        foreach (var (plan, version, score) in scores)
        {
            json.WriteStartObject();
            json.WriteString("plan", plan);
            json.WriteNumber("version", version);
            ExplanationWriter.WriteMembers(json, score);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteParts(Utf8JsonWriter json, IReadOnlyList<Part> parts)
    {
        json.WriteStartArray("parts");
        foreach (var part in parts.Where(part => Math.Abs(part.Points) > Nothing).OrderByDescending(part => Math.Abs(part.Points)).Take(PartsMost))
        {
            json.WriteStartObject();
            json.WriteString("kind", ExplanationWriter.Word(part.Kind));
            if (part.Side is { } side) json.WriteString("side", ExplanationWriter.Word(side));
            json.WriteString("name", part.Name);
            json.WriteNumber("points", Math.Round(part.Points, 6));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
