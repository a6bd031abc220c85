using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Kelvin.Server.EventFiles;
using Kelvin.Server.Ingest;

namespace Kelvin.Server.Import;

/// <summary>A row of a file, or a line, with the calls that it becomes; or with the reason why it becomes none.</summary>
internal sealed record ImportRow(long Line, IReadOnlyList<byte[]> Calls, string? Problem, object Original);

/// <summary>A file that is imported, row by row.</summary>
internal abstract class ImportFile : IDisposable
{
    public abstract long Length { get; }
    public abstract long Position { get; }

    /// <summary>The rows in their order, each checked as the server would check it.</summary>
    public IEnumerable<ImportRow> Rows() => Read().Select(row => row.Problem is null && ProblemOf(row.Calls) is { } problem ? row with { Problem = problem } : row);

    /// <summary>Keeps a row that was not taken, so that it can be corrected and imported by itself.</summary>
    public abstract void WriteRejected(TextWriter rejects, ImportRow row, string reason, bool first);

    public abstract void Dispose();

    protected abstract IEnumerable<ImportRow> Read();

    private static string? ProblemOf(IReadOnlyList<byte[]> calls)
    {
        foreach (var call in calls)
        {
            if (CallReader.Read(call, out var read) is var problem and not CallProblem.None) return problem.Sentence();
            if (read.StatedTime is null) return CallProblem.TimestampMissing.Sentence();
        }
        return null;
    }
}

/// <summary>A file of comma-separated values.</summary>
/// <param name="read">Makes a row's calls, tells of cells that do not fit, and says why when there are none.</param>
internal sealed class CsvImport(LeadTable table, Func<string[], Action<string>, (IReadOnlyList<byte[]>? Calls, string Reason)> read, Action<long, string> cell) : ImportFile
{
    public override long Length => table.Length;
    public override long Position => table.Position;

    public override void WriteRejected(TextWriter rejects, ImportRow row, string reason, bool first)
    {
        if (first) rejects.WriteLine(Line(table.Header, "import_reason"));
        rejects.WriteLine(Line((string[])row.Original, $"{row.Line}: {reason}"));
    }

    public override void Dispose() => table.Dispose();

    protected override IEnumerable<ImportRow> Read()
    {
        while (table.Read() is { } row)
        {
            var line = table.Line;
            var (calls, reason) = read(row, problem => cell(line, problem));
            yield return new ImportRow(line, calls ?? [], calls is null ? reason : null, row);
        }
    }

    private string Line(IEnumerable<string> cells, string last) => string.Join(table.Separator, cells.Append(last).Select(Quoted));

    private string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(table.Separator, '"', '\n') < 0 && !cell.Contains('\r', StringComparison.Ordinal) ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

/// <summary>A file of Segment calls, one a line, or batches of them.</summary>
internal sealed class LineImport(string file) : ImportFile
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly FileStream stream = File.OpenRead(file);
    private readonly Dictionary<UInt128, int> seen = [];

    public override long Length => stream.Length;
    public override long Position => stream.Position;

    public override void WriteRejected(TextWriter rejects, ImportRow row, string reason, bool first) =>
        rejects.WriteLine(JsonSerializer.Serialize(new { line = row.Line, reason, input = (string)row.Original }, Plain));

    public override void Dispose() => stream.Dispose();

    protected override IEnumerable<ImportRow> Read()
    {
        using var reader = new StreamReader(stream, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16, leaveOpen: true);
        var number = 0L;
        while (reader.ReadLine() is { } text)
        {
            number++;
            if (string.IsNullOrWhiteSpace(text)) continue;
            yield return text.Length > EventSource.MaxLineBytes ? new ImportRow(number, [], "The line is longer than is read.", text[..1_000])
                : new ImportRow(number, CallsOf(Encoding.UTF8.GetBytes(text.Trim())), null, text);
        }
    }

    private List<byte[]> CallsOf(byte[] line)
    {
        if (!LineBatch.TryRead(line, out var batch)) return [WithMessageId(line)];
        return [.. Enumerable.Range(0, batch!.Count).Select(number => WithMessageId(batch.Call(line, number).ToArray()))];
    }

    /// <summary>A call without an id gets one that follows from what it says: the n-th of equal calls is the n-th whenever the file is read.</summary>
    private byte[] WithMessageId(byte[] call)
    {
        if (CallReader.Read(call, out var read) != CallProblem.None || !read.MessageId.IsEmpty) return call;
        var print = RowCall.Print(call);
        var before = seen.GetValueOrDefault(print);
        seen[print] = before + 1;
        // Of a member that stands twice the last one counts.
        var end = call.AsSpan().LastIndexOf((byte)'}');
        return [.. call.AsSpan(0, end), .. Encoding.ASCII.GetBytes($",\"messageId\":\"line-{print:x32}{(before > 0 ? $"-{before}" : "")}\"}}")];
    }
}
