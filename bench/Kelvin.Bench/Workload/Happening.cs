namespace Kelvin.Bench.Workload;

/// <summary>One event of the workload in sixteen bytes: enough to write it out in full, in any order.</summary>
/// <param name="Timestamp">Milliseconds since 1970, UTC.</param>
/// <param name="Ordinal">Its place in the lead's own history, from 0.</param>
internal readonly record struct Happening(long Timestamp, int Lead, ushort Ordinal, ushort Shape) : IComparable<Happening>
{
    public int CompareTo(Happening other)
    {
        var order = Timestamp.CompareTo(other.Timestamp);
        if (order == 0) order = Lead.CompareTo(other.Lead);
        return order == 0 ? Ordinal.CompareTo(other.Ordinal) : order;
    }
}
