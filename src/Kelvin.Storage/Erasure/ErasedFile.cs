using System.Globalization;
using System.Text;
using Kelvin.Storage.Keys;

namespace Kelvin.Storage.Erasure;

/// <summary>What is left of an erased identity, as the store and the file beside it keep it.</summary>
/// <param name="Bucket">The bucket of the identity, in which to look for it.</param>
/// <param name="Mark">As <see cref="ServerKey.TombstoneOf"/> makes it.</param>
public readonly record struct Tombstone(int Bucket, StreamId Mark, long ErasedAt);

/// <summary>
/// The tombstones once more, in a file outside of the database, so that they outlive it: whoever puts an older copy of the
/// database in its place, by whatever means, has the erased erased again at the next start (decision 0180). It only grows.
/// </summary>
public sealed class ErasedFile
{
    private const string Title = "kelvin-erased";

    private readonly string path;
    private readonly Lock writing = new();

    private ErasedFile(string path) => this.path = path;

    /// <summary>Opens the file, makes it when it is not there, and cuts off what a crash has left half written.</summary>
    public static ErasedFile Open(string path, ServerKey key)
    {
        var head = Head(key);
        try
        {
            using var file = OpenToWrite(path);
            using var reader = new StreamReader(file, Encoding.ASCII);
            var text = reader.ReadToEnd();
            var whole = text.LastIndexOf('\n') + 1;
            if (whole > 0 && !text.StartsWith(head, StringComparison.Ordinal)) throw OfAnother(path);
            file.SetLength(whole);
            if (whole == 0)
            {
                file.Position = 0;
                file.Write(Encoding.ASCII.GetBytes(head));
            }
            file.Flush(flushToDisk: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, fault);
        }
        return new ErasedFile(path);
    }

    /// <summary>What a file holds; of a line that is not whole, nothing.</summary>
    public static List<Tombstone> Read(string path, ServerKey key)
    {
        string text;
        try
        {
            text = File.ReadAllText(path, Encoding.ASCII);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, fault);
        }
        if (text.Contains('\n') && !text.StartsWith(Head(key), StringComparison.Ordinal)) throw OfAnother(path);
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => Parse(path, line))];
    }

    public List<Tombstone> Read(ServerKey key) => Read(path, key);

    /// <summary>Adds tombstones; they are on disk when it returns. A torn line of a write that failed is written over by a whole one.</summary>
    public void Append(IEnumerable<Tombstone> tombstones)
    {
        var lines = new StringBuilder();
        foreach (var one in tombstones) lines.Append(CultureInfo.InvariantCulture, $"{one.Bucket} {one.Mark} {one.ErasedAt}\n");
        if (lines.Length == 0) return;
        lock (writing)
        {
            try
            {
                using var file = OpenToWrite(path);
                var end = file.Length;
                file.Position = end;
                try
                {
                    file.Write(Encoding.ASCII.GetBytes(lines.ToString()));
                    file.Flush(flushToDisk: true);
                }
                catch
                {
                    file.SetLength(end);
                    throw;
                }
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw Unusable(path, fault);
            }
        }
    }

    private static FileStream OpenToWrite(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    private static string Head(ServerKey key) => $"{Title} {Convert.ToHexStringLower(key.Fingerprint[..8])}\n";

    private static Tombstone Parse(string path, string line) =>
        line.Split(' ') is [var bucket, var mark, var at] && int.TryParse(bucket, NumberStyles.None, CultureInfo.InvariantCulture, out var b) && b < StreamId.Buckets
            && StreamId.TryParse(mark, out var id) && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var erasedAt)
            ? new Tombstone(b, id, erasedAt)
            : throw new StoreException($"The file of the erased '{path}' is damaged: '{line}' is no line of it.");

    private static StoreException OfAnother(string path) => new($"'{path}' is not the file of the erased of this store: its first line names another key.");

    private static StoreException Unusable(string path, Exception fault) => new($"The file of the erased '{path}' cannot be used: {fault.Message}", fault);
}
