using System.Buffers;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kelvin.Server.Ingest;

/// <summary>A request's body in a pooled buffer, inflated if it came compressed. Give it back by disposing.</summary>
internal sealed class RequestBody(BodyBudget budget) : IDisposable
{
    private byte[] buffer = [];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, Length);

    /// <summary>Reads the whole body, bounded in size and time. Null and a refusal when it cannot be taken.</summary>
    public static async ValueTask<(RequestBody? Body, Refusal? Refusal)> ReadAsync(
        HttpContext http, IngestLimits limits, BodyBudget budget, int limitBytes)
    {
        var encoding = http.Request.Headers.ContentEncoding.ToString();
        var gzip = encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase) || encoding.Equals("x-gzip", StringComparison.OrdinalIgnoreCase);
        if (!gzip && encoding.Length > 0 && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)) return (null, Refusal.EncodingUnknown);
        // The bound is ours: the host's would cut the caller off.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } host) host.MaxRequestBodySize = null;
        if (http.Request.ContentLength > limitBytes) return (null, Refusal.BodyTooLarge);

        var body = new RequestBody(budget);
        try
        {
            var refusal = await body.FillAsync(http, limits, limitBytes);
            if (refusal is null && gzip) refusal = body.Inflate(limitBytes);
            if (refusal is null) return (body, null);
            body.Dispose();
            return (null, refusal);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Reads on after a refusal, for a while: a caller that is cut off in the middle of its sending never sees the answer.
    /// </summary>
    public static async Task Drain(HttpContext http, IngestLimits limits)
    {
        await http.Response.CompleteAsync();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        patience.CancelAfter(TimeSpan.FromSeconds(limits.BodySeconds));
        try
        {
            for (long left = limits.DrainMegabytes * 1024L * 1024L; left > 0;)
            {
                var read = await http.Request.BodyReader.ReadAsync(patience.Token);
                left -= read.Buffer.Length;
                http.Request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) return;
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or BadHttpRequestException or IOException)
        {
            // The caller has what it needs, or never wanted it.
        }
    }

    public void Dispose()
    {
        Return(buffer);
        buffer = [];
        Length = 0;
    }

    private async ValueTask<Refusal?> FillAsync(HttpContext http, IngestLimits limits, int limitBytes)
    {
        if (!TryRent((int)(http.Request.ContentLength ?? 4096) + 1, out buffer)) return Refusal.Busy;
        var reader = http.Request.BodyReader;
        CancellationTokenSource? patience = null;
        try
        {
            while (true)
            {
                if (!reader.TryRead(out var read))
                {
                    // The timer is only made for a body that does not arrive with its head.
                    if (patience is null)
                    {
                        patience = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
                        patience.CancelAfter(TimeSpan.FromSeconds(limits.BodySeconds));
                    }
                    read = await reader.ReadAsync(patience.Token);
                }
                if (Length + read.Buffer.Length > limitBytes)
                {
                    reader.AdvanceTo(read.Buffer.End);
                    return Refusal.BodyTooLarge;
                }
                var more = (int)read.Buffer.Length;
                if (Length + more > buffer.Length && !Grow(Length + more, limitBytes))
                {
                    reader.AdvanceTo(read.Buffer.End);
                    return Refusal.Busy;
                }
                read.Buffer.CopyTo(buffer.AsSpan(Length));
                Length += more;
                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) return null;
            }
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            return Refusal.BodyTooSlow;
        }
        catch (BadHttpRequestException bad)
        {
            return bad.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => Refusal.BodyTooLarge,
                StatusCodes.Status408RequestTimeout => Refusal.BodyTooSlow,
                _ => Refusal.BodyBroken,
            };
        }
        catch (IOException)
        {
            // A chunk whose size overflows is told as this by the host, as is a caller that has gone, who will not mind the answer.
            return Refusal.BodyBroken;
        }
        finally
        {
            patience?.Dispose();
        }
    }

    private Refusal? Inflate(int limitBytes)
    {
        var (packed, packedLength) = (buffer, Length);
        (buffer, Length) = ([], 0);
        try
        {
            if (!TryRent(Math.Min(limitBytes + 1, packedLength * 8 + 256), out buffer)) return Refusal.Busy;
            using var stream = new GZipStream(new MemoryStream(packed, 0, packedLength, writable: false), CompressionMode.Decompress);
            while (true)
            {
                if (Length == buffer.Length)
                {
                    if (Length > limitBytes) return Refusal.BodyTooLarge;
                    if (!Grow(Length + 1, limitBytes)) return Refusal.Busy;
                }
                var read = stream.Read(buffer, Length, buffer.Length - Length);
                if (read == 0) return Length > limitBytes ? Refusal.BodyTooLarge : null;
                Length += read;
                if (Length > limitBytes) return Refusal.BodyTooLarge;
            }
        }
        catch (InvalidDataException)
        {
            return Refusal.GzipBroken;
        }
        finally
        {
            Return(packed);
        }
    }

    private bool Grow(int needed, int limitBytes)
    {
        if (!TryRent(Math.Max(needed, Math.Min(limitBytes + 1, buffer.Length * 2)), out var larger)) return false;
        buffer.AsSpan(0, Length).CopyTo(larger);
        Return(buffer);
        buffer = larger;
        return true;
    }

    private bool TryRent(int bytes, out byte[] rented)
    {
        rented = [];
        if (!budget.TryTake(bytes)) return false;
        rented = ArrayPool<byte>.Shared.Rent(bytes);
        budget.Correct(rented.Length - bytes);
        return true;
    }

    private void Return(byte[] rented)
    {
        if (rented.Length == 0) return;
        ArrayPool<byte>.Shared.Return(rented);
        budget.Correct(-rented.Length);
    }
}
