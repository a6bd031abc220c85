using Kelvin.Storage;
using Kelvin.Storage.Actions;
using Kelvin.Storage.Leads;

namespace Kelvin.Server.Actions.Tasks;

/// <summary>Makes tasks, and keeps what is done with them.</summary>
internal sealed class TaskDesk(Store store)
{
    private const int NotesMost = 100;

    /// <summary>A lead has one open task of a kind: asked for again, the one that is there says so.</summary>
    public StoredTask? Make(Session tx, StoredLead lead, string kind, string title, Reason? why, int? automation, string by, long now)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(now);
        if (Of(tx, lead).Find(task => task.Kind == kind && task.State is TaskState.Open or TaskState.Accepted) is { } there)
        {
            var document = TaskDocument.Read(there.Data);
            if (document.Notes.Count >= NotesMost) return there;
            var again = there with { Data = (document with { Why = why ?? document.Why }).With(new TaskNote(at, by, "again", null)).Write(), SnoozedUntil = null };
            return store.Tasks.Put(tx, again) ? again : null;
        }
        var made = new StoredTask(OutboxItem.NewId(lead.Id, now), lead.Id, TaskState.Open, kind, now, null, null, new TaskDocument(title, why, automation, [new TaskNote(at, by, "made", null)]).Write());
        return store.Tasks.Put(tx, made) ? made : null;
    }

    /// <summary>All tasks of a lead, under whatever id it had when they were made.</summary>
    public List<StoredTask> Of(Session session, StoredLead lead) =>
        [.. lead.Streams.Select(stream => stream.Stream).Append(lead.Id).Distinct().SelectMany(id => store.Tasks.Of(session, id)).OrderBy(task => task.CreatedAt)];

    /// <summary>Somebody did something with a task. Null: it is closed already.</summary>
    public StoredTask? Do(Session tx, StoredTask task, TaskState state, long? snoozedUntil, TaskNote note)
    {
        if (task.State is TaskState.Done or TaskState.Rejected) return null;
        var now = note.At.ToUnixTimeMilliseconds();
        var done = task with { State = state, SnoozedUntil = snoozedUntil, ClosedAt = state is TaskState.Done or TaskState.Rejected ? now : null, Data = TaskDocument.Read(task.Data).With(note).Write() };
        return store.Tasks.Put(tx, done) ? done : null;
    }
}
