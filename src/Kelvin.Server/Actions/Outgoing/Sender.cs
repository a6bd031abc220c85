using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using Kelvin.Storage.Actions;

namespace Kelvin.Server.Actions.Outgoing;

/// <summary>How one request went.</summary>
/// <param name="Answer">The first bytes of the answer's body.</param>
/// <param name="RetryAfter">The wait that the receiver asked for, in milliseconds.</param>
internal sealed record Sent(AttemptOutcome Outcome, int? Status, int Milliseconds, byte[]? Answer, long? RetryAfter)
{
    public bool IsDelivered => Outcome == AttemptOutcome.Delivered;

    /// <summary>The receiver wants no more messages, ever.</summary>
    public bool SaysGone => Status == 410;

    /// <summary>The receiver, or what stands before it, has too much to do.</summary>
    public bool AsksForLess => Status is 429 or 502 or 503 or 504;
}

/// <summary>
/// Makes one request and reads a little of the answer. Follows nothing, unpacks nothing, uses no proxy, keeps no cookie;
/// what a receiver does to make it last or to fill the memory ends at a limit.
/// </summary>
internal sealed class Sender : IDisposable
{
    /// <summary>Kept of an answer, to be shown.</summary>
    private const int AnswerBytesKept = 1_024;

    /// <summary>Read of an answer, so that the connection can be used again; of a longer one it is closed.</summary>
    private const int AnswerBytesRead = 64 * 1_024;

    private const int HeaderKilobytes = 16;

    /// <summary>Once the status has come, the rest is a courtesy that must not take long.</summary>
    private static readonly TimeSpan BodyPatience = TimeSpan.FromSeconds(2);

    private static readonly ProductInfoHeaderValue Agent = new("Kelvin-Webhooks", "1.0");

    private readonly HttpMessageInvoker http;
    private readonly TimeSpan timeout;
    private readonly TimeProvider clock;

    public Sender(WebhookSettings settings, Guard guard, TimeProvider clock)
    {
        (timeout, this.clock) = (TimeSpan.FromSeconds(settings.TimeoutSeconds), clock);
        http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = guard.Connect,
            ConnectTimeout = timeout,
            MaxResponseHeadersLength = HeaderKilobytes,
            MaxResponseDrainSize = 0,
            ResponseDrainTimeout = TimeSpan.Zero,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            ActivityHeadersPropagator = null,
        });
    }

    public async Task<Sent> SendAsync(Uri url, MessageBody body, string id, IEnumerable<string> secrets, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        int Elapsed() => (int)Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        try
        {
            using var request = RequestOf(url, body, id, secrets);
            using var response = await http.SendAsync(request, limit.Token).ConfigureAwait(false);
            var status = (int)response.StatusCode;
            var answer = await ReadAsync(response, limit).ConfigureAwait(false);
            return new Sent(OutcomeOf(status), status, Elapsed(), answer, RetryAfter(response));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new Sent(AttemptOutcome.TimedOut, null, Elapsed(), null, null);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or SocketException or AuthenticationException)
        {
            return new Sent(OutcomeOf(fault), null, Elapsed(), null, null);
        }
    }

    public void Dispose() => http.Dispose();

    private HttpRequestMessage RequestOf(Uri url, MessageBody body, string id, IEnumerable<string> secrets)
    {
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body.Bytes), Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(body.Type);
        request.Headers.UserAgent.Add(Agent);
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.TryAddWithoutValidation("webhook-signature", string.Join(' ', secrets.Select(secret => WebhookSecret.Sign(secret, id, timestamp, body.Bytes))));
        return request;
    }

    /// <summary>The first bytes of the answer. That it does not end, or breaks off, changes nothing: the status has come.</summary>
    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationTokenSource limit)
    {
        var kept = new MemoryStream();
        try
        {
            limit.CancelAfter(BodyPatience);
            var stream = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            await using var _ = stream.ConfigureAwait(false);
            var buffer = new byte[4 * 1_024];
            for (int all = 0, read; all < AnswerBytesRead && (read = await stream.ReadAsync(buffer, limit.Token).ConfigureAwait(false)) > 0; all += read)
            {
                kept.Write(buffer, 0, Math.Min(read, AnswerBytesKept - (int)kept.Length));
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or HttpRequestException or IOException)
        {
        }
        return kept.ToArray();
    }

    private long? RetryAfter(HttpResponseMessage response)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - clock.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait is { } asked ? (long)Math.Clamp(asked.TotalMilliseconds, 0, RetrySchedule.RetryAfterMost) : null;
    }

    private static AttemptOutcome OutcomeOf(int status) => status switch
    {
        >= 200 and < 300 => AttemptOutcome.Delivered,
        >= 300 and < 400 => AttemptOutcome.Redirected,
        _ => AttemptOutcome.Refused,
    };

    private static AttemptOutcome OutcomeOf(Exception fault)
    {
        for (var cause = fault; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AddressRefusedException: return AttemptOutcome.AddressRefused;
                case NameUnknownException: return AttemptOutcome.NameUnknown;
                case AuthenticationException: return AttemptOutcome.NotTrusted;
            }
        }
        return fault is HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.HttpProtocolError }
            ? AttemptOutcome.NotUnderstood
            : fault is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } ? AttemptOutcome.NotTrusted : AttemptOutcome.NotConnected;
    }
}
