namespace Kelvin.Server.Demo;

/// <summary>A year of the made-up company: who its leads are and what they did. The same seed and end make the same year.</summary>
internal sealed class DemoYear
{
    /// <summary>So many people work at a firm that looks around, on average.</summary>
    private const double PeoplePerFirm = 3.2;

    public DemoYear(ulong seed, int leads, long now)
    {
        Calendar = new Calendar(now);
        People = new People(seed, Firms.Make(seed, Math.Max(1, (int)(leads / PeoplePerFirm))));
        Seed = seed;
        Leads = leads;
    }

    public ulong Seed { get; }
    public int Leads { get; }
    public Calendar Calendar { get; }
    public People People { get; }

    /// <summary>All calls of the year, in the order in which they happened.</summary>
    public List<DemoCall> Calls()
    {
        var calls = new List<DemoCall>(Leads * 50);
        for (var number = 0; number < Leads; number++) Journey.Write(People.Make(number), Calendar, Dice.For(Seed ^ 0xA5, (ulong)number), calls);
        calls.Sort((one, other) => one.At.CompareTo(other.At));
        return calls;
    }
}
