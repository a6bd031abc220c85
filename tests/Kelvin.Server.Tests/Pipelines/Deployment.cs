using System.Text;
using Kelvin.Scoring.Plans;
using Kelvin.Server.Actions;
using Kelvin.Server.Actions.Automations;
using Kelvin.Server.Actions.Mail;
using Kelvin.Server.Actions.Tasks;
using Kelvin.Server.Api;
using Kelvin.Server.Erasure;
using Kelvin.Server.Ingest;
using Kelvin.Server.Leads;
using Kelvin.Server.Ledgers;
using Kelvin.Server.Scores;
using Kelvin.Server.Timelines;
using Kelvin.Server.Verification;
using Kelvin.Storage;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Ingest;
using Kelvin.Storage.Leads;
using Kelvin.Storage.Scores;
using Kelvin.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kelvin.Server.Tests.Pipelines;

/// <summary>A store in a temporary folder with the pipeline at work on it, and a clock that stands where it is put. No HTTP.</summary>
internal sealed class Deployment : IDisposable
{
    /// <summary>2025-03-01T12:00:00Z.</summary>
    public const long Noon = 1_740_830_400_000;
    public const long Minute = 60_000, Hour = 60 * Minute, Day = 24 * Hour;

    private readonly string folder = Directory.CreateTempSubdirectory("kelvin-store-").FullName;
    private readonly bool keepsFolder;

    /// <param name="isAtWork">False: slices of work are done only by <see cref="Slice"/>.</param>
    /// <param name="keyFile">Lets several deployments have one key, so that what they export can be compared.</param>
    public Deployment(string? folder = null, StandingClock? clock = null, string? keyFile = null, bool isAtWork = true, string? erasedFile = null)
    {
        if (folder is not null) (this.folder, keepsFolder) = (folder, true);
        Clock = clock ?? new StandingClock(Noon);
        Store = Store.Open(new StoreSettings { Path = Path, KeyFile = keyFile, ErasedFile = erasedFile, PageCacheKilobytes = 4096 }, Clock);
        var (webhooks, rules) = (new WebhookBook(Store), new AutomationBook(Store));
        var performer = new Performer(Store, new Recipients(Store), new TaskDesk(Store), webhooks);
        var acting = new Acting(Store, rules, performer, new Tracks(Store, rules, performer), new PlanCache(Store), NullLogger<Acting>.Instance);
        Pipeline = new Pipeline(Store, Clock, new Router(Store, webhooks, new Sparing(Store), acting, new Bell()), Index, NullLogger<Pipeline>.Instance);
        Eraser = new Eraser(Store, Pipeline, new Burials(Store));
        // A database over a network may lose us for a moment, and a slice is then simply done again.
        Store.Writer.OnFault = fault =>
        {
            if (!TestStores.ArePostgres || fault is not StoreFault { IsOfTheStore: true }) Faults.Add(fault);
        };
        if (isAtWork) Store.Writer.Attach(Pipeline);
    }

    public string Path => TestStores.In(folder);
    public StandingClock Clock { get; }
    public Store Store { get; }
    public Pipeline Pipeline { get; }
    public LeadIndex Index { get; } = new();
    public Eraser Eraser { get; }
    public List<Exception> Faults { get; } = [];

    /// <summary>Accepts calls as one request, and waits until they are processed.</summary>
    public async Task Process(params string[] calls)
    {
        await Accept(KeyPower.Server, calls);
        await Settle();
    }

    public async Task ProcessInPublic(params string[] calls)
    {
        await Accept(KeyPower.Public, calls);
        await Settle();
    }

    public async Task Accept(KeyPower power, params string[] calls)
    {
        var items = calls.Select(json =>
        {
            var bytes = Encoding.UTF8.GetBytes(json);
            var problem = CallReader.Read(bytes, out var call);
            if (problem != CallProblem.None) throw new ArgumentException($"{problem}: {json}");
            return new InboxItem(bytes, (byte)call.Type, call.StatedTime, call.MessageId.IsEmpty ? Guid.NewGuid().ToString() : null);
        }).ToList();
        var answer = await Store.Inbox.AppendAsync(new InboxBatch { ReceivedAt = Clock.Now, Power = power, Items = items });
        if (answer != InboxAnswer.OnDisk) throw new InvalidOperationException(answer.ToString());
    }

    /// <summary>Waits until nothing is left to do.</summary>
    public async Task Settle()
    {
        for (var i = 0; !IsSettled(); i++)
        {
            if (i > 100_000 || Faults.Count > 20) throw new TimeoutException("The pipeline does not come to rest: " + string.Join("; ", Faults.Select(fault => fault.ToString())));
            await Task.Delay(1);
        }
        if (Faults.Count > 0) throw new AggregateException("The pipeline stumbled.", Faults);
    }

