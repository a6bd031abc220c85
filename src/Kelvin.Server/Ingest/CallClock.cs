using System.Text.Json;

namespace Kelvin.Server.Ingest;

/// <summary>When a call happened, by our clock (decision 0051).</summary>
internal static class CallClock
{
    /// <summary>A client does not hold a call for longer; times further apart come from two different clocks.</summary>
    private const long LongestWaitMilliseconds = 366L * 24 * 60 * 60 * 1000;

    /// <summary>
    /// Milliseconds since 1970, never after the receipt. Null: the call does not say, so it is its receipt.
    /// A call with both stamps was given an explicit time, which counts as it is. Otherwise the one stamp is the device's, and
    /// the device's clock is corrected by how far its <c>sentAt</c> is from our receipt.
    /// </summary>
    public static long? HappenedAt(in Call call, long? batchSentAt, long receivedAt)
    {
        if (call.StatedTime is not { } stated) return null;
        if (call.OriginalTimestamp is null || call.Timestamp is null)
        {
            var waited = (call.SentAt ?? batchSentAt) - stated;
            if (waited is >= -LongestWaitMilliseconds and <= LongestWaitMilliseconds) return Math.Min(receivedAt - waited.Value, receivedAt);
        }
        return Math.Min(stated, receivedAt);
    }

    /// <summary>The instant that a JSON value states, or null. It only corrects clocks, so one that cannot be read is left out.</summary>
    public static long? Read(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty) return null;
        var isText = json[0] == (byte)'"';
        return CallTime.TryRead(isText ? json[1..^1] : json, isText ? JsonTokenType.String : JsonTokenType.Number, out var instant) ? instant : null;
    }
}
