using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Timelines;

/// <summary>
/// All that is known of one lead: its events, each messageId once (the first copy accepted), in the order of
/// (timestamp, messageId by its UTF-8 bytes).
/// </summary>
public sealed class LeadHistory
{
    private readonly Event[] events;

    /// <param name="leadId">Orders leads among themselves; compared by its UTF-8 bytes.</param>
    /// <param name="inOrderOfAcceptance">The events as they were accepted, with any duplicates.</param>
    public LeadHistory(string leadId, IEnumerable<Event> inOrderOfAcceptance)
    {
        LeadId = leadId;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        events = [.. inOrderOfAcceptance.Where(e => seen.Add(e.MessageId))];
        Array.Sort(events, EventOrder.Compare);
    }

    public string LeadId { get; }
    public IReadOnlyList<Event> Events => events;
    public bool IsEmpty => events.Length == 0;

    /// <summary>The smallest timestamp. Before it there is no score. Meaningless when there are no events.</summary>
    public long FirstSeen => events[0].Timestamp;
    public long LastSeen => events[^1].Timestamp;

    /// <summary>The fold of all <c>identify</c> events up to the instant, key by key; null removes a key.</summary>
    public JsonObject TraitsAt(long at) =>
        TraitFold.Of(events.Where(e => e.Timestamp <= at && e.Name == Event.Identify).Select(e => e.Properties));

    /// <summary>The account of the last <c>group</c> at or before the instant; one of a mere domain only where there is no other.</summary>
    public string? AccountAt(long at)
    {
        var bindings = events.Where(e => e.Timestamp <= at && e.Name == Event.Group && e.GroupId is not null).Select(e => e.GroupId!).ToList();
        return bindings.FindLast(account => !AccountHistory.IsDomain(account)) ?? bindings.LastOrDefault();
    }
}

/// <summary>The order of events: by timestamp, then by the UTF-8 bytes of the messageId.</summary>
public static class EventOrder
{
    public static int Compare(Event left, Event right)
    {
        var byTime = left.Timestamp.CompareTo(right.Timestamp);
        return byTime != 0 ? byTime : Texts.CompareUtf8(left.MessageId, right.MessageId);
    }
}

/// <summary>The fold of trait patches: later ones win, key by key at the top level, and null removes a key.</summary>
public static class TraitFold
{
    public static JsonObject Of(IEnumerable<Value> patches)
    {
        var traits = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var patch in patches)
        {
            if (patch.Kind != ValueKind.Object) continue;
            foreach (var (key, value) in patch.AsObject)
            {
                if (value.IsMissingOrNull) traits.Remove(key);
                else traits[key] = value;
            }
        }
        return new JsonObject(traits);
    }
}
