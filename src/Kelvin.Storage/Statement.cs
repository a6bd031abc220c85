namespace Kelvin.Storage;

/// <summary>
/// A prepared statement. Arguments are bound in the order of <c>$1, $2, ...</c>; dispose to make it ready for its next use.
/// </summary>
public abstract class Statement : IDisposable
{
    internal bool InUse { get; set; }

    public abstract Statement Bind(long value);
    public abstract Statement Bind(string value);
    public abstract Statement Bind(ReadOnlySpan<byte> value);
    public abstract Statement BindNull();

    public Statement Bind(long? value) => value is { } there ? Bind(there) : BindNull();
    public Statement BindTextOrNull(string? value) => value is null ? BindNull() : Bind(value);

    public Statement Bind(StreamId id)
    {
        Span<byte> bytes = stackalloc byte[StreamId.Bytes];
        id.Write(bytes);
        return Bind(bytes);
    }

    /// <summary>The bucket of an id, then the id: how every hot statement begins.</summary>
    public Statement BindWithBucket(StreamId id) => Bind((long)id.Bucket).Bind(id);

    public Statement Bind(Keys.MessageKey message)
    {
        Span<byte> bytes = stackalloc byte[Keys.MessageKey.Bytes];
        message.Write(bytes);
        return Bind(bytes);
    }

    /// <summary>Goes to the next row; false after the last.</summary>
    public abstract bool Step();

    /// <summary>Runs a statement that gives no rows, makes it ready for its next use, and says how many rows it changed.</summary>
    public abstract int Run();

    /// <summary>
    /// Runs a statement of which nothing is asked: not later than the next statement that gives rows or counts, or the end of
    /// the transaction. A database over a network is told of many at once.
    /// </summary>
    public virtual void RunLater() => Run();

    public abstract bool IsNull(int column);

    /// <summary>A number; 0 where there is none.</summary>
    public abstract long Long(int column);
    public abstract int Int(int column);
    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    /// <summary>A text; empty where there is none.</summary>
    public abstract string Text(int column);
    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>The bytes of a column, good until the next step.</summary>
    public abstract ReadOnlySpan<byte> Blob(int column);
    public StreamId Id(int column) => StreamId.Read(Blob(column));

    /// <summary>Makes it ready for its next use.</summary>
    public abstract void Dispose();

    internal abstract void Close();
}
