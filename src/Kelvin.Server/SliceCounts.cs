using Kelvin.Storage;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server;

/// <summary>What a slice of work adds to the counters.</summary>
internal sealed class SliceCounts
{
    public long Events { get; set; }
    public long Leads { get; set; }
    public long Duplicates { get; set; }
    public long Suppressed { get; set; }
    public long SetAside { get; set; }

    public void Write(Session tx, CounterStore counters)
    {
        counters.Add(tx, Counter.Events, Events);
        counters.Add(tx, Counter.Leads, Leads);
        counters.Add(tx, Counter.Duplicates, Duplicates);
        counters.Add(tx, Counter.Suppressed, Suppressed);
        counters.Add(tx, Counter.SetAside, SetAside);
    }

    public void Clear() => Events = Leads = Duplicates = Suppressed = SetAside = 0;
}
