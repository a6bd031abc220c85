using Kelvin.Scoring.Timelines;
using Kelvin.Storage;

namespace Kelvin.Server.Scores;

/// <summary>
/// The timelines of leads that were scored lately, as the active plans see them, so that a lead that goes on acting need
/// not be read again for each event. Bounded; what was not asked for while half of the room filled up makes way.
/// </summary>
internal sealed class TimelineCache(long bytesMost)
{
    private const int BytesOfOne = 700;
    private const int BytesOfAnEvent = 14;

    private Dictionary<StreamId, Timeline> young = [];
    private Dictionary<StreamId, Timeline> old = [];
    private long youngBytes;
    private long epoch = -1;

    /// <summary>Takes a lead's timeline out; null when there is none. What is still true is to be put back.</summary>
    public Timeline? Take(StreamId lead, long plansEpoch)
    {
        if (epoch != plansEpoch)
        {
            Clear();
            epoch = plansEpoch;
        }
        if (!young.Remove(lead, out var timeline)) return old.Remove(lead, out timeline) ? timeline : null;
        youngBytes -= BytesOf(timeline);
        return timeline;
    }

    public void Put(StreamId lead, Timeline timeline)
    {
        timeline.LetGoOfHistory();
        young[lead] = timeline;
        youngBytes += BytesOf(timeline);
        if (youngBytes <= bytesMost / 2) return;
        (old, young, youngBytes) = (young, [], 0);
    }

    public void Remove(StreamId lead)
    {
        if (young.Remove(lead, out var timeline)) youngBytes -= BytesOf(timeline);
        old.Remove(lead);
    }

    public void Clear()
    {
        young = [];
        old = [];
        youngBytes = 0;
    }

    private static long BytesOf(Timeline timeline) => BytesOfOne + ((long)timeline.Count * BytesOfAnEvent);
}
