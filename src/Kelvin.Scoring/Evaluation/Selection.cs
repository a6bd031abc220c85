using Kelvin.Scoring.Rules;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Evaluation;

/// <summary>
/// Chooses the events of a rule that count: visits, then the window, then one per distinct value, then the limits from the
/// smallest unit up (scoring.md 3, steps 1 and 2). Leaves its choice in <see cref="Chosen"/>, in the order of events.
/// </summary>
internal sealed class Selection
{
    private Candidate[] candidates = new Candidate[16];
    private int count;
    private readonly Dictionary<Value, int> places = [];
    private readonly Value[] values = new Value[8];

    public ReadOnlySpan<Candidate> Chosen => candidates.AsSpan(0, count);

    public void Choose(EventRuleProgram rule, ReadOnlySpan<Matched> matches, Run run)
    {
        count = 0;
        if (rule.Rule.Visit is { } visit) CutIntoVisits(visit, matches, run.Notes);
        else foreach (ref readonly var match in matches) Add(match);

        var at = run.Subject.At;
        KeepWindow(rule.Matcher.Within, at, run.Notes);
        if (!rule.Selects) return;

        Rank(rule, at);
        if (rule.UniqueBy is { } uniqueBy) KeepOnePerValue(uniqueBy, run);
        if (rule.Limits.Length == 0) return;
        var units = new CalendarUnits(rule.Zone);
        foreach (var limit in rule.Limits) Apply(limit, ref units, run.Notes);
        candidates.AsSpan(0, count).Sort(static (a, b) => a.Index.CompareTo(b.Index));
    }

    private void Add(Matched match)
    {
        if (count == candidates.Length) Array.Resize(ref candidates, count * 2);
        candidates[count++] = new Candidate(match.Index, match.Time, match.Points);
    }

    private void CutIntoVisits(Visit visit, ReadOnlySpan<Matched> matches, IRuleNotes? notes)
    {
        var start = 0;
        for (var i = 1; i <= matches.Length; i++)
        {
            if (i < matches.Length && matches[i].Time - matches[i - 1].Time < visit.Gap) continue;
            var isVisit = i - start >= visit.AtLeast;
            if (isVisit) Add(matches[start + visit.AtLeast - 1]);
            if (notes is not null)
            {
                for (var j = start; j < i; j++)
                {
                    if (!isVisit) notes.Dropped(matches[j].Index, DropReason.VisitTooShort);
                    else if (j != start + visit.AtLeast - 1) notes.Dropped(matches[j].Index, DropReason.NotTheOneOfItsVisit);
                }
            }
            start = i;
        }
    }

    private void KeepWindow(long within, long at, IRuleNotes? notes)
    {
        if (within == long.MaxValue) return;
        var after = at - within;
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            if (candidates[i].Time > after) candidates[kept++] = candidates[i];
            else notes?.Dropped(candidates[i].Index, DropReason.OutsideWindow);
        }
        count = kept;
    }

    /// <summary>Gives each candidate its rank among those of which only some are kept: the lower, the sooner kept.</summary>
    private void Rank(EventRuleProgram rule, long at)
    {
        foreach (ref var candidate in candidates.AsSpan(0, count))
        {
            candidate.Tie = rule.Rule.Keep == Keep.First ? candidate.Index : -candidate.Index;
            candidate.Rank = rule.KeepsLargestContribution ? -Math.Abs(rule.Worth(candidate.Points, at - candidate.Time)) : 0;
        }
    }

    private void KeepOnePerValue(Source uniqueBy, Run run)
    {
        // A handful are compared sooner than looked up.
        var few = count <= values.Length;
        if (!few) places.Clear();
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            var candidate = candidates[i];
            var value = uniqueBy.Get(run.Subject, run.ShapeAt(candidate.Index));
            if (!value.IsMissingOrNull && TryFind(value, few, kept, out var place))
            {
                var better = candidate.IsKeptBefore(candidates[place]);
                run.Notes?.Dropped(better ? candidates[place].Index : candidate.Index, DropReason.SameValue);
                if (better) candidates[place] = candidate;
                continue;
            }
            if (few) values[kept] = value;
            else if (!value.IsMissingOrNull) places[value] = kept;
            candidates[kept++] = candidate;
        }
        count = kept;
        candidates.AsSpan(0, count).Sort(static (a, b) => a.Index.CompareTo(b.Index));
    }

    private bool TryFind(Value value, bool few, int kept, out int place)
    {
        if (!few) return places.TryGetValue(value, out place);
        for (place = 0; place < kept; place++)
        {
            if (values[place].Equals(value)) return true;
        }
        return false;
    }

    private void Apply(Limit limit, ref CalendarUnits units, IRuleNotes? notes)
    {
        foreach (ref var candidate in candidates.AsSpan(0, count)) candidate.Unit = units.NumberOf(candidate.Time, limit.Per);
        candidates.AsSpan(0, count).Sort(static (a, b) => a.Unit != b.Unit ? a.Unit.CompareTo(b.Unit) : a.IsKeptBefore(b) ? -1 : b.IsKeptBefore(a) ? 1 : 0);
        int kept = 0, inUnit = 0;
        long unit = 0;
        for (var i = 0; i < count; i++)
        {
            if (i == 0 || candidates[i].Unit != unit) (unit, inUnit) = (candidates[i].Unit, 0);
            if (inUnit++ < limit.Times) candidates[kept++] = candidates[i];
            else notes?.Dropped(candidates[i].Index, ReasonOf(limit.Per));
        }
        count = kept;
    }

    private static DropReason ReasonOf(Per per) => per switch
    {
        Per.Day => DropReason.DayLimit,
        Per.Week => DropReason.WeekLimit,
        Per.Month => DropReason.MonthLimit,
        _ => DropReason.LifetimeLimit,
    };

    internal struct Candidate(int index, long time, double points)
    {
        public readonly int Index = index;
        public readonly long Time = time;
        public readonly double Points = points;
        public double Rank;
        public int Tie;
        public long Unit;

        public readonly bool IsKeptBefore(in Candidate other) => Rank != other.Rank ? Rank < other.Rank : Tie < other.Tie;
    }
}
