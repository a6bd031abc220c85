using Kelvin.Scoring.Values;
using Kelvin.Storage.Keys;
using Kelvin.Storage.Ledgers;
using Kelvin.Storage.Scores;
using Kelvin.Storage.Sqlite;
using Kelvin.Storage.Timelines;

namespace Kelvin.Storage.Accounts;

/// <summary>An account. Its id is no person's name, and so lies open.</summary>
public sealed record StoredAccount(StreamId Key, string AccountId, long? FirstSeen);

/// <summary>What one <c>group</c> call said of an account: a copy for the account's own history, sealed with the key of the lead's stream.</summary>
public sealed record StoredFact(StreamId Stream, MessageKey Message, long Timestamp, long Accepted, byte[] Sealed)
{
    public (string MessageId, Value Traits) Open(Seal seal)
    {
        Span<byte> nonce = stackalloc byte[Seal.NonceBytes];
        Nonce.Write(nonce, Accepted, SealedAs.AccountFact);
        var from = new ByteReader(seal.Open(nonce, Sealed));
        return (ValueFormat.ReadText(ref from), ValueFormat.Read(ref from));
    }

    internal static byte[] Close(StoredEvent stored, Seal seal)
    {
        var to = new ByteWriter();
        ValueFormat.Write(to, stored.Event.MessageId);
        ValueFormat.Write(to, stored.Event.Properties);
        Span<byte> nonce = stackalloc byte[Seal.NonceBytes];
        Nonce.Write(nonce, stored.Accepted, SealedAs.AccountFact);
        return seal.Close(nonce, to.Written);
    }
}

/// <summary>The accounts, what the <c>group</c> calls of all leads said of them, and their scores.</summary>
public sealed class AccountStore
{
    private const string ScoreColumns = "select account, plan, version, fit, engagement, score, grade, level, label, verdict, at, next_change_at from account_scores ";

    public StoredAccount? Find(Session session, StreamId account)
    {
        using var row = session.Sql("select account_id, first_seen from accounts where bucket = $1 and account = $2").BindWithBucket(account);
        return row.Step() ? new StoredAccount(account, row.Text(0), row.LongOrNull(1)) : null;
    }

    public void Put(Session tx, StoredAccount account) =>
        tx.Sql("insert into accounts (bucket, account, account_id, first_seen) values ($1, $2, $3, $4) on conflict (bucket, account) do update set first_seen = excluded.first_seen")
            .BindWithBucket(account.Key).Bind(account.AccountId).Bind(account.FirstSeen).Run();

    /// <summary>What was announced of an account; null when it was never evaluated.</summary>
    public KeptLedger? Ledger(Session session, StreamId account)
    {
        using var row = session.Sql("select ledger from accounts where bucket = $1 and account = $2").BindWithBucket(account);
        return row.Step() && !row.IsNull(0) ? KeptLedger.Read(row.Blob(0)) : null;
    }

    /// <param name="dueAt">When the account is to be scored again if nothing happens; null: never.</param>
    public void PutLedger(Session tx, StreamId account, KeptLedger ledger, long? dueAt) =>
        tx.Sql("update accounts set stage = $3, due_at = $4, ledger = $5 where bucket = $1 and account = $2")
            .BindWithBucket(account).BindTextOrNull(ledger.Place.Stage).Bind(dueAt).Bind(ledger.Write()).Run();

    /// <summary>The account is not to be looked at before an instant, whatever becomes of it now.</summary>
    public void PutOff(Session tx, StreamId account, long until) =>
        tx.Sql("update accounts set due_at = $3 where bucket = $1 and account = $2").BindWithBucket(account).Bind(until).Run();

    /// <summary>The accounts that are due by an instant, in the order in which they are.</summary>
    public List<StreamId> Due(Session session, long by, int most)
    {
        var due = new List<StreamId>();
        using var rows = session.Sql("select account from accounts where due_at <= $1 order by due_at, bucket, account limit $2").Bind(by).Bind(most);
        while (rows.Step()) due.Add(rows.Id(0));
        return due;
    }

    /// <summary>When the first account is due; null: none ever.</summary>
    public long? FirstDue(Session session)
    {
        using var row = session.Sql("select due_at from accounts where due_at is not null order by due_at limit 1");
        return row.Step() ? row.Long(0) : null;
    }

