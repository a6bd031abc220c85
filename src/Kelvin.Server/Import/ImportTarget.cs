namespace Kelvin.Server.Import;

/// <summary>A call that was not taken, by its place in what was sent.</summary>
internal readonly record struct NotTaken(int Index, string Reason);

/// <summary>Where an import goes.</summary>
internal abstract class ImportTarget : IAsyncDisposable
{
    /// <summary>Returns when the calls are on disk, with those that were refused.</summary>
    public abstract Task<IReadOnlyList<NotTaken>> Send(IReadOnlyList<byte[]> calls, CancellationToken cancellation);

    /// <summary>To be called after the last: whatever is left to do is done.</summary>
    public virtual Task Finish(CancellationToken cancellation) => Task.CompletedTask;

    public abstract ValueTask DisposeAsync();

    protected static byte[] Body(IReadOnlyList<byte[]> calls)
    {
        using var body = new MemoryStream(calls.Sum(call => call.Length + 1) + 16);
        body.Write("{\"batch\":["u8);
        for (var i = 0; i < calls.Count; i++)
        {
            if (i > 0) body.WriteByte((byte)',');
            body.Write(calls[i]);
        }
        body.Write("]}"u8);
        return body.ToArray();
    }
}

/// <summary>A dry run: nothing goes anywhere.</summary>
internal sealed class NoTarget : ImportTarget
{
    public override Task<IReadOnlyList<NotTaken>> Send(IReadOnlyList<byte[]> calls, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<NotTaken>>([]);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
