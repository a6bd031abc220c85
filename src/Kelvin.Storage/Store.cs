using Kelvin.Storage.Access;
using Kelvin.Storage.Accounts;
using Kelvin.Storage.Actions;
using Kelvin.Storage.Erasure;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Ingest;
using Kelvin.Storage.Keys;
using Kelvin.Storage.Leads;
using Kelvin.Storage.Ledgers;
using Kelvin.Storage.Plans;
using Kelvin.Storage.Reports;
using Kelvin.Storage.Scores;
using Kelvin.Storage.Sqlite;
using Kelvin.Storage.Timelines;

namespace Kelvin.Storage;

/// <summary>
/// The database: one class for each stage's tables, one writer, and snapshots to read from. The classes hold the SQL and
/// no decisions; they are given the transaction or the snapshot that they work in.
/// </summary>
public sealed class Store : IDisposable
{
    private readonly Snapshots snapshots;
    private readonly Writer? writer;
    private readonly InboxStore? inbox;
    private readonly IDisposable? claim;

    private Store(Database database, StoreSettings settings, TimeProvider clock)
    {
        Settings = settings;
        claim = database.Claim();
        var session = new Session(database.OpenWriter());
        try
        {
            // What was deleted just before a crash is not to live on in the log.
            session.EmptyLog();
            session.Connection.LockSchema();
            Migrations.Apply(session.Connection);
            session.Begin();
            Key = ServerKeys.FindOrMake(session, settings.KeyFile);
            session.Commit();
            Erased = settings.ErasedFile is { } erased ? ErasedFile.Open(erased, Key) : null;
            session.Connection.UnlockSchema();
        }
        catch
        {
            session.Dispose();
            claim?.Dispose();
            throw;
        }
        Schema = Migrations.Newest;
        Identities = new IdentityStore(Key);
        Erasures = new ErasureStore(Key);
        Outbox = new OutboxStore(Key, Identities);
        Tasks = new TaskStore(Key, Identities);
        Webhooks = new WebhookStore(Key);
        Crossings = new CrossingStore(Key, Identities);
        Summaries = new SummaryStore(Key);
        Marks = new MarkStore(Key, Identities);
        Packs = new PackStore(Key);
        snapshots = new Snapshots(database, settings.Readers);
        writer = new Writer(database, settings, clock, session);
        using var snapshot = snapshots.Open();
        inbox = new InboxStore(writer, settings, Key, clock, Counters, snapshot);
    }

    private Store(Database database, StoreSettings settings)
    {
        Settings = settings;
        snapshots = new Snapshots(database, settings.Readers);
        using var snapshot = snapshots.Open();
        Schema = snapshot.Connection.Schema();
        if (Schema != Migrations.Newest) throw new StoreException($"The store has schema {Schema}, and this version of Kelvin works with {Migrations.Newest}. Start the server once to bring it up to date, or use the version that wrote it.");
        Key = ServerKeys.Find(snapshot, settings.KeyFile);
        Identities = new IdentityStore(Key);
        Erasures = new ErasureStore(Key);
        Outbox = new OutboxStore(Key, Identities);
        Tasks = new TaskStore(Key, Identities);
        Webhooks = new WebhookStore(Key);
        Crossings = new CrossingStore(Key, Identities);
        Summaries = new SummaryStore(Key);
        Marks = new MarkStore(Key, Identities);
        Packs = new PackStore(Key);
    }

    public StoreSettings Settings { get; }

    /// <summary>What to call it in messages to people; no secrets.</summary>
    public string Name => Postgres.PostgresAddress.Shown(Settings.Path);

    /// <summary>The number of the schema.</summary>
    public int Schema { get; }

    public ServerKey Key { get; }

    /// <summary>Whether the key lies in the database itself, so that a copy of it can be read by whoever has it (decision 0041).</summary>
    public bool HoldsItsKey(Session session) => ServerKeys.IsInside(session);

    public Writer Writer => writer ?? throw new InvalidOperationException("The store was opened for reading only.");
    public InboxStore Inbox => inbox ?? throw new InvalidOperationException("The store was opened for reading only.");
    public CounterStore Counters { get; } = new();
    public SettingsStore OwnSettings { get; } = new();
    public IdentityStore Identities { get; }
    public LinkStore Links { get; } = new();
    public LeadStore Leads { get; } = new();
    public SummaryStore Summaries { get; }
    public TimelineStore Timelines { get; } = new();
    public PackStore Packs { get; }
    public ScoreStore Scores { get; } = new();
    public AccountStore Accounts { get; } = new();
    public WorkStore Work { get; } = new();
    public ErasureStore Erasures { get; }

    /// <summary>The tombstones outside of the database; null when none are kept there, or the store was opened for reading only.</summary>
    public ErasedFile? Erased { get; }

    public CrossingStore Crossings { get; }
    public MarkStore Marks { get; }
    public OutboxStore Outbox { get; }
    public TaskStore Tasks { get; }
    public AutomationStore Automations { get; } = new();
    public RunStore Runs { get; } = new();
    public WebhookStore Webhooks { get; }
    public DeliveryStore Deliveries { get; } = new();
    public DeliveryLists DeliveryLists { get; } = new();
    public RingStore Rings { get; } = new();
    public PlanStore Plans { get; } = new();
    public Catalogue.CatalogueStore Catalogue { get; } = new();
    public Segments.SegmentStore Segments { get; } = new();
    public AccessStore Access { get; } = new();
    public SessionStore Sessions { get; } = new();
    public UserStore Users { get; } = new();
    public TeamStore Teams { get; } = new();
    public OwnerStore Owners { get; } = new();
    public LabelCountStore LabelCounts { get; } = new();
    public ScoreList ScoreLists { get; } = new();

    /// <summary>Opens the store for a server that writes to it, makes it when it is not there, and brings its schema up to date.</summary>
    public static Store Open(StoreSettings settings, TimeProvider clock) => Open(settings, database => new Store(database, settings, clock));

    /// <summary>Opens a store that is there for reading, also while a server writes to it.</summary>
    public static Store OpenForReading(StoreSettings settings) => Open(settings, database =>
        database.Exists ? new Store(database, settings) : throw new StoreException($"There is no store at '{database.Name}'."));

    private static Store Open(StoreSettings settings, Func<Database, Store> open)
    {
        var database = Database.Of(settings);
        try
        {
            return open(database);
        }
        catch (Exception fault) when (database.IsFaultOfOpening(fault))
        {
            throw new StoreException($"The store '{database.Name}' cannot be opened: {fault.Message}", fault);
        }
    }

    /// <summary>The store as it stands now, for reading. Dispose it soon.</summary>
    public Snapshot Read() => snapshots.Open();

    /// <summary>Writes in a transaction of its own; the task ends when it is on disk.</summary>
    public Task<T> WriteAsync<T>(Func<Session, T> job) => Writer.RunAsync(job);

    public Task WriteAsync(Action<Session> job) => Writer.RunAsync(job);

    public void Dispose()
    {
        // The writer last: only a connection that may write moves the log into the database as it closes.
        snapshots.Dispose();
        writer?.Dispose();
        claim?.Dispose();
    }
}
