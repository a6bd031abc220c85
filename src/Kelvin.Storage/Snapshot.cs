using System.Collections.Concurrent;

namespace Kelvin.Storage;

/// <summary>A reader that sees the store as it stood when it began, whatever is written meanwhile. Dispose it soon.</summary>
public sealed class Snapshot : Session
{
    private readonly Snapshots? home;

    internal Snapshot(Connection connection, Snapshots home) : base(connection) => this.home = home;

    internal void Close() => base.Dispose();

    public override void Dispose() => home!.Return(this);
}

/// <summary>The connections for reading: at most so many at a time, kept open between uses.</summary>
internal sealed class Snapshots(Database database, int most) : IDisposable
{
    private readonly ConcurrentBag<Snapshot> idle = [];
    private readonly SemaphoreSlim places = new(most, most);
    private volatile bool closed;

    public Snapshot Open()
    {
        ObjectDisposedException.ThrowIf(closed, this);
        places.Wait();
        try
        {
            if (!idle.TryTake(out var snapshot)) snapshot = new Snapshot(database.OpenReader(), this);
            snapshot.BeginReading();
            return snapshot;
        }
        catch
        {
            places.Release();
            throw;
        }
    }

    public void Return(Snapshot snapshot)
    {
        try
        {
            snapshot.RollBack();
            if (closed || !snapshot.Connection.IsUsable) snapshot.Close();
            else idle.Add(snapshot);
        }
        catch (StoreFault)
        {
            // The connection was lost; what was read from it was read.
            snapshot.Close();
        }
        finally
        {
            places.Release();
        }
    }

    public void Dispose()
    {
        closed = true;
        while (idle.TryTake(out var snapshot)) snapshot.Close();
    }
}
