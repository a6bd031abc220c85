using Kelvin.Scoring.Explanations;
using Kelvin.Scoring.Ledger;
using Kelvin.Storage;
using Kelvin.Storage.Actions;
using Kelvin.Storage.Ledgers;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Ledgers;

/// <summary>
/// Records what a walk has raised, in the transaction that makes it true: a row of the ledger, and a message for the world
/// with the same id.
/// </summary>
internal sealed class Record(Store store)
{
    private readonly List<StoredCrossing> rows = [];
    private readonly List<OutboxItem> messages = [];

    /// <param name="versionOf">The number and version of a plan.</param>
    /// <param name="partsAt">What the score of a plan was made of at an instant; nothing where that is not kept.</param>
    public void Raise(
        Session tx, About about, WalkEnd end, Funnel funnel, Func<string, (int Number, int Version)> versionOf, Func<string, long, IReadOnlyList<Part>> partsAt, long now)
    {
        if (end.Crossings.Count + end.Moves.Count == 0) return;
        Begin();
        foreach (var crossing in end.Crossings)
        {
            var id = OutboxItem.NewId(about.Subject, now);
            var (number, version) = versionOf(crossing.Plan);
            var data = Announcement.Of(about, crossing, version, id, partsAt(crossing.Plan, crossing.Evaluated));
            rows.Add(new StoredCrossing(id, about.Subject, Announcement.RowOf(crossing.Kind), number, version, crossing.At, now, data));
            var type = about.AccountId is null ? MessageType.LeadCrossing : MessageType.AccountCrossing;
            messages.Add(new OutboxItem(id, type, about.Subject, crossing.At, now, Announcement.TopicOf(crossing), data));
        }
        foreach (var move in end.Moves)
        {
            var (number, version) = versionOf(move.Plan!);
            Add(about, move, funnel, number, version, partsAt(move.Plan!, move.Evaluated), now);
        }
        Write(tx, about);
    }

    /// <summary>Somebody moves a lead.</summary>
    public void Raise(Session tx, About about, StageMove move, Funnel funnel, Said said, long now)
    {
        Begin();
        Add(about, move, funnel, null, null, [], now, said);
        Write(tx, about);
    }

    /// <summary>A lead has entered segments, or left them.</summary>
    public void Raise(Session tx, About about, IReadOnlyList<SegmentMove> moves, long now)
    {
        Begin();
        foreach (var move in moves)
        {
            var id = OutboxItem.NewId(about.Subject, now);
            var data = Announcement.Of(about, move, id);
            rows.Add(new StoredCrossing(id, about.Subject, RowKind.Segment, null, null, move.At, now, data));
            messages.Add(new OutboxItem(id, MessageType.LeadCrossing, about.Subject, move.At, now, new Topic(null, "segment", move.Entered ? "up" : "down", move.Name), data));
        }
        Write(tx, about);
    }

    /// <summary>Of what another could not be raised, because its history did not open, nothing may be left.</summary>
    private void Begin()
    {
        rows.Clear();
        messages.Clear();
    }

    private void Add(About about, StageMove move, Funnel funnel, int? number, int? version, IReadOnlyList<Part> parts, long now, Said? said = null)
    {
        var id = OutboxItem.NewId(about.Subject, now);
        var direction = funnel.PlaceOf(move.To) > funnel.PlaceOf(move.From) ? "up" : "down";
        var data = Announcement.Of(about, move, direction, version, id, parts, said);
        rows.Add(new StoredCrossing(id, about.Subject, RowKind.Stage, number, version, move.At, now, data));
        if (move.Silent) return;
        var type = about.AccountId is null ? MessageType.LeadStageChanged : MessageType.AccountCrossing;
        messages.Add(new OutboxItem(id, type, about.Subject, move.At, now, new Topic(move.Plan, "stage", direction, move.To ?? "none"), data));
    }

    private void Write(Session tx, About about)
    {
        store.Crossings.Add(tx, about.Subject, rows);
        // What nobody asked for would not be kept: an import moves everybody, and often before anybody listens.
        if (store.Webhooks.Any(tx) || store.Automations.Any(tx)) store.Outbox.Append(tx, messages);
    }
}
