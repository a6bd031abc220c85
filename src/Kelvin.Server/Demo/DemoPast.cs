using Kelvin.Server.Ingest;
using Kelvin.Server.Settings;
using Kelvin.Storage;
using Kelvin.Storage.Ingest;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Demo;

/// <summary>
/// Lives the year through: the clock is set forward step by step, and in each step the calls of that time go the way of all
/// calls, from the inbox through the pipeline. So scores, and whatever was announced, are what they would be had the
/// server run for a year.
/// </summary>
internal sealed class DemoPast : IDisposable
{
    /// <summary>Calls of so long a time are received together; each visit is one or a few of them.</summary>
    private const long RequestMilliseconds = 5 * Calendar.Minute;

    /// <summary>A step is one slice of the pipeline's work, so that everybody is scored at its end, with all calls of it.</summary>
    private const int CallsPerStep = 900;
    private const int SliceMilliseconds = 600_000;

    private readonly DemoYear year;
    private readonly DemoClock clock;
    private readonly ServiceProvider services;
    private readonly Store store;
    private readonly StepByStep worker;

    public DemoPast(string path, DemoYear year)
    {
        this.year = year;
        clock = new DemoClock(year.Calendar.Start);
        services = new ServiceCollection().AddLogging().AddKelvin(new ConfigurationBuilder().Build())
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton(Store.Open(new StoreSettings { Path = path, SliceMilliseconds = SliceMilliseconds }, clock))
            .BuildServiceProvider();
        store = services.GetRequiredService<Store>();
        worker = new StepByStep(services.GetRequiredService<Pipeline>(), store.Writer);
        store.Writer.OnFault = worker.Fail;
        store.Writer.Attach(worker);
    }

    /// <param name="progress">Told of the calls that are done.</param>
    public async Task Live(IReadOnlyList<DemoCall> calls, Action<long>? progress)
    {
        await store.WriteAsync(tx => DemoStore.MarkAsOne(store, tx));
        var plans = new Queue<DemoPlan>(DemoPlans.All().OrderByDescending(plan => plan.DaysOld));
        var isAlone = true;
        for (var done = 0; clock.Now < year.Calendar.Now;)
        {
            var end = EndOfStep(calls, done);
            var until = end < calls.Count ? calls[end].At - 1 : year.Calendar.Now;
            while (plans.TryPeek(out var plan) && year.Calendar.Now - plan.DaysOld * Calendar.Day < until) await store.WriteAsync(tx => Publish(tx, plans.Dequeue()));
            if (isAlone && until > year.Calendar.Now - DemoWebhooks.DaysOld * Calendar.Day)
            {
                await store.WriteAsync(tx => DemoWebhooks.Add(store, tx, clock.Now));
                isAlone = false;
            }
            await Receive(calls, done, end);
            // Nothing was worked on while these calls came in: so none of them is late.
            clock.Now = until;
            await worker.Run();
            done = end;
            progress?.Invoke(done);
        }
    }

    public void Dispose()
    {
        store.Dispose();
        services.Dispose();
    }

    /// <summary>Calls of the same instant belong to the same step.</summary>
    private static int EndOfStep(IReadOnlyList<DemoCall> calls, int start)
    {
        var end = Math.Min(start + CallsPerStep, calls.Count);
        while (end < calls.Count && calls[end].At == calls[end - 1].At) end++;
        return end;
    }

    private void Publish(Session tx, DemoPlan plan) => store.Plans.Add(tx, plan.Id, "yaml", plan.Document, Site.Company, clock.Now, activate: true);

    private async Task Receive(IReadOnlyList<DemoCall> calls, int start, int end)
    {
        var answers = new List<Task<InboxAnswer>>();
        while (start < end)
        {
            var items = new List<InboxItem>();
            var until = calls[start].At + RequestMilliseconds;
            long last = 0;
            for (; start < end && calls[start].At < until; start++)
            {
                last = calls[start].At;
                items.Add(Item(calls[start]));
            }
            answers.Add(store.Inbox.AppendAsync(new InboxBatch { ReceivedAt = last + 240, Power = KeyPower.Server, Items = items }));
        }
        foreach (var answer in answers)
        {
            if (await answer != InboxAnswer.OnDisk) throw new StoreException("The demo's calls could not be stored.");
        }
    }

    private static InboxItem Item(DemoCall made) =>
        CallReader.Read(made.Json, out var call) is var problem and not CallProblem.None
            ? throw new InvalidOperationException($"The demo made a call that is refused: {problem}.")
            : new InboxItem(made.Json, (byte)call.Type, made.At);

    /// <summary>The pipeline, held back until it is told to go on, and then let run until it has nothing left to do.</summary>
    private sealed class StepByStep(Pipeline pipeline, Writer writer) : IWorker
    {
        private TaskCompletionSource? running;
        private bool hasMore;

        public Task Run()
        {
            var run = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref running, run);
            writer.Nudge();
            return run.Task;
        }

        public bool Work(Session session, SliceTime time) => Volatile.Read(ref running) is not null && (hasMore = pipeline.Work(session, time));

        public void Done()
        {
            if (Volatile.Read(ref running) is not { } run) return;
            pipeline.Done();
            if (hasMore) return;
            Volatile.Write(ref running, null);
            run.SetResult();
        }

        public void Undone(Exception fault) => pipeline.Undone(fault);

        public void Fail(Exception fault) => Volatile.Read(ref running)?.TrySetException(fault);
    }
}
