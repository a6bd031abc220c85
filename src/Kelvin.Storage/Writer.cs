namespace Kelvin.Storage;

/// <summary>
/// The one that writes. Calls that came in go first, all that wait in one commit; then what was asked for by name, each in a
/// commit of its own; then one slice of the work that never ends. Nothing is answered before it is on disk. It has a thread
/// of its own; calls that find it idle are written on the thread that brings them (decision 0151).
/// </summary>
public sealed class Writer : IDisposable
{
    /// <summary>How long to leave a disk alone that refused.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(250);

    /// <summary>While calls come without end, they have the writer for so many times as long as the last slice took.</summary>
    private const int ShareOfCalls = 3;

    /// <summary>How soon calls follow upon others while somebody sends as fast as he may.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(1);

    private readonly Database database;
    private readonly StoreSettings settings;
    private readonly TimeProvider clock;
    private readonly Thread thread;
    private readonly object gate = new();
    private readonly List<IJob> urgent = [];
    private readonly Queue<IJob> jobs = [];
    private Session? session;
    private IWorker? worker;
    private bool workMayWait;
    private long sliceIsDueAt;
    private bool callsCame;
    private int urgentCount;
    private volatile bool emptyLog;
    private long emptiedLast;
    private bool stopping;

    /// <summary>The session is in use, by the writer's thread or by a caller who found it idle.</summary>
    private bool isBusy;

    internal Writer(Database database, StoreSettings settings, TimeProvider clock, Session session)
    {
        (this.database, this.settings, this.clock, this.session) = (database, settings, clock, session);
        thread = new Thread(Loop) { Name = "kelvin writer", IsBackground = true };
        thread.Start();
    }

    /// <summary>Whether the last write succeeded. When not, the writer keeps trying to get the store back.</summary>
    public bool IsHealthy { get; private set; } = true;

    /// <summary>Told of what failed beside an answer to its caller.</summary>
    public Action<Exception>? OnFault { get; set; }

    /// <summary>Told of every slice of work that is on disk, and how long it took.</summary>
    public Action<TimeSpan>? OnSlice { get; set; }

    /// <summary>Runs in one transaction by itself. The task ends when its effects are on disk; what it throws undoes them.</summary>
    public Task<T> RunAsync<T>(Func<Session, T> job) => Enqueue(new Job<T>(job), isUrgent: false);

    public Task RunAsync(Action<Session> job) => RunAsync<object?>(tx =>
    {
        job(tx);
        return null;
    });

    /// <summary>Runs before all else, in one commit with others of its kind, so it must not fail for reasons of its own.</summary>
    internal Task<T> RunUrgentAsync<T>(Func<Session, T> job)
    {
        var one = new Job<T>(job);
        if (!TryEnter()) return Enqueue(one, isUrgent: true);
        try
        {
            Commit([one]);
        }
        finally
        {
            Leave();
        }
        return one.Task;
    }

    /// <summary>Gives the writer its endless work. Once.</summary>
    public void Attach(IWorker work)
    {
        lock (gate)
        {
            worker = worker is null ? work : throw new InvalidOperationException("The writer has its work already.");
            workMayWait = true;
            Monitor.Pulse(gate);
        }
    }

    /// <summary>There may be something to work on.</summary>
    public void Nudge()
    {
        lock (gate)
        {
            workMayWait = true;
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Whether calls wait for the writer: a slice of work then ends early.</summary>
    internal bool UrgentWaits => Volatile.Read(ref urgentCount) > 0;

    /// <summary>
    /// Asks that the log be moved into the database and cut to nothing, as soon as no reader needs it: so that what was
    /// deleted does not live on there.
    /// </summary>
    public void EmptyLog() => emptyLog = true;

    /// <summary>Ends after what was handed in before is done.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (stopping) return;
            stopping = true;
            Monitor.Pulse(gate);
        }
        thread.Join();
        session?.Dispose();
    }

