namespace Kelvin.Server.EventFiles;

/// <summary>A stretch of a file that holds whole lines.</summary>
/// <param name="Bytes">Rented by <see cref="LineBlocks"/>; given back when the block has been parsed.</param>
/// <param name="OverlongLine">The block is the end of a line that is too long to be read: one line, no calls.</param>
internal sealed record LineBlock(int File, long Offset, byte[] Bytes, int Length, bool OverlongLine)
{
    public ReadOnlySpan<byte> Span => Bytes.AsSpan(0, Length);
}

/// <summary>Cuts the files of a source into blocks of whole lines, in their order.</summary>
internal sealed class LineBlocks(EventSource source)
{
    public const int BlockBytes = 2 * EventSource.MaxLineBytes;

    private readonly Stack<byte[]> free = new();

    public void GiveBack(LineBlock block)
    {
        lock (free) free.Push(block.Bytes);
    }

    public IEnumerable<LineBlock> Read()
    {
        for (var file = 0; file < source.FileCount; file++)
        {
            long offset = 0;
            var within = false;
            while (true)
            {
                var bytes = Rent();
                var length = Fill(file, offset, bytes);
                if (length == 0)
                {
                    if (within) yield return new LineBlock(file, offset, bytes, 0, OverlongLine: true);
                    break;
                }
                var end = within ? bytes.AsSpan(0, length).IndexOf((byte)'\n') : bytes.AsSpan(0, length).LastIndexOf((byte)'\n');
                var isLast = length < bytes.Length;
                if (end < 0 && !isLast)
                {
                    // Not one line ends in twice the longest line: what follows is looked at only for its end.
                    within = true;
                    offset += length;
                    continue;
                }
                var taken = end < 0 ? length : end + 1;
                if (!within && isLast) taken = length;
                yield return new LineBlock(file, offset, bytes, taken, within);
                within = false;
                offset += taken;
            }
        }
    }

    private byte[] Rent()
    {
        lock (free) return free.TryPop(out var bytes) ? bytes : new byte[BlockBytes];
    }

    private int Fill(int file, long offset, byte[] bytes)
    {
        var length = 0;
        while (length < bytes.Length)
        {
            var read = source.Read(file, offset + length, bytes.AsSpan(length));
            if (read == 0) break;
            length += read;
        }
        return length;
    }
}