    /// <summary>One slice of work, as the writer's thread does them. Says whether there is more to do.</summary>
    public async Task<bool> Slice()
    {
        var more = await Store.WriteAsync(tx => Pipeline.Work(tx, new SliceTime(TimeProvider.System, 10)));
        Pipeline.Done();
        return more;
    }

    /// <summary>Folds all rows of events into blocks, with packs for the active plans beside them.</summary>
    public async Task<long> Fold()
    {
        var folder = new Folder(Store, Clock) { OnDamage = (_, fault) => Faults.Add(fault) };
        using (var snapshot = Store.Read()) await folder.FollowAsync(ActivePlans.Read(snapshot, Store.Plans, Store.Segments).Set.Shapes.Layout);
        var folded = await folder.FoldAsync(FoldWhen.Always, CancellationToken.None);
        await folder.RepackAsync(CancellationToken.None);
        return folded;
    }

    /// <summary>Lets time go by, and waits until all that was due then is done.</summary>
    public async Task PassTo(long instant)
    {
        Clock.Now = instant;
        Store.Writer.Nudge();
        await Settle();
    }

    public async Task Publish(string plan, string document, bool raises = false)
    {
        if (PlanReader.Read(document) is { IsValid: false } reading) throw new ArgumentException(string.Join("; ", reading.Problems));
        await Store.WriteAsync(tx => Store.Plans.Add(tx, plan, "yaml", document, "test", Clock.Now, activate: true, raises));
        await Settle();
    }

    public StreamId? LeadOf(IdentityKind kind, string value)
    {
        using var snapshot = Store.Read();
        return Store.Identities.LeadOf(snapshot, Store.Key.IdentityOf(kind, value));
    }

    public StoredLead? Lead(string userId)
    {
        using var snapshot = Store.Read();
        return Store.Identities.LeadOf(snapshot, Store.Key.IdentityOf(IdentityKind.User, userId)) is { } id ? Store.Leads.Find(snapshot, id) : null;
    }

    public IReadOnlyList<StoredScore> Scores(StreamId lead)
    {
        using var snapshot = Store.Read();
        return Store.Scores.Of(snapshot, lead);
    }

    /// <summary>All that was raised of a lead, in order.</summary>
    public List<Recorded> Raised(string userId)
    {
        using var reading = LeadReading.Open(Store, new PlanCache(Store), Clock);
        return reading.Find(IdentityKind.User, userId) is { } lead ? [.. LedgerViews.InOrder(reading.CrossingsOf(lead))] : [];
    }

    public long Count(string counter)
    {
        using var snapshot = Store.Read();
        return Store.Counters.Read(snapshot, counter);
    }

    /// <summary>All that can be exported, and every score as it is stored, in one text.</summary>
    public string Exported()
    {
        using var reading = LeadReading.Open(Store, new PlanCache(Store), Clock);
        using var into = new MemoryStream();
        foreach (var kind in Export.Kinds.Keys) Export.Write(kind, into, csv: false, Clock.Now, reading, CancellationToken.None);
        var scores = Store.Leads.After(reading.Session, null, int.MaxValue).ToList().SelectMany(lead => Store.Scores.Of(reading.Session, lead.Id));
        return Encoding.UTF8.GetString(into.ToArray()) + string.Join('\n', scores);
    }

    /// <summary>What <c>kelvin verify</c> finds.</summary>
    public List<Finding> Verify()
    {
        using var store = Store.OpenForReading(Store.Settings);
        using var snapshot = store.Read();
        var findings = new List<Finding>();
        new Verifier(store, snapshot, findings.Add).Run(CancellationToken.None);
        return findings;
    }

    /// <summary>The first column of a query, as text.</summary>
    public List<string> Rows(string sql) => TestStores.Rows(Path, sql);

    public void Dispose()
    {
        Store.Dispose();
        if (!keepsFolder) TestStores.Remove(folder);
    }

    private bool IsSettled()
    {
        using var snapshot = Store.Read();
        return InboxStore.OldestReceipt(snapshot) is null && Store.Erasures.NextStream(snapshot) is null && !Store.Work.Any(snapshot) && Sweep.IsDone(Store, snapshot, Store.Plans.Epoch(snapshot))
            && !(Store.Leads.FirstDue(snapshot) <= Clock.Now) && !(Store.Accounts.FirstDue(snapshot) <= Clock.Now);
    }
}

/// <summary>A clock that only moves when it is told to.</summary>
internal sealed class StandingClock(long now) : TimeProvider
{
    public long Now { get; set; } = now;
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Now);
}
