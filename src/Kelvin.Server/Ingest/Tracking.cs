using System.Net;
using Kelvin.Server.Access;
using Kelvin.Server.Erasure;
using Kelvin.Server.Ingest.Email;
using Kelvin.Storage.Ingest;
using Microsoft.AspNetCore.Http;

namespace Kelvin.Server.Ingest;

/// <summary>
/// The first step of an event's way: the request is read, its key found, each call checked, and all that is valid is on disk
/// before the answer says so. Nothing that a stranger sends ends in a status of 5xx.
/// </summary>
internal sealed class Tracking(InboxStore inbox, Sources sources, Burials burials, RecentCalls recent, IngestSettings settings, TimeProvider clock)
{
    private readonly IngestLimits limits = settings.Limits;
    private readonly BodyBudget budget = new(settings.Limits.BodiesInFlightMegabytes * 1024L * 1024L);
    private readonly PublicRates rates = new(settings.Limits, clock);

    public Task TakeBatch(HttpContext http) => Take(http, type: null, batch: true);

    public Task TakeCall(HttpContext http, CallType type) => Take(http, type, batch: false);

    /// <summary>A call that came in the address of a pixel. What is wrong with it is not told: the answer is an image.</summary>
    public async Task TakePixel(HttpContext http, byte[] json, CallType type)
    {
        if (Envelope.ReadCall(json, out var envelope) is not null) return;
        if (sources.Find(WriteKeys.FromHead(http.Request) ?? envelope.WriteKey) is not { } source) return;
        var calls = new Calls(settings, burials, source, clock.GetUtcNow().ToUnixTimeMilliseconds(), http.Connection.RemoteIpAddress);
        calls.Read(json, envelope, type);
        var (problem, _) = await Store(http, source, calls);
        if (problem is null) recent.Add(source, calls, type, json, envelope);
        else recent.AddRefused(source, problem);
    }

    /// <summary>What a provider reports of its e-mails becomes calls, which then go the way of all calls. Only a server's key may say what others did.</summary>
    public async Task TakeReport(HttpContext http, EmailProvider provider)
    {
        var key = WriteKeys.FromHead(http.Request);
        var source = sources.Find(key);
        if (source is null) { await Refuse(http, source, key is null ? Refusal.KeyMissing : Refusal.KeyWrong); return; }
        if (source.Power != KeyPower.Server) { await Refuse(http, source, Refusal.KeyPublic); return; }

        var (body, refusal) = await RequestBody.ReadAsync(http, limits, budget, limits.ReportBytes);
        if (body is null) { await Refuse(http, source, refusal!); return; }
        using (body)
        {
            if (!provider.IsSigned(http.Request, body.Bytes, settings)) { await Refuse(http, source, Refusal.NotSigned); return; }
            refusal = provider.Translate(body.Bytes, limits, out var report);
            if (refusal is null && report.Places.Count == 0) { await IngestAnswer.Accepted(http, 0, null); return; }
            var envelope = new Envelope();
            refusal ??= Envelope.ReadBatch(report.Batch.Span, limits, out envelope);
            if (refusal is not null) { await Refuse(http, source, refusal); return; }

            var calls = new Calls(settings, burials, source, clock.GetUtcNow().ToUnixTimeMilliseconds(), http.Connection.RemoteIpAddress);
            calls.Read(report.Batch, envelope, CallType.Track, report.Problems);
            var (problem, retryAfter) = await Store(http, source, calls);
            if (problem is not null)
            {
                recent.AddRefused(source, problem);
                await IngestAnswer.Refused(http, problem, retryAfter);
                return;
            }
            recent.Add(source, calls, CallType.Track, report.Batch, envelope);
            await IngestAnswer.Accepted(http, calls.Accepted, calls.Rejections?.ConvertAll(one => one with { Index = report.Places[one.Index] }));
        }
    }

    private async Task Take(HttpContext http, CallType? type, bool batch)
    {
        CrossOrigin.Allow(http);
        var key = WriteKeys.FromHead(http.Request);
        var source = sources.Find(key);
        // A header that names a wrong key settles it; the body is not read for a stranger.
        if (key is not null && source is null) { await Refuse(http, source, Refusal.KeyWrong); return; }

        var (body, refusal) = await RequestBody.ReadAsync(http, limits, budget, batch ? limits.BodyBytes : limits.CallBodyBytes);
        if (body is null) { await Refuse(http, source, refusal!); return; }
        using (body)
        {
            refusal = batch ? Envelope.ReadBatch(body.Bytes.Span, limits, out var envelope) : Envelope.ReadCall(body.Bytes.Span, out envelope);
            source ??= sources.Find(envelope.WriteKey);
            if (source is null && refusal is null) refusal = envelope.WriteKey is null ? Refusal.KeyMissing : Refusal.KeyWrong;
            if (refusal is not null) { await Refuse(http, source, refusal); return; }

            var calls = new Calls(settings, burials, source!, clock.GetUtcNow().ToUnixTimeMilliseconds(), http.Connection.RemoteIpAddress);
            calls.Read(body.Bytes, envelope, type);
            var (problem, retryAfter) = await Store(http, source!, calls);
            if (problem is null)
            {
                recent.Add(source!, calls, type, body.Bytes, envelope);
                await IngestAnswer.Accepted(http, calls.Accepted, calls.Rejections);
                return;
            }
            recent.AddRefused(source, problem);
            await IngestAnswer.Refused(http, problem, retryAfter);
        }
    }

    private async ValueTask<(Refusal? Refusal, int? RetryAfterSeconds)> Store(HttpContext http, Source source, Calls calls)
    {
        if (source.Power == KeyPower.Public && rates.Take(source.Number, http.Connection.RemoteIpAddress, calls.Identities) is { } seconds)
            return (Refusal.TooMany, seconds);
        // The bytes lie in a pooled buffer, so the inbox is waited for even if the caller has gone.
        var answer = await inbox.AppendAsync(calls.ToBatch());
        return answer switch
        {
            InboxAnswer.OnDisk => (null, null),
            InboxAnswer.Full => (Refusal.InboxFull, limits.RetryAfterSeconds),
            _ => (Refusal.CannotCommit, limits.RetryAfterSeconds),
        };
    }

    private async Task Refuse(HttpContext http, Source? source, Refusal refusal)
    {
        recent.AddRefused(source, refusal);
        await IngestAnswer.Refused(http, refusal, refusal.AsksToComeBack ? limits.RetryAfterSeconds : null);
        if (refusal == Refusal.BodyTooLarge) await RequestBody.Drain(http, limits);
    }
}