    private Task<T> Enqueue<T>(Job<T> job, bool isUrgent)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(stopping, this);
            if (isUrgent) urgent.Add(job);
            else jobs.Enqueue(job);
            urgentCount = urgent.Count;
            Monitor.Pulse(gate);
        }
        return job.Task;
    }

    /// <summary>
    /// Takes the session where nobody uses or waits for it: then a call need not pass from thread to thread and back, which
    /// takes longer than the disk. Where many come, they wait for each other and go in groups.
    /// </summary>
    private bool TryEnter()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(stopping, this);
            if (isBusy || session is null || emptyLog || urgent.Count > 0 || jobs.Count > 0 || WorkIsDue) return false;
            return isBusy = callsCame = true;
        }
    }

    private void Leave()
    {
        lock (gate)
        {
            isBusy = false;
            workMayWait = true;
            Monitor.Pulse(gate);
        }
    }

    private void Loop()
    {
        var group = new List<IJob>();
        while (Take(group, out var work))
        {
            if (emptyLog && session is not null) TryEmptyLog();
            if (group.Count == 0 && work is null) continue;
            if (session is null && !Reopen())
            {
                foreach (var job in group) job.Fail(new StoreException("The store is not available."));
                group.Clear();
                continue;
            }
            if (group.Count > 0)
            {
                Commit(group);
                Nudge();
            }
            else if (work is not null) Slice(work);
            group.Clear();
        }
    }

    /// <summary>Waits for something to do: a group of jobs for one commit, or else the worker. False: it is time to stop.</summary>
    private bool Take(List<IJob> group, out IWorker? work)
    {
        work = null;
        lock (gate)
        {
            isBusy = false;
            while (true)
            {
                while (isBusy) Monitor.Wait(gate);
                if (urgent.Count > 0)
                {
                    if (WorkIsDue)
                    {
                        work = TakeWorker();
                        return isBusy = true;
                    }
                    group.AddRange(urgent);
                    urgent.Clear();
                    urgentCount = 0;
                    return isBusy = callsCame = true;
                }
                if (jobs.TryDequeue(out var job))
                {
                    group.Add(job);
                    return isBusy = true;
                }
                if (stopping) return false;
                if (worker is not null && workMayWait)
                {
                    // Where calls come without end, the next are here in a moment, and would have to wait for a whole slice.
                    if (callsCame && clock.GetTimestamp() < sliceIsDueAt && (Monitor.Wait(gate, Breath) || isBusy)) continue;
                    work = TakeWorker();
                    return isBusy = true;
                }
                if (!emptyLog) Monitor.Wait(gate);
                else if (!Monitor.Wait(gate, Rest) && !isBusy) return isBusy = true;
            }
        }
    }

    /// <summary>Calls that never end would starve the worker, so that it has its share.</summary>
    private bool WorkIsDue => workMayWait && callsCame && worker is not null && !stopping && clock.GetTimestamp() >= sliceIsDueAt;

    private IWorker TakeWorker()
    {
        workMayWait = callsCame = false;
        return worker!;
    }

    private void Commit(List<IJob> group)
    {
        try
        {
            session!.Begin();
            foreach (var job in group) job.Run(session);
            session.Commit();
            IsHealthy = true;
        }
        catch (Exception fault)
        {
            Undo(fault);
            foreach (var job in group) job.Fail(fault);
            return;
        }
        foreach (var job in group) job.Succeed();
    }

    private void Slice(IWorker work)
    {
        bool more;
        var began = clock.GetTimestamp();
        try
        {
            session!.Begin();
            more = work.Work(session, new SliceTime(clock, settings.SliceMilliseconds, this));
            session.Commit();
            IsHealthy = true;
        }
        catch (Exception fault)
        {
            Undo(fault);
            OnFault?.Invoke(fault);
            if (fault is StoreFault { IsOfTheStore: true }) Thread.Sleep(Rest);
            return;
        }
        work.Done();
        var ended = clock.GetTimestamp();
        OnSlice?.Invoke(clock.GetElapsedTime(began, ended));
        sliceIsDueAt = ended + (ShareOfCalls * (ended - began));
        if (more) Nudge();
    }

    /// <summary>Not while there is work to do, which may delete more, unless that goes on for long.</summary>
    private void TryEmptyLog()
    {
        if (workMayWait && clock.GetElapsedTime(emptiedLast).TotalSeconds < 5) return;
        emptiedLast = clock.GetTimestamp();
        try
        {
            if (session!.EmptyLog()) emptyLog = false;
        }
        catch (StoreFault fault)
        {
            OnFault?.Invoke(fault);
        }
    }

    /// <summary>
    /// After a failed write of the disk nobody knows what is on it: the kernel may have forgotten pages that it could not
    /// write. So the connection is closed, and the store is used again only after all of its log has been moved and synced.
    /// </summary>
    private void Undo(Exception fault)
    {
        if (fault is StoreFault { IsOfTheStore: true }) IsHealthy = false;
        worker?.Undone(fault);
        Nudge();
        try
        {
            session!.RollBack();
        }
        catch (StoreFault)
        {
            IsHealthy = false;
        }
        if (fault is not StoreFault { EndsConnection: true }) return;
        session!.Dispose();
        session = null;
    }

    private bool Reopen()
    {
        try
        {
            session = new Session(database.OpenWriterAgain());
            return true;
        }
        catch (Exception fault) when (database.IsFaultOfOpening(fault))
        {
            OnFault?.Invoke(fault);
            Thread.Sleep(Rest);
            return false;
        }
    }
}
