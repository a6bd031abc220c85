using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;

namespace Kelvin.Bench.Workload;

/// <summary>
/// The made-up company that all our figures are measured on: N leads, about five to an account, fifty events each on
/// average with a heavy tail up to 5,000, over 365 days. The same seed and N give the same events everywhere, and every
/// lead can be drawn alone.
/// </summary>
internal sealed class ReferenceWorkload(int leads, ulong seed)
{
    public static readonly long Start = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    public static readonly long End = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private const int MostEvents = 5_000;
    private const int Second = 1_000, Hour = 3_600_000;

    // In a visit people look at pages, and now and then do one of the other things.
    private static readonly Deed[] VisitDeeds = [Deed.Page, Deed.SignedIn, Deed.Video, Deed.GuideDownloaded, Deed.FormSubmitted, Deed.WebinarAttended];
    private static readonly Weighted VisitChances = new([780, 90, 60, 35, 25, 10]);

    public int Leads => leads;
    public ulong Seed => seed;
    public int Accounts => Math.Max(1, leads / 5);

    public Person PersonOf(int lead) => Person.Of(seed, lead, Accounts);

    /// <summary>One lead's history in order of time, into a list that is cleared first.</summary>
    public void HistoryOf(int lead, List<Happening> history)
    {
        history.Clear();
        var draw = Draw.For(seed, (ulong)lead);
        var wanted = HowMany(ref draw);
        var firstSeen = Start + draw.Below(End - Start - 2 * Hour);
        while (history.Count < wanted)
        {
            var at = firstSeen + draw.Below(End - firstSeen - Hour);
            if (draw.PerMille(450)) Mail(lead, at, ref draw, history);
            else Visit(lead, at, 1 + draw.Below(7), ref draw, history);
        }
        history.Sort();
        history.RemoveRange(wanted, history.Count - wanted);
        var known = KnownFrom(lead);
        for (var i = 0; i < history.Count; i++)
            history[i] = history[i] with { Ordinal = (ushort)i, Shape = ShapeAt(i, known, wanted, history[i].Shape) };
    }

    /// <summary>From which of its events on a lead is known by its userId; before, by its browser only. Most are from the first.</summary>
    public int KnownFrom(int lead)
    {
        var draw = Draw.For(seed ^ 0x4B4E4F57, (ulong)lead);
        return draw.PerMille(600) ? 0 : draw.PerMille(200) ? MostEvents : 1 + draw.Below(5);
    }

    /// <summary>One in fifty opens and clicks is a mail gateway's.</summary>
    public bool IsMachine(in Happening happening) =>
        Shapes.DeedOf(happening.Shape) is Deed.EmailOpened or Deed.EmailLinkClicked && MessageNumber(happening) % 50 == 0;

    public ulong MessageNumber(in Happening happening) => Draw.Mix(seed ^ Draw.Mix(((ulong)happening.Lead << 16) | happening.Ordinal));

    /// <summary>The same as an event of the scoring library.</summary>
    public Event EventOf(in Happening happening, Person person) => new()
    {
        MessageId = MessageNumber(happening).ToString("x16"),
        Timestamp = happening.Timestamp,
        Name = Shapes.Names[(int)Shapes.DeedOf(happening.Shape)],
        Properties = PropertiesOf(happening, person),
        Machine = IsMachine(happening),
        GroupId = happening.Shape == Shapes.Group ? $"a-{person.Account}" : null,
    };

    public Value PropertiesOf(in Happening happening, Person person) =>
        happening.Shape == Shapes.FirstIdentify ? Value.Of(person.Traits)
        : happening.Shape == Shapes.LaterIdentify ? Value.Of(person.LaterTraits)
        : happening.Shape == Shapes.Group ? Value.Of(Person.AccountTraits(seed, person.Account))
        : Shapes.PropertiesOf(happening.Shape);

    // Lomax with a mean of 48: most leads do little, a few do very much. Two more are who it is and whose account.
    private static int HowMany(ref Draw draw) =>
        Math.Min(MostEvents, 2 + (int)(57.6 * (Math.Pow(1 - draw.Unit(), -1 / 2.2) - 1) + 0.5));

    private static void Mail(int lead, long at, ref Draw draw, List<Happening> history)
    {
        history.Add(new Happening(at, lead, 0, Shapes.Of(draw.PerMille(10) ? Deed.Unsubscribed : Deed.EmailOpened, ref draw)));
        if (!draw.PerMille(250)) return;
        at += draw.Below(Hour / 2);
        history.Add(new Happening(at, lead, 0, Shapes.Of(Deed.EmailLinkClicked, ref draw)));
        Visit(lead, at + 2 * Second, 1, ref draw, history);
    }

    private static void Visit(int lead, long at, int deeds, ref Draw draw, List<Happening> history)
    {
        for (; deeds > 0; deeds--)
        {
            history.Add(new Happening(at, lead, 0, Shapes.Of(VisitDeeds[VisitChances.Of(ref draw)], ref draw)));
            at += 5 * Second + draw.Below(240 * Second);
        }
    }

    // Who a lead is, is told when it becomes known, and where it works right after. Nobody mails to the unknown.
    private static ushort ShapeAt(int ordinal, int known, int wanted, ushort drawn)
    {
        if (ordinal == known) return Shapes.FirstIdentify;
        if (ordinal == known + 1) return Shapes.Group;
        if (ordinal == known + 20 && wanted % 2 == 0) return Shapes.LaterIdentify;
        return ordinal < known && Shapes.IsEmail(Shapes.DeedOf(drawn)) ? (ushort)0 : drawn;
    }
}
