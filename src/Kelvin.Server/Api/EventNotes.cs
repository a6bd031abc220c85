using System.ComponentModel;
using Kelvin.Storage;
using Kelvin.Storage.Keys;
using Kelvin.Storage.Leads;
using Kelvin.Storage.Timelines;

namespace Kelvin.Server.Api;

internal sealed record EventNoteView(
    bool Machine, DateTimeOffset At, string By, string? Reason, [property: Description("The mark of a source and a period that said so; null where it was said of this event alone.")] int? MarkId);

/// <summary>Who said of a lead's events that a machine made them, or that none did, and why.</summary>
internal sealed class EventNotes(LeadReading reading, StoredLead lead)
{
    private readonly Dictionary<int, EventNoteView?> marks = [];
    private readonly ILookup<MessageKey, EventNote> notes = lead.Streams
        .SelectMany(stream => reading.Store.Marks.NotesOf(reading.Session, stream.Stream)).OrderByDescending(said => said.Note.At).ToLookup(said => said.Message, said => said.Note);

    /// <summary>What was said of an event last; null where nothing was.</summary>
    public EventNoteView? Last(StoredEvent stored)
    {
        if (stored.Mark is not { } number) return notes[stored.Key].Select(View).FirstOrDefault();
        if (!marks.TryGetValue(number, out var mark)) marks.Add(number, mark = View(reading, number));
        return mark;
    }

    /// <summary>All that was said of the event with that key in some streams, the last first.</summary>
    public static IEnumerable<EventNoteView> Of(LeadReading reading, IEnumerable<StreamId> streams, MessageKey message)
    {
        var (store, session) = (reading.Store, reading.Session);
        var single = streams.SelectMany(stream => store.Marks.NotesOf(session, stream)).Where(said => said.Message == message).Select(said => View(said.Note));
        var ofMany = streams.Select(stream => store.Timelines.MarkOf(session, stream, message)).OfType<int>().Distinct().Select(number => View(reading, number)).OfType<EventNoteView>();
        return single.Concat(ofMany).OrderByDescending(note => note.At);
    }

    private static EventNoteView View(EventNote note) => new(note.Machine, Instants.Of(note.At), note.By, note.Reason, null);

    private static EventNoteView? View(LeadReading reading, int number) =>
        reading.Store.Marks.Find(reading.Session, number) is { } mark ? new EventNoteView(true, Instants.Of(mark.CreatedAt), mark.CreatedBy, mark.Reason, number) : null;
}
