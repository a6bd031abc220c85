using System.Buffers.Binary;
using Kelvin.Server.Leads;
using Kelvin.Storage;
using Kelvin.Storage.Scores;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Scores;

/// <summary>
/// After the plans have changed, takes all leads, then all accounts, that were last scored with older ones, in the order
/// of their ids. How far it has come is in the store, so it goes on where it was after a crash.
/// </summary>
internal sealed class Sweep(Store store, LeadBook leads)
{
    private const string Name = "sweep";

    /// <summary>All leads are done, and accounts are left.</summary>
    private const double AccountsLeft = 0.99;

    private Position? position;

    /// <summary>Touches the next few leads, at most so many. Says whether there may be more.</summary>
    public bool Advance(Session tx, long epoch, long now, int most)
    {
        var at = position ??= Read(tx);
        if (at.Epoch < epoch) at = new Position(epoch, Phase.Leads, default);
        if (at.Phase == Phase.Done) return false;
        at = at.Phase == Phase.Leads ? AdvanceLeads(tx, at, most) : AdvanceAccounts(tx, at, now, most);
        position = at;
        Write(tx, at);
        return at.Phase != Phase.Done;
    }

    /// <summary>Whether every score comes from the plans of that epoch.</summary>
    public static bool IsDone(Store store, Session session, long epoch)
    {
        var at = Decode(store.OwnSettings.Read(session, Name));
        return epoch == 0 || (at.Epoch >= epoch && at.Phase == Phase.Done);
    }

    /// <summary>How much of the leads has scores by the plans of that epoch, 0 to 1: ids are spread evenly.</summary>
    public static double ShareDone(Store store, Session session, long epoch)
    {
        var at = Decode(store.OwnSettings.Read(session, Name));
        if (epoch == 0 || (at.Epoch >= epoch && at.Phase == Phase.Done)) return 1;
        if (at.Epoch < epoch) return 0;
        return at.Phase == Phase.Leads ? at.Last.Bucket / (double)StreamId.Buckets : AccountsLeft;
    }

    public void Forget() => position = null;

    private Position AdvanceLeads(Session tx, Position at, int most)
    {
        var next = store.Leads.After(tx, at.Last, most).ToList();
        foreach (var lead in next.Where(lead => lead.Epoch < at.Epoch)) leads.Touch(leads.Find(tx, lead.Id));
        return next.Count < most ? new Position(at.Epoch, Phase.Accounts, default) : at with { Last = next[^1].Id };
    }

    private Position AdvanceAccounts(Session tx, Position at, long now, int most)
    {
        var next = store.Accounts.After(tx, at.Last, most);
        foreach (var account in next) store.Work.Queue(tx, WorkKind.Account, account.Key, now);
        return next.Count < most ? at with { Phase = Phase.Done } : at with { Last = next[^1].Key };
    }

    private Position Read(Session tx) => Decode(store.OwnSettings.Read(tx, Name));

    private static Position Decode(byte[]? bytes) => bytes is null
        ? new Position(0, Phase.Done, default)
        : new Position(BinaryPrimitives.ReadInt64LittleEndian(bytes), (Phase)bytes[8], StreamId.Read(bytes.AsSpan(9)));

    private void Write(Session tx, Position at)
    {
        Span<byte> bytes = stackalloc byte[9 + StreamId.Bytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, at.Epoch);
        bytes[8] = (byte)at.Phase;
        at.Last.Write(bytes[9..]);
        store.OwnSettings.Write(tx, Name, bytes);
    }

    private enum Phase : byte { Leads = 1, Accounts = 2, Done = 3 }

    private readonly record struct Position(long Epoch, Phase Phase, StreamId Last);
}
