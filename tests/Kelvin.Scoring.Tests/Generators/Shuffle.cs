using Kelvin.Scoring.Tests.Naive;

namespace Kelvin.Scoring.Tests.Generators;

/// <summary>Another order of arrival of the same events: of the copies of one messageId, the first stays the first.</summary>
public static class Shuffle
{
    public static NaiveWorld Arrival(Dice dice, NaiveWorld world) =>
        new(dice.Shuffled(world.Leads).Select(lead => new NaiveLead(lead.Id, Arrival(dice, lead.Events))).ToList());

    private static List<NaiveEvent> Arrival(Dice dice, List<NaiveEvent> events)
    {
        var copies = events.GroupBy(e => e.MessageId).ToDictionary(g => g.Key, g => new Queue<NaiveEvent>(g));
        return dice.Shuffled(events).Select(e => copies[e.MessageId].Dequeue()).ToList();
    }
}
