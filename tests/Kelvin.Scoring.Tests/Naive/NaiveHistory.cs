using System.Text;
using System.Text.Json.Nodes;

namespace Kelvin.Scoring.Tests.Naive;

/// <summary>An event as a source sent it. Of <c>identify</c> the properties are the traits, of <c>group</c> the account's traits.</summary>
public sealed record NaiveEvent(
    string MessageId, long Timestamp, string Name, JsonNode? Properties, JsonNode? Context, bool Machine, string? GroupId);

/// <summary>A lead and its events in the order of their acceptance, duplicates included.</summary>
public sealed record NaiveLead(string Id, List<NaiveEvent> Events);

/// <summary>Everything that is known, because an account's traits come from the calls of all leads.</summary>
public sealed record NaiveWorld(List<NaiveLead> Leads);

/// <summary>Section 1 of the specification: what a history says at an instant.</summary>
public static class NaiveHistory
{
    /// <summary>The events, unique by messageId (the first accepted wins), by (timestamp, messageId).</summary>
    public static List<NaiveEvent> InOrder(List<NaiveEvent> accepted)
    {
        var unique = new List<NaiveEvent>();
        foreach (var e in accepted)
        {
            if (!unique.Any(known => string.Equals(known.MessageId, e.MessageId, StringComparison.Ordinal)))
            {
                unique.Add(e);
            }
        }

        unique.Sort(CompareEvents);
        return unique;
    }

    public static int CompareEvents(NaiveEvent a, NaiveEvent b) =>
        a.Timestamp != b.Timestamp ? a.Timestamp.CompareTo(b.Timestamp) : CompareBytes(a.MessageId, b.MessageId);

    /// <summary>Ids are ordered by their UTF-8 bytes, which is not the order of .NET's UTF-16 strings.</summary>
    public static int CompareBytes(string a, string b) =>
        Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));

    /// <summary>Events later than T do not exist at T.</summary>
    public static List<NaiveEvent> UpTo(List<NaiveEvent> ordered, long t) => ordered.Where(e => e.Timestamp <= t).ToList();

    public static JsonObject TraitsAt(List<NaiveEvent> ordered, long t) =>
        Fold(UpTo(ordered, t).Where(e => e.Name == "identify"));

    /// <summary>The last group; one of a mere domain (decision 0230) only where there is no other.</summary>
    public static string? AccountAt(List<NaiveEvent> ordered, long t)
    {
        var groups = UpTo(ordered, t).Where(e => e.Name == "group" && e.GroupId is not null).Select(e => e.GroupId!).ToList();
        var others = groups.Where(id => !id.StartsWith("domain:", StringComparison.Ordinal)).ToList();
        return others.Count > 0 ? others[^1] : groups.LastOrDefault();
    }

    /// <summary>The group calls of all leads for the account, in order of (timestamp, messageId, lead id).</summary>
    public static List<NaiveEvent> GroupCalls(NaiveWorld world, string accountId)
    {
        var calls = new List<(NaiveEvent Event, string LeadId)>();
        foreach (var lead in world.Leads)
        {
            foreach (var e in InOrder(lead.Events))
            {
                if (e.Name == "group" && e.GroupId == accountId)
                {
                    calls.Add((e, lead.Id));
                }
            }
        }

        calls.Sort((a, b) => CompareEvents(a.Event, b.Event) is var order and not 0 ? order : CompareBytes(a.LeadId, b.LeadId));
        return calls.Select(call => call.Event).ToList();
    }

    public static JsonObject AccountTraitsAt(NaiveWorld world, string? accountId, long t) =>
        accountId is null ? [] : Fold(UpTo(GroupCalls(world, accountId), t));

    /// <summary>Key by key at the top level; null removes a key.</summary>
    private static JsonObject Fold(IEnumerable<NaiveEvent> calls)
    {
        var traits = new JsonObject();
        foreach (var call in calls)
        {
            foreach (var (key, value) in call.Properties as JsonObject ?? [])
            {
                traits.Remove(key);
                if (value is not null)
                {
                    traits.Add(key, value.DeepClone());
                }
            }
        }

        return traits;
    }

    /// <summary>The value at a dotted path; an exact top-level key wins over the path.</summary>
    public static JsonNode? At(JsonNode? document, string path)
    {
        if (document is not JsonObject top)
        {
            return null;
        }

        if (top.ContainsKey(path))
        {
            return top[path];
        }

        JsonNode? here = top;
        foreach (var key in path.Split('.'))
        {
            if (here is not JsonObject inside || !inside.ContainsKey(key))
            {
                return null;
            }

            here = inside[key];
        }

        return here;
    }
}