    public void Delete(Session tx, StreamId account)
    {
        tx.Sql("delete from crossings where bucket = $1 and subject = $2").BindWithBucket(account).Run();
        tx.Sql("delete from accounts where bucket = $1 and account = $2").BindWithBucket(account).Run();
        tx.Sql("delete from account_scores where bucket = $1 and account = $2").BindWithBucket(account).Run();
    }

    /// <summary>The accounts after one, in the order of their keys.</summary>
    public List<StoredAccount> After(Session session, StreamId? last, int most)
    {
        var accounts = new List<StoredAccount>();
        using var rows = session.Sql("select account, account_id, first_seen from accounts where (bucket, account) > ($1, $2) order by bucket, account limit $3")
            .BindWithBucket(last ?? default).Bind(most);
        while (rows.Step()) accounts.Add(new StoredAccount(rows.Id(0), rows.Text(1), rows.LongOrNull(2)));
        return accounts;
    }

    public void AddFact(Session tx, StreamId account, StreamId stream, StoredEvent group, Seal seal) =>
        tx.Sql("insert into account_facts (bucket, account, stream, message, timestamp, accepted, detail) values ($1, $2, $3, $4, $5, $6, $7) on conflict (bucket, account, stream, message) do nothing")
            .BindWithBucket(account).Bind(stream).Bind(group.Key).Bind(group.Event.Timestamp).Bind(group.Accepted).Bind(StoredFact.Close(group, seal)).Run();

    public List<StoredFact> Facts(Session session, StreamId account)
    {
        var facts = new List<StoredFact>();
        using var rows = session.Sql("select stream, message, timestamp, accepted, detail from account_facts where bucket = $1 and account = $2").BindWithBucket(account);
        while (rows.Step()) facts.Add(new StoredFact(rows.Id(0), MessageKey.Read(rows.Blob(1)), rows.Long(2), rows.Long(3), rows.Blob(4).ToArray()));
        return facts;
    }

    /// <summary>The streams that ever had a <c>group</c> call for the account.</summary>
    public List<StreamId> Streams(Session session, StreamId account)
    {
        var streams = new List<StreamId>();
        using var rows = session.Sql("select distinct stream from account_facts where bucket = $1 and account = $2").BindWithBucket(account);
        while (rows.Step()) streams.Add(rows.Id(0));
        return streams;
    }

    /// <summary>Forgets what one stream said of the account.</summary>
    public void DeleteFacts(Session tx, StreamId account, StreamId stream) =>
        tx.Sql("delete from account_facts where bucket = $1 and account = $2 and stream = $3").BindWithBucket(account).Bind(stream).Run();

    public List<StoredScore> Scores(Session session, StreamId account)
    {
        var scores = new List<StoredScore>();
        using var rows = session.Sql(ScoreColumns + "where bucket = $1 and account = $2 order by plan").BindWithBucket(account);
        while (rows.Step()) scores.Add(ScoreStore.Read(rows));
        return scores;
    }

    public void PutScore(Session tx, StoredScore score) =>
        tx.Sql("insert into account_scores (bucket, account, plan, version, fit, engagement, score, grade, level, label, verdict, at, next_change_at) "
            + "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict (bucket, account, plan) do update set version = excluded.version, fit = excluded.fit, "
            + "engagement = excluded.engagement, score = excluded.score, grade = excluded.grade, level = excluded.level, label = excluded.label, verdict = excluded.verdict, "
            + "at = excluded.at, next_change_at = excluded.next_change_at")
            .BindWithBucket(score.Subject).Bind(score.Plan).Bind(score.Version).Bind(score.Fit).Bind(score.Engagement).Bind(score.Score)
            .BindTextOrNull(score.Grade).BindTextOrNull(score.Level).BindTextOrNull(score.Label).BindTextOrNull(score.Verdict).Bind(score.At).Bind(score.NextChangeAt).Run();

    public void DeleteScore(Session tx, StreamId account, int plan) =>
        tx.Sql("delete from account_scores where bucket = $1 and account = $2 and plan = $3").BindWithBucket(account).Bind(plan).Run();
}
