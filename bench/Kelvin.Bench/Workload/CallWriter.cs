using System.Buffers.Text;
using System.Text;
using Kelvin.Scoring.Values;

namespace Kelvin.Bench.Workload;

/// <summary>Writes happenings as Segment calls, one a line. What is alike in all events of one shape is encoded once.</summary>
internal sealed class CallWriter(ReferenceWorkload workload, Stream output)
{
    private const int RoomForACall = 4_096;
    private const long MillisecondsADay = 86_400_000;

    private static readonly byte[] WebContext =
        Encoding.UTF8.GetBytes(""","context":{"library":{"name":"analytics.js","version":"2.11.1"}}}""" + "\n");
    private static readonly byte[] ServerContext = Encoding.UTF8.GetBytes(""","context":{"library":{"name":"analytics-node","version":"2.2.0"}}}""" + "\n");

    private static readonly byte[][] Heads = [.. Enumerable.Range(0, Shapes.Count).Select(shape => Encoding.UTF8.GetBytes(HeadOf((ushort)shape)))];
    private static readonly byte[][] Tails = [.. Enumerable.Range(0, Shapes.Count).Select(shape => Encoding.UTF8.GetBytes(TailOf((ushort)shape)))];

    private readonly byte[] buffer = new byte[1 << 20];
    private int used;

    public long Bytes { get; private set; }

    public void Write(in Happening happening)
    {
        if (buffer.Length - used < RoomForACall) Flush();
        Append(Heads[happening.Shape]);
        Append("\"messageId\":\""u8);
        AppendHex(workload.MessageNumber(happening));
        Append("\""u8);
        if (workload.IsMachine(happening)) Append(",\"machine\":true"u8);

        var deed = Shapes.DeedOf(happening.Shape);
        var server = Shapes.IsEmail(deed) || deed == Deed.Group;
        if (!server) AppendId(",\"anonymousId\":\"b-"u8, happening.Lead);
        if (happening.Ordinal >= workload.KnownFrom(happening.Lead)) AppendId(",\"userId\":\"u-"u8, happening.Lead);
        Append(",\"timestamp\":\""u8);
        AppendTime(happening.Timestamp);
        Append("\""u8);

        if (deed is Deed.Identify or Deed.Group) AppendPerson(happening, deed);
        else Append(Tails[happening.Shape]);
        Append(server ? ServerContext : WebContext);
    }

    public void Flush()
    {
        output.Write(buffer, 0, used);
        Bytes += used;
        used = 0;
    }

    private static string HeadOf(ushort shape) => Shapes.DeedOf(shape) switch
    {
        Deed.Page => """{"type":"page",""",
        Deed.Identify => """{"type":"identify",""",
        Deed.Group => """{"type":"group",""",
        var deed => $$"""{"type":"track","event":"{{Shapes.Names[(int)deed]}}",""",
    };

    private static string TailOf(ushort shape) =>
        Shapes.PropertiesOf(shape).IsMissing ? "" : ",\"properties\":" + ValueWriter.ToJson(Shapes.PropertiesOf(shape));

    private void AppendPerson(in Happening happening, Deed deed)
    {
        var person = workload.PersonOf(happening.Lead);
        if (deed == Deed.Group) Append(Encoding.UTF8.GetBytes($",\"groupId\":\"a-{person.Account}\""));
        Append(",\"traits\":"u8);
        Append(Encoding.UTF8.GetBytes(ValueWriter.ToJson(workload.PropertiesOf(happening, person))));
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(buffer.AsSpan(used));
        used += bytes.Length;
    }

    private void AppendId(ReadOnlySpan<byte> prefix, int lead)
    {
        Append(prefix);
        Utf8Formatter.TryFormat(lead, buffer.AsSpan(used), out var written, new('D', 8));
        used += written;
        Append("\""u8);
    }

    private void AppendHex(ulong number)
    {
        Utf8Formatter.TryFormat(number, buffer.AsSpan(used), out var written, new('x', 16));
        used += written;
    }

    private long dayOfText = -1;
    private readonly byte[] dayText = new byte[10];

    // The date is formatted once a day of the file, the time by hand: formatting would otherwise be half of the cost.
    private void AppendTime(long timestamp)
    {
        var (day, rest) = Math.DivRem(timestamp, MillisecondsADay);
        if (day != dayOfText)
        {
            dayOfText = day;
            DateTime.UnixEpoch.AddDays(day).TryFormat(dayText, out _, "yyyy-MM-dd", null);
        }
        Append(dayText);
        var text = buffer.AsSpan(used, 14);
        "T00:00:00.000Z"u8.CopyTo(text);
        Digits(text.Slice(1, 2), rest / 3_600_000);
        Digits(text.Slice(4, 2), rest / 60_000 % 60);
        Digits(text.Slice(7, 2), rest / 1_000 % 60);
        Digits(text.Slice(10, 3), rest % 1_000);
        used += text.Length;
    }

    private static void Digits(Span<byte> place, long number)
    {
        for (var i = place.Length - 1; i >= 0; i--, number /= 10) place[i] = (byte)('0' + number % 10);
    }
}
