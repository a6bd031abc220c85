namespace Kelvin.Storage.Sqlite;

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
    /// <summary>Does some of the work until the slice is spent; always at least a little. Says whether there is more.</summary>
    bool Work(Session session, Func<bool> isSpent);

    /// <summary>The slice is on disk.</summary>
    void Done();

    /// <summary>Nothing of the slice happened.</summary>
    void Undone(Exception fault);
}
