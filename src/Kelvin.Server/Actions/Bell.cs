namespace Kelvin.Server.Actions;

/// <summary>Tells the dispatcher that something may be due. Only a hint, which may be lost: it looks by itself now and then.</summary>
internal sealed class Bell : IDisposable
{
    private readonly SemaphoreSlim rung = new(0, 1);
    private readonly Lock gate = new();
    private readonly HashSet<int> webhooks = [];
    private readonly HashSet<int> resumed = [];

    /// <summary>Wakes the dispatcher.</summary>
    public void Ring()
    {
        lock (gate)
        {
            if (rung.CurrentCount == 0) rung.Release();
        }
    }

    /// <summary>Something is due for these webhooks.</summary>
    public void Ring(IEnumerable<int> due)
    {
        lock (gate)
        {
            webhooks.UnionWith(due);
            if (rung.CurrentCount == 0) rung.Release();
        }
    }

    /// <summary>A person wants this webhook to be sent to now, however it fared before.</summary>
    public void Resume(int webhook)
    {
        lock (gate) resumed.Add(webhook);
        Ring([webhook]);
    }

    public Task Wait(TimeSpan most, CancellationToken cancellation) => rung.WaitAsync(most, cancellation);

    /// <summary>Which webhooks it rang for since the last call, and which of them a person resumed.</summary>
    public (IReadOnlyCollection<int> Due, IReadOnlyCollection<int> Resumed) Take()
    {
        lock (gate)
        {
            if (webhooks.Count == 0) return ([], []);
            var taken = (webhooks.ToArray(), resumed.ToArray());
            webhooks.Clear();
            resumed.Clear();
            return taken;
        }
    }

    public void Dispose() => rung.Dispose();
}
