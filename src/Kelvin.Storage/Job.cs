namespace Kelvin.Storage;

internal interface IJob
{
    void Run(Session session);
    void Succeed();
    void Fail(Exception fault);
}

/// <summary>Something to write, and who waits for it.</summary>
internal sealed class Job<T>(Func<Session, T> job) : IJob
{
    private readonly TaskCompletionSource<T> waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? result;

    public Task<T> Task => waiting.Task;
    public void Run(Session session) => result = job(session);
    public void Succeed() => waiting.SetResult(result!);
    public void Fail(Exception fault) => waiting.SetException(fault);
}

/// <summary>Work that never ends, done in slices between other writes. One transaction holds all effects of a slice.</summary>
public interface IWorker
{
    /// <summary>Does some of the work within the slice's time, but always a little. Says whether there is more.</summary>
    bool Work(Session session, SliceTime time);

    /// <summary>The slice is on disk.</summary>
    void Done();

    /// <summary>Nothing of the slice, or of another transaction, happened.</summary>
    void Undone(Exception fault);
}

/// <summary>How much of its time a slice of work has used.</summary>
public readonly struct SliceTime(TimeProvider clock, double milliseconds, Writer? writer = null)
{
    private readonly long started = clock.GetTimestamp();

    /// <summary>Whether callers wait for the slice to end.</summary>
    public bool OthersWait => writer is { UrgentWaits: true };

    /// <summary>From 0 at the start to 1 when the time is over, and on.</summary>
    public double Spent => clock.GetElapsedTime(started).TotalMilliseconds / milliseconds;
}
