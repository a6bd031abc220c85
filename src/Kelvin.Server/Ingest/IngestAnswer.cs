using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Kelvin.Scoring.Values;
using Kelvin.Server.Access;
using Microsoft.AspNetCore.Http;

namespace Kelvin.Server.Ingest;

/// <summary>One call of a request that was not taken, and why.</summary>
internal readonly record struct Rejection(int Index, string? MessageId, CallProblem Problem);

/// <summary>What a tracking client is told: the count of calls that are on disk, and each one that was refused.</summary>
internal static class IngestAnswer
{
    public static Task Accepted(HttpContext http, int accepted, List<Rejection>? rejections)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true })) Write(json, accepted, rejections);
        var response = http.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = buffer.WrittenCount;
        return response.BodyWriter.WriteAsync(buffer.WrittenMemory, http.RequestAborted).AsTask();
    }

    public static Task Refused(HttpContext http, Refusal refusal, int? retryAfterSeconds = null)
    {
        if (retryAfterSeconds is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        // What was not read of the body is not waited for.
        if (refusal.Status is StatusCodes.Status413PayloadTooLarge or StatusCodes.Status408RequestTimeout) http.Response.Headers.Connection = "close";
        return Problem.Write(http, refusal.Status, refusal.Code, refusal.Sentence);
    }

    private static void Write(Utf8JsonWriter json, int accepted, List<Rejection>? rejections)
    {
        json.WriteStartObject();
        json.WriteBoolean("success", true);
        json.WriteNumber("accepted", accepted);
        json.WriteStartArray("rejected");
        foreach (var (index, messageId, problem) in rejections ?? [])
        {
            json.WriteStartObject();
            json.WriteNumber("index", index);
            json.WriteString("messageId", messageId);
            json.WriteString("reason", problem.Code());
            json.WriteString("detail", problem.Sentence());
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The id of a call that was refused before its id was read; cut to the length that an id may have.</summary>
    public static string? MessageIdOf(ReadOnlySpan<byte> call)
    {
        var place = ItemSplice.FindMember(call, "messageId"u8);
        if (place.IsEmpty || call[place.Start] != (byte)'"' || place.Length > CallReader.MaxMessageIdLength * 6) return null;
        var text = ValueReader.Read(place.Of(call)).AsText;
        return text.Length <= CallReader.MaxMessageIdLength ? text : null;
    }
}
