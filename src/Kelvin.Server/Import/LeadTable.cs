using System.Text;
using CsvHelper;

namespace Kelvin.Server.Import;

/// <summary>A file of leads as rows of cells, whatever its encoding and whatever stands between its cells.</summary>
public sealed class LeadTable : IDisposable
{
    /// <summary>Bytes of one row. A quote that is never closed ends here and not at the end of memory.</summary>
    public const int MaxRowBytes = 1 << 20;
    public const int MaxColumns = 2_000;

    private readonly CsvReader reader;
    private readonly FileStream stream;
    private readonly string file;

    private LeadTable(CsvReader reader, FileStream stream, string file, string encoding)
    {
        (this.reader, this.stream, this.file, Encoding) = (reader, stream, file, encoding);
        Guarded(reader.ReadHeader);
        Header = Named(reader.Headers);
        if (Header.Count == 0) throw new IOException($"{file} is empty: there is not even a line of column names.");
        if (Header.Count > MaxColumns) throw new IOException($"{file} has more than {MaxColumns} columns.");
    }

    /// <summary>The names of the columns; one without a name, or with one that was there before, is told apart by its place.</summary>
    public IReadOnlyList<string> Header { get; }
    public string Encoding { get; }
    public char Separator => reader.Separator;

    /// <summary>How far the file is read, of its <see cref="Length"/>, in bytes.</summary>
    public long Position => stream.Position;
    public long Length => stream.Length;

    /// <summary>Of the row just read: the line of the file where it starts, from 1.</summary>
    public long Line => reader.LineNumber;

    /// <param name="malformed">Told of a quote that is not closed, with its line.</param>
    public static LeadTable Open(string file, Action<long, string>? malformed = null)
    {
        var encoding = EncodingOf(file);
        var stream = File.OpenRead(file);
        return new LeadTable(
            CsvReader.Create(stream, new CsvReaderOptions
            {
                Encoding = encoding,
                TrackLineNumbers = true,
                MaxRecordSize = MaxRowBytes,
                TrimWhitespace = false,
                OnMalformedRecord = record =>
                {
                    if (record.Reason == CsvMalformedReason.UnterminatedQuote) malformed?.Invoke(record.LineNumber, "A quote is opened and never closed.");
                },
            }),
            stream, file, encoding?.WebName ?? "utf-8");
    }

    /// <summary>The cells of the next row; null at the end.</summary>
    public string[]? Read()
    {
        if (!Guarded(reader.Read)) return null;
        var row = new string[reader.FieldCount];
        for (var i = 0; i < row.Length; i++) row[i] = reader.GetString(i);
        return row;
    }

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CsvFormatException error)
        {
            throw new IOException($"{file}: {error.Message}");
        }
    }

    private void Guarded(Action read) => Guarded(() =>
    {
        read();
        return true;
    });

    private static string[] Named(IReadOnlyList<string> names)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. names.Select((name, at) =>
        {
            name = name.Trim();
            return name.Length > 0 && taken.Add(name) ? name : $"{(name.Length > 0 ? name : "column")} {at + 1}";
        })];
    }

    /// <summary>Null: UTF-8, or what a byte order mark says. What is not that from end to end is what Windows writes in the west.</summary>
    private static Encoding? EncodingOf(string file)
    {
        try
        {
            using var text = new StreamReader(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true);
            var buffer = new char[1 << 15];
            while (text.Read(buffer) > 0)
            {
            }
            return null;
        }
        catch (DecoderFallbackException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(1252);
        }
    }

    public void Dispose() => reader.Dispose();
}
