using Kelvin.Scoring.Timelines;
using Kelvin.Storage;
using Kelvin.Storage.Keys;
using Kelvin.Storage.Sqlite;
using Kelvin.Storage.Timelines;

namespace Kelvin.Server.Timelines;

/// <summary>Reads a lead's history from its streams.</summary>
internal static class Histories
{
    /// <summary>The lead's events in the order of their acceptance, with any copies that stand in several of its streams.</summary>
    public static List<StoredEvent> Events(Store store, Session session, IReadOnlyList<StreamTally> streams, Func<StreamId, Seal> sealOf)
    {
        var events = new List<StoredEvent>(streams.Sum(stream => stream.Events));
        foreach (var stream in streams)
        {
            if (stream.Events > 0) store.Timelines.Read(session, stream.Stream, sealOf(stream.Stream), events);
        }
        if (streams.Count > 1) events.Sort((left, right) => left.Accepted.CompareTo(right.Accepted));
        return events;
    }

    public static LeadHistory Of(StreamId lead, IEnumerable<StoredEvent> events) => new(lead.ToString(), events.Select(stored => stored.Event));
}
