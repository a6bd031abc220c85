namespace Kelvin.Server.Tests.Faults;

/// <summary>Clients that load a server together, and what they know of it.</summary>
internal sealed class Crowd(Random random, int clients = 4, bool waitsAfterRefusal = true)
{
    private readonly List<Sender> senders = [.. Enumerable.Range(0, clients).Select(number => new Sender(number, random.Next(), waitsAfterRefusal))];

    public int Acknowledged => senders.Sum(sender => sender.Acknowledged);
    public int Refused => senders.Sum(sender => sender.Refused);
    public IReadOnlyList<SentBatch> Sent => [.. senders.SelectMany(sender => sender.SentSoFar)];

    /// <summary>Sends without end, until what is given back is stopped or the server is gone.</summary>
    /// <param name="failsAtTimes">An answer of 500 is no more than a refusal.</param>
    public Sending SendTo(ServerProcess server, bool failsAtTimes = false)
    {
        var stop = new CancellationTokenSource();
        return new Sending(stop, Task.WhenAll(senders.Select(sender => sender.Run(server.Http, stop.Token, failsAtTimes))));
    }

    /// <summary>Waits until so many more requests were answered with 200.</summary>
    public Task Acknowledges(int more, Sending meanwhile)
    {
        var until = Acknowledged + more;
        return Patience.For(() => Acknowledged >= until, "No call is acknowledged.", meanwhile.Ended);
    }

    internal sealed record Sending(CancellationTokenSource Stop, Task Ended) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Stop.CancelAsync();
            await Ended;
            Stop.Dispose();
        }
    }
}

/// <summary>Waits for states, in turns rather than for a time: a machine that stood still meanwhile fails no test.</summary>
internal static class Patience
{
    private const int Turns = 6_000;

    /// <param name="meanwhile">What goes on; when it fails, so does the waiting.</param>
    public static Task For(Func<bool> state, string otherwise, Task? meanwhile = null) => For(() => Task.FromResult(state()), otherwise, meanwhile);

    public static async Task For(Func<Task<bool>> state, string otherwise, Task? meanwhile = null)
    {
        for (var turn = 0; turn < Turns; turn++, await Task.Delay(10))
        {
            if (meanwhile is { IsFaulted: true }) await meanwhile;
            if (await state()) return;
        }
        throw new TimeoutException(otherwise);
    }
}
