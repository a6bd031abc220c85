using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Evaluation;

/// <summary>An event that matches a rule.</summary>
/// <param name="Index">In the timeline.</param>
/// <param name="Points">Before decay.</param>
internal readonly record struct Matched(int Index, long Time, double Points);

/// <summary>The working memory of one evaluation, used again and again by one thread.</summary>
internal sealed class Run
{
    public readonly Subject Subject = new();
    public Timeline Timeline = null!;
    public AccountHistory? Account;
    public ShapeFacts Facts = null!;

    /// <summary>How many events of the timeline exist at the instant.</summary>
    public int Existing;

    // One place per matcher.
    public double[] Sums = [];
    public int[] Counts = [];
    public long[] Lasts = [];
    public MatchedList[] Lists = [];

    /// <summary>The points of each rule after its clamp, in the order of the plan.</summary>
    public double[] RulePoints = [];

    // One place per rule, filled where every match is listed: what its events add and take. Each only shrinks with time
    // until the rule's next break (see Breaks).
    public double[] Gains = [];
    public double[] Losses = [];

    /// <summary>Every match is on a list, whatever its age; nothing has been summed on the way.</summary>
    public bool ListsAll;

    /// <summary>The engagement of the last evaluation, before it was rounded.</summary>
    public double Engaged;

    /// <summary>Of an account plan: what its members and its committee add to the engagement.</summary>
    public double FromMembers;

    public readonly Selection Selection = new();

    /// <summary>Where explanations are noted; null when only the score is asked.</summary>
    public IRuleNotes? Notes;

    private const int KeptMost = 64;

    private readonly List<(double[] Gains, double[] Losses)> kept = [];
    private int keptCount;
    private Window[] windows = [];

    /// <summary>What the pass by classes works with.</summary>
    public readonly ClassBuffers Buffers = new();

    /// <summary>One place per matcher.</summary>
    public Window[] Windows(int matchers) => windows.Length < matchers ? windows = new Window[matchers] : windows;

    public Shape ShapeAt(int index) => Timeline.Shapes[index] is >= 0 and var number ? Facts.Table[number] : Timeline.Own[-1 - Timeline.Shapes[index]];

    /// <summary>What was kept is needed no more: its memory is used again.</summary>
    public void LetGo() => keptCount = 0;

    /// <summary>The gains and losses as they are now, kept until <see cref="LetGo"/>.</summary>
    public (double[] Gains, double[] Losses) Keep()
    {
        if (keptCount == KeptMost) return ([.. Gains], [.. Losses]);
        if (keptCount == kept.Count) kept.Add((new double[Gains.Length], new double[Losses.Length]));
        else if (kept[keptCount].Gains.Length != Gains.Length) kept[keptCount] = (new double[Gains.Length], new double[Losses.Length]);
        var (gains, losses) = kept[keptCount++];
        Gains.CopyTo(gains, 0);
        Losses.CopyTo(losses, 0);
        return (gains, losses);
    }

    public void Prepare(int matchers, int rules, int dids)
    {
        if (Sums.Length < matchers)
        {
            Sums = new double[matchers];
            Counts = new int[matchers];
            Lasts = new long[matchers];
            var lists = new MatchedList[matchers];
            Lists.CopyTo(lists, 0);
            for (var i = Lists.Length; i < matchers; i++) lists[i] = new MatchedList();
            Lists = lists;
        }
        Array.Clear(Sums, 0, matchers);
        Array.Clear(Counts, 0, matchers);
        Array.Fill(Lasts, long.MinValue, 0, matchers);
        for (var i = 0; i < matchers; i++) Lists[i].Clear();
        if (RulePoints.Length < rules)
        {
            RulePoints = new double[rules];
            Gains = new double[rules];
            Losses = new double[rules];
        }
        if (Subject.DidCounts.Length < dids) Subject.DidCounts = new int[dids];
    }
}

/// <summary>Which events match by their time: those after the one instant and before the other.</summary>
internal readonly record struct Window(long After, long Until);

/// <summary>A list of matched events that keeps its memory.</summary>
internal sealed class MatchedList
{
    private Matched[] items = new Matched[8];

    public int Count { get; private set; }
    public ReadOnlySpan<Matched> Items => items.AsSpan(0, Count);
    public void Clear() => Count = 0;

    public void Add(Matched matched)
    {
        if (Count == items.Length) Array.Resize(ref items, Count * 2);
        items[Count++] = matched;
    }
}

/// <summary>Why an event that matches a rule does not count.</summary>
public enum DropReason { OutsideWindow, VisitTooShort, NotTheOneOfItsVisit, SameValue, DayLimit, WeekLimit, MonthLimit, LifetimeLimit }

/// <summary>Told what happened to each event that matches a rule.</summary>
internal interface IRuleNotes
{
    void Kept(int index, double points, double worth);
    void Dropped(int index, DropReason reason);
}
