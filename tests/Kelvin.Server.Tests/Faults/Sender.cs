using System.Net;
using System.Text;
using System.Text.Json;

namespace Kelvin.Server.Tests.Faults;

/// <summary>One call as the model knows it.</summary>
/// <param name="Form">A form was submitted; otherwise a page was seen.</param>
internal sealed record SentCall(string MessageId, string UserId, bool Form);

/// <summary>What one client sent in one request, and whether it was ever told that it is on disk.</summary>
internal sealed class SentBatch(IReadOnlyList<SentCall> calls)
{
    public IReadOnlyList<SentCall> Calls { get; } = calls;
    public bool IsAcknowledged { get; set; }
}

/// <summary>
/// A client under load: batches without end, each messageId once, some batches sent again though they were acknowledged.
/// What a kill left open it sends again first thing, as real clients do, or gives up.
/// </summary>
internal sealed class Sender(int number, int seed, bool waitsAfterRefusal = true)
{
    private const int Leads = 40;
    private readonly Random random = new(seed);
    private SentBatch? open;
    private int next;
    private int acknowledged, refused;

    public List<SentBatch> Sent { get; } = [];

    /// <summary>How many requests were answered with 200, and with 429 or 503.</summary>
    public int Acknowledged => Volatile.Read(ref acknowledged);
    public int Refused => Volatile.Read(ref refused);

    /// <summary>The same while it is sending.</summary>
    public List<SentBatch> SentSoFar
    {
        get
        {
            lock (Sent) return [.. Sent];
        }
    }

    /// <summary>Sends until it is told to stop or the server is gone.</summary>
    /// <param name="failsAtTimes">An answer of 500 is no more than a refusal.</param>
    public async Task Run(HttpClient http, CancellationToken stop, bool failsAtTimes = false)
    {
        if (open is not null && random.Next(2) == 0) open = null;
        while (!stop.IsCancellationRequested)
        {
            var batch = open ?? (Sent.Count > 0 && random.Next(8) == 0 ? Sent[random.Next(Sent.Count)] : Make());
            open = batch;
            if (!await Send(http, batch, failsAtTimes)) return;
            open = null;
        }
    }

    private async Task<bool> Send(HttpClient http, SentBatch batch, bool failsAtTimes)
    {
        try
        {
            using var answer = await http.PostAsync("/v1/batch", new StringContent(Json(batch), Encoding.UTF8, "application/json"));
            if (answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
            {
                Interlocked.Increment(ref refused);
                if (answer.Headers.RetryAfter is null) throw new InvalidOperationException("A refusal does not say when to come back.");
                if (waitsAfterRefusal) await Task.Delay(20);
                return true;
            }
            if (failsAtTimes && answer.StatusCode == HttpStatusCode.InternalServerError) return true;
            if (answer.StatusCode != HttpStatusCode.OK) throw new InvalidOperationException($"The server answered {answer.StatusCode}.");
            using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            if (body.RootElement.GetProperty("accepted").GetInt32() != batch.Calls.Count) throw new InvalidOperationException("The server refused a call: " + body.RootElement);
            batch.IsAcknowledged = true;
            Interlocked.Increment(ref acknowledged);
            return true;
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    private SentBatch Make()
    {
        var calls = Enumerable.Range(0, random.Next(1, 40)).Select(_ => new SentCall($"client {number} call {next++}", $"user {random.Next(Leads)}", random.Next(5) == 0)).ToList();
        var batch = new SentBatch(calls);
        lock (Sent) Sent.Add(batch);
        return batch;
    }

    private static string Json(SentBatch batch) => $$"""{"batch":[{{string.Join(',', batch.Calls.Select(call =>
        $$"""{"type":"{{(call.Form ? "track" : "page")}}","userId":"{{call.UserId}}","messageId":"{{call.MessageId}}"{{(call.Form ? ",\"event\":\"Form Submitted\"" : "")}}}"""))}}]}""";
}
