using Kelvin.Storage;
using Kelvin.Storage.Scores;

namespace Kelvin.Server.Leads;

/// <summary>
/// The columns of the index, one place a lead. One writes while others read: what they may see half written is one lead's
/// row, of which the store then says how it is.
/// </summary>
internal sealed class LeadColumns(int room)
{
    private volatile PlanColumns[] plans = [];
    private volatile int count;

    public StreamId[] Ids { get; } = new StreamId[room];
    public byte[]?[] Texts { get; } = new byte[]?[room];
    public string?[] Stages { get; } = new string?[room];
    public ulong[] Segments { get; } = new ulong[room];
    public bool[] Gone { get; } = new bool[room];

    public int Count
    {
        get => count;
        set => count = value;
    }

    public PlanColumns? Plan(int number) => Array.Find(plans, plan => plan.Number == number);

    public void Put(int place, IReadOnlyList<StoredScore> scores)
    {
        foreach (var plan in plans)
        {
            if (!scores.Any(score => score.Plan == plan.Number)) plan.Scores[place] = PlanColumns.None;
        }
        foreach (var score in scores) (Plan(score.Plan) ?? Added(score.Plan)).Put(place, score);
    }

    public LeadColumns Larger()
    {
        var larger = new LeadColumns(room * 2);
        Ids.CopyTo(larger.Ids, 0);
        Texts.CopyTo(larger.Texts, 0);
        Stages.CopyTo(larger.Stages, 0);
        Segments.CopyTo(larger.Segments, 0);
        Gone.CopyTo(larger.Gone, 0);
        larger.plans = [.. plans.Select(plan => plan.Larger(room * 2))];
        larger.Count = count;
        return larger;
    }

    private PlanColumns Added(int number)
    {
        var plan = new PlanColumns(number, room);
        plans = [.. plans, plan];
        return plan;
    }
}

/// <summary>What one plan says of the leads.</summary>
internal sealed class PlanColumns
{
    /// <summary>In the place of a score: the plan gives none.</summary>
    public const long None = long.MinValue;

    private readonly List<string> words;
    private readonly ushort[] grades;
    private readonly ushort[] levels;
    private readonly ushort[] labels;
    private readonly ushort[] verdicts;

    public PlanColumns(int number, int room)
        : this(number, [""], room)
    {
        Array.Fill(Scores, None);
    }

    private PlanColumns(int number, List<string> words, int room)
    {
        (Number, this.words) = (number, words);
        Scores = new long[room];
        (grades, levels, labels, verdicts) = (new ushort[room], new ushort[room], new ushort[room], new ushort[room]);
    }

    public int Number { get; }
    public long[] Scores { get; }

    public void Put(int place, StoredScore score)
    {
        (grades[place], levels[place], labels[place], verdicts[place]) = (NumberOf(score.Grade), NumberOf(score.Level), NumberOf(score.Label), NumberOf(score.Verdict));
        Scores[place] = score.Score;
    }

    /// <summary>The filter in the numbers of the words.</summary>
    public IndexFilter Wanted(ScoreFilter filter)
    {
        lock (words)
        {
            return new IndexFilter(Find(filter.Grade), Find(filter.Level), Find(filter.Label), Find(filter.Verdict), Math.Max(filter.Least ?? long.MinValue, None + 1), filter.Most ?? long.MaxValue);
        }

        int? Find(string? word) => word is null ? null : word.Length == 0 ? -1 : words.IndexOf(word);
    }

    public bool Matches(int place, in IndexFilter wanted, out long score)
    {
        score = Scores[place];
        return score >= wanted.Least && score <= wanted.Most
            && (wanted.Grade is null || grades[place] == wanted.Grade) && (wanted.Level is null || levels[place] == wanted.Level)
            && (wanted.Label is null || labels[place] == wanted.Label) && (wanted.Verdict is null || verdicts[place] == wanted.Verdict);
    }

    public PlanColumns Larger(int room)
    {
        var larger = new PlanColumns(Number, words, room);
        Scores.CopyTo(larger.Scores, 0);
        larger.Scores.AsSpan(Scores.Length).Fill(None);
        grades.CopyTo(larger.grades, 0);
        levels.CopyTo(larger.levels, 0);
        labels.CopyTo(larger.labels, 0);
        verdicts.CopyTo(larger.verdicts, 0);
        return larger;
    }

    /// <summary>A plan has few words, so looking them through is quick.</summary>
    private ushort NumberOf(string? word)
    {
        if (word is null) return 0;
        lock (words)
        {
            var number = words.IndexOf(word);
            if (number >= 0) return (ushort)number;
            // So many words no plan has at a time; those of its older versions make way.
            if (words.Count == ushort.MaxValue) return ushort.MaxValue;
            words.Add(word);
            return (ushort)(words.Count - 1);
        }
    }
}

/// <summary>A filter in the numbers of a plan's words; null narrows nothing, and -1 is a word that no lead has.</summary>
internal readonly record struct IndexFilter(int? Grade, int? Level, int? Label, int? Verdict, long Least, long Most);
