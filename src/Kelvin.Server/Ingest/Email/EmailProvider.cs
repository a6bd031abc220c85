using System.Buffers;
using System.Text.Json;
using Kelvin.Scoring.Values;
using Microsoft.AspNetCore.Http;

namespace Kelvin.Server.Ingest.Email;

/// <summary>How one provider of e-mail reports what became of its messages.</summary>
/// <param name="Items">The items of a request's body; null when it is none of this provider's.</param>
/// <param name="IsSigned">Whether the request is signed, where the provider signs and its key is known.</param>
internal sealed record EmailProvider(Func<Value, IReadOnlyList<Value>?> Items, Func<Value, Reported> Read, Func<HttpRequest, ReadOnlyMemory<byte>, IngestSettings, bool> IsSigned)
{
    public static readonly EmailProvider SendGrid = new(Email.SendGrid.Items, Email.SendGrid.Read, Email.SendGrid.IsSigned);
    public static readonly EmailProvider Postmark = new(Email.Postmark.Items, Email.Postmark.Read, (_, _, _) => true);

    /// <summary>The report as a batch of calls.</summary>
    public Refusal? Translate(ReadOnlyMemory<byte> body, IngestLimits limits, out EmailReport report)
    {
        report = new EmailReport(ReadOnlyMemory<byte>.Empty, [], []);
        IReadOnlyList<Value>? items;
        try
        {
            items = Items(ValueReader.Read(body.Span));
        }
        catch (JsonException)
        {
            return Refusal.NotJson;
        }
        if (items is null) return Refusal.NoReport;
        if (items.Count > limits.ItemsPerBatch) return Refusal.BatchTooLong;
        var buffer = new ArrayBufferWriter<byte>(body.Length + 1024);
        using (var json = new Utf8JsonWriter(buffer)) Write(json, items, report);
        report = report with { Batch = buffer.WrittenMemory };
        return null;
    }

    private void Write(Utf8JsonWriter json, IReadOnlyList<Value> items, EmailReport report)
    {
        json.WriteStartObject();
        json.WriteStartArray("batch");
        for (var place = 0; place < items.Count; place++)
        {
            var reported = Read(items[place]);
            if (reported == Reported.OfNoAccount) continue;
            if (reported.Event is { } happened) happened.Write(json);
            else
            {
                report.Problems.Add(report.Places.Count, reported.Problem);
                ValueWriter.Write(json, items[place]);
            }
            report.Places.Add(place);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}

/// <summary>A provider's report as calls.</summary>
/// <param name="Batch">As a client would send them; what is wrong stands in it as it came.</param>
/// <param name="Places">Of each call, where it stood in the report.</param>
/// <param name="Problems">What is wrong already, by the call's place in the batch.</param>
internal sealed record EmailReport(ReadOnlyMemory<byte> Batch, List<int> Places, Dictionary<int, CallProblem> Problems);
