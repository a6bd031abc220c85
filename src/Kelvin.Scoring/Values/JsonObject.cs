using System.Collections;

namespace Kelvin.Scoring.Values;

/// <summary>
/// An immutable JSON object that keeps the order of its keys. Small objects are searched in a line, larger ones by a hash.
/// Of a key that stands twice the last one counts, as in ECMAScript.
/// </summary>
public sealed class JsonObject : IReadOnlyCollection<KeyValuePair<string, Value>>, IEquatable<JsonObject>
{
    private const int SearchedInALine = 8;
    public static readonly JsonObject Empty = new([]);

    private readonly KeyValuePair<string, Value>[] members;
    private readonly Dictionary<string, int>? places;

    public JsonObject(IEnumerable<KeyValuePair<string, Value>> members)
    {
        var list = new List<KeyValuePair<string, Value>>();
        Dictionary<string, int>? index = null;
        foreach (var member in members)
        {
            var place = index is not null ? (index.TryGetValue(member.Key, out var at) ? at : -1) : PlaceIn(list, member.Key);
            if (place >= 0) { list[place] = member; continue; }
            list.Add(member);
            if (index is not null) index[member.Key] = list.Count - 1;
            else if (list.Count > SearchedInALine)
            {
                index = new Dictionary<string, int>(StringComparer.Ordinal);
                for (var i = 0; i < list.Count; i++) index[list[i].Key] = i;
            }
        }
        this.members = [.. list];
        places = index;
    }

    public int Count => members.Length;

    public Value this[string key]
    {
        get
        {
            if (places is not null) return places.TryGetValue(key, out var at) ? members[at].Value : Value.Missing;
            foreach (ref readonly var member in members.AsSpan())
            {
                if (string.Equals(member.Key, key, StringComparison.Ordinal)) return member.Value;
            }
            return Value.Missing;
        }
    }

    public ReadOnlySpan<KeyValuePair<string, Value>> Members => members;

    public IEnumerator<KeyValuePair<string, Value>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, Value>>)members).GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => members.GetEnumerator();

    public bool Equals(JsonObject? other)
    {
        if (other is null || other.Count != Count) return false;
        foreach (ref readonly var member in members.AsSpan())
        {
            var theirs = other[member.Key];
            if (theirs.IsMissing || theirs != member.Value) return false;
        }
        return true;
    }

    public override bool Equals(object? obj) => obj is JsonObject other && Equals(other);

    public override int GetHashCode()
    {
        var hash = members.Length;
        foreach (ref readonly var member in members.AsSpan()) hash ^= HashCode.Combine(member.Key, member.Value);
        return hash;
    }

    private static int PlaceIn(List<KeyValuePair<string, Value>> list, string key)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (string.Equals(list[i].Key, key, StringComparison.Ordinal)) return i;
        }
        return -1;
    }
}
