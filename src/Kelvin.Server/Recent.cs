namespace Kelvin.Server;

/// <summary>
/// What was used lately, by its key, within a bound: when half of it is new, the half that was not used since goes. What is
/// found is as good as new.
/// </summary>
internal sealed class Recent<TKey, TValue>(int most) where TKey : notnull where TValue : class
{
    private Dictionary<TKey, TValue> young = [];
    private Dictionary<TKey, TValue> old = [];

    public TValue? Find(TKey key)
    {
        if (young.TryGetValue(key, out var value)) return value;
        if (!old.Remove(key, out value)) return null;
        young.Add(key, value);
        return value;
    }

    public void Add(TKey key, TValue value) => young.Add(key, value);

    public void Remove(TKey key)
    {
        if (!young.Remove(key)) old.Remove(key);
    }

    /// <summary>Keeps to the bound. Gives what went.</summary>
    public IEnumerable<TValue> Trim()
    {
        if (young.Count <= most / 2) return [];
        var gone = old.Values;
        (old, young) = (young, []);
        return gone;
    }

    /// <summary>Gives what there was.</summary>
    public IEnumerable<TValue> Clear()
    {
        var (gone, last) = (young.Values, old.Values);
        (young, old) = ([], []);
        return gone.Concat(last);
    }
}
