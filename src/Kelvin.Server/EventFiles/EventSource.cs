using Microsoft.Win32.SafeHandles;

namespace Kelvin.Server.EventFiles;

/// <summary>The files that calls are read from, one call a line, and read from again. Safe for many threads.</summary>
public sealed class EventSource : IDisposable
{
    /// <summary>Bytes of one line, its end included. A longer one is reported as broken.</summary>
    public const int MaxLineBytes = 1 << 20;

    private readonly List<(string Name, SafeFileHandle Handle, bool Temporary, string Path)> files = [];

    public int FileCount => files.Count;

    public string NameOf(int file) => files[file].Name;

    public long TotalLength => Enumerable.Range(0, FileCount).Sum(LengthOf);

    public long LengthOf(int file) => RandomAccess.GetLength(files[file].Handle);

    /// <summary>Opens a file; <c>-</c> is standard input, which is spooled to a temporary file because it is read more than once.</summary>
    public void Add(string path)
    {
        if (path == "-") AddStream("standard input", Console.OpenStandardInput().CopyTo);
        else AddFile(path, path, temporary: false);
    }

    /// <summary>Adds what is written to a temporary file of its own.</summary>
    /// <param name="name">What broken lines are said to stand in.</param>
    public void AddStream(string name, Action<Stream> write)
    {
        var path = Path.Combine(Path.GetTempPath(), $"kelvin-{Guid.NewGuid():n}.jsonl");
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 1 << 16 };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var stream = new FileStream(path, options)) write(stream);
            AddFile(name, path, temporary: true);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    private void AddFile(string name, string path, bool temporary)
    {
        if (files.Count == EventPlace.MostFiles) throw new IOException($"At most {EventPlace.MostFiles} files can be read together.");
        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, FileOptions.RandomAccess);
        files.Add((name, handle, temporary, path));
        // Where a file outlives its name as long as it is open, nothing is left behind however the program ends.
        if (temporary && !OperatingSystem.IsWindows()) File.Delete(path);
        if (LengthOf(files.Count - 1) >= EventPlace.LargestFile) throw new IOException($"{name} is larger than {EventPlace.LargestFile} bytes.");
    }

    internal int Read(int file, long offset, Span<byte> into) => RandomAccess.Read(files[file].Handle, into, offset);

    /// <summary>The bytes of one call, as they are parsed: of a batch's call with what it has from the batch.</summary>
    /// <param name="buffer">Grown when a line does not fit.</param>
    public ReadOnlySpan<byte> CallAt(EventPlace place, ref byte[] buffer)
    {
        var line = LineAt(place, ref buffer);
        if (place.Item == EventPlace.Inside) return LineBatch.FirstValue(line);
        return LineBatch.TryRead(line, out var batch) ? batch!.Call(line, place.Item) : line;
    }

    private ReadOnlySpan<byte> LineAt(EventPlace place, ref byte[] buffer)
    {
        var length = 0;
        while (true)
        {
            var read = Read(place.File, place.Offset + length, buffer.AsSpan(length));
            var end = buffer.AsSpan(length, read).IndexOf((byte)'\n');
            if (end >= 0 || read == 0) return LineBatch.Trimmed(buffer.AsSpan(0, end >= 0 ? length + end : length));
            length += read;
            if (length == buffer.Length) Array.Resize(ref buffer, buffer.Length * 4);
        }
    }

    public void Dispose()
    {
        foreach (var (_, handle, temporary, path) in files)
        {
            handle.Dispose();
            if (temporary) File.Delete(path);
        }
        files.Clear();
    }
}
