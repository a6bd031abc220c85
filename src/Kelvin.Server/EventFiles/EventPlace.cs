namespace Kelvin.Server.EventFiles;

/// <summary>
/// Where a call stands: in which file, and at which byte. That is the first of its line; or, of a call <see cref="Inside"/> a
/// line that is a batch, its own; or, where the batch has something that joins all its calls, the line's, with the call's number.
/// </summary>
public readonly record struct EventPlace(ulong Packed)
{
    public const int MostFiles = 1 << 8;
    public const long LargestFile = 1L << 40;
    public const int MostCallsOfALine = Inside;

    /// <summary>Instead of a number: the call is the JSON value that starts there.</summary>
    public const int Inside = 0xFFFF;

    public EventPlace(int file, long offset, int item) : this(((ulong)file << 56) | ((ulong)offset << 16) | (uint)item)
    {
    }

    public int File => (int)(Packed >> 56);
    public long Offset => (long)(Packed >> 16 & (LargestFile - 1));
    public int Item => (int)(Packed & 0xFFFF);
}
