using Kelvin.Storage.Scores;

namespace Kelvin.Server.Leads;

/// <summary>The first leads of a list, of all that are looked at: the best so many, in the order of the list.</summary>
internal sealed class IndexPage(IndexQuery query)
{
    private readonly PriorityQueue<ScorePlace, ScorePlace> worstFirst = new(Comparer<ScorePlace>.Create((left, right) => Compare(right, left, query)));

    /// <summary>Whether it would be on the page, as far as is known by now.</summary>
    public bool Takes(ScorePlace place) =>
        (query.After is not { } after || Compare(place, after, query) > 0)
        && (worstFirst.Count < query.Most || Compare(place, worstFirst.Peek(), query) < 0);

    public void Add(ScorePlace place)
    {
        if (worstFirst.Count < query.Most) worstFirst.Enqueue(place, place);
        else worstFirst.EnqueueDequeue(place, place);
    }

    public List<ScorePlace> InOrder()
    {
        var places = new List<ScorePlace>(worstFirst.Count);
        while (worstFirst.TryDequeue(out var place, out _)) places.Add(place);
        places.Reverse();
        return places;
    }

    /// <summary>The order of the list: by score, then by id; turned round where the lowest come first.</summary>
    private static int Compare(ScorePlace left, ScorePlace right, IndexQuery query)
    {
        if (query.Plan is null) return left.Subject.CompareTo(right.Subject);
        var order = left.Score != right.Score ? right.Score.CompareTo(left.Score) : left.Subject.CompareTo(right.Subject);
        return query.LowestFirst ? -order : order;
    }
}
