namespace Kelvin.Storage;

/// <summary>One connection to a database, and what differs between databases. A session keeps its statements.</summary>
internal abstract class Connection : IDisposable
{
    /// <summary>Whether anything was written since the transaction began.</summary>
    public abstract bool HasWritten { get; }

    public abstract Statement Prepare(string sql);

    /// <summary>Runs a statement once, without keeping it.</summary>
    public abstract void Execute(string sql);

    /// <summary>Begins a transaction that writes.</summary>
    public abstract void Begin();

    /// <summary>Begins a transaction that sees the database as it stands now, until it ends.</summary>
    public abstract void BeginReading();

    public abstract void Commit();

    /// <summary>Ends a transaction that failed, or that only read; the database may have ended it by itself.</summary>
    public abstract void RollBack();

    /// <summary>Marks a place in the transaction to which <see cref="BackToSaved"/> can go back.</summary>
    public abstract void Save();

    public abstract void BackToSaved();

    /// <summary>Sees to it that what was deleted does not live on in a log of the database. False: a reader still needs it.</summary>
    public virtual bool EmptyLog() => true;

    /// <summary>The number of the schema.</summary>
    public abstract int Schema();

    /// <summary>Keeps the number of the schema, in the transaction that changes it.</summary>
    public abstract void SetSchema(int number);

    /// <summary>A migration's statement in the words of this database.</summary>
    public abstract string Dialect(string statement);

    /// <summary>Waits until nobody else changes the schema, and keeps others from it.</summary>
    public virtual void LockSchema()
    {
    }

    public virtual void UnlockSchema()
    {
    }

    /// <summary>Whether it can be used again after its transaction.</summary>
    public virtual bool IsUsable => true;

    public abstract void Dispose();
}

/// <summary>Where the store is, and how to get connections to it.</summary>
internal abstract class Database
{
    /// <summary>What to call it in messages to people; no secrets.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it is there to be read.</summary>
    public abstract bool Exists { get; }

    /// <summary>Sees to it that nobody writes to the store who must not while this server does; ends with the process.</summary>
    public abstract IDisposable? Claim();

    public abstract Connection OpenWriter();

    public abstract Connection OpenReader();

    /// <summary>A connection in place of one that was lost: what the lost one believed to be stored is made sure of, or forgotten.</summary>
    public abstract Connection OpenWriterAgain();

    /// <summary>Whether a fault means that the store cannot be opened, and not that the program is wrong.</summary>
    public abstract bool IsFaultOfOpening(Exception fault);

    public static Database Of(StoreSettings settings) =>
        Postgres.PostgresDatabase.IsAddress(settings.Path) ? new Postgres.PostgresDatabase(settings) : new Sqlite.SqliteFile(settings);
}
