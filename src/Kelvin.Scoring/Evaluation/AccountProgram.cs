using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Evaluation;

/// <summary>What one lead of an account amounts to under the member plan.</summary>
internal readonly record struct MemberStanding(string LeadId, LeadState State);

/// <summary>An account plan ready to score: its own half on account traits, and the member plan with the committee's conditions beside it.</summary>
internal sealed class AccountProgram
{
    private readonly LeadProgram own;

    private AccountProgram(LeadProgram own, LeadProgram? member) => (this.own, Member) = (own, member);

    public Plan Plan => own.Plan;
    public LeadProgram Own => own;

    /// <summary>Null for a plan that looks at account traits alone.</summary>
    public LeadProgram? Member { get; }

    public static AccountProgram Compile(Plan plan, IReadOnlyDictionary<string, Plan> plans, Vocabulary vocabulary)
    {
        var own = new LeadProgram(plan, vocabulary);
        if (plan.Members is not { } members) return new AccountProgram(own, null);
        if (!plans.TryGetValue(members.Plan, out var memberPlan) || memberPlan.Kind != PlanKind.Lead)
        {
            throw new ArgumentException($"The account plan '{plan.Id}' needs the lead plan '{members.Plan}', which is not there.", nameof(plans));
        }
        return new AccountProgram(own, new LeadProgram(memberPlan, vocabulary, [.. plan.Committee.Select(c => c.When)], own.Zone));
    }

    public void Bind(ShapeTable shapes)
    {
        own.Bind(shapes);
        Member?.Bind(shapes);
    }

    /// <summary>Evaluates the account, once its run has begun, with its members as they stand.</summary>
    public Score? Evaluate(Run run, IReadOnlyList<MemberStanding> members, long at, bool listAll = false)
    {
        var (combined, committee) = PointsOf(members);
        run.FromMembers = committee.Aggregate(combined, (sum, points) => sum + points);
        return own.Evaluate(run, at, listAll, out var score) ? score : null;
    }

    /// <summary>What the members add together, and what each role of the committee adds.</summary>
    public (double Combined, double[] Committee) PointsOf(IReadOnlyList<MemberStanding> standings)
    {
        if (Plan.Members is not { } members) return (0, []);
        var present = standings.Where(s => s.State.Score is not null).ToList();
        var committee = Plan.Committee.Select((role, i) => present.Any(s => Fills(role, i, s, members.Side)) ? role.Points : 0);
        return (Combined(members, present), [.. committee]);
    }

    /// <summary>Who the members are to the account: what each counts, and who fills which role.</summary>
    public AccountStanding StandingOf(IReadOnlyList<MemberStanding> standings)
    {
        if (Plan.Members is not { } members) return AccountStanding.Nobody;
        var ordered = HighestFirst(members, standings.Where(s => s.State.Score is not null)).ToList();
        var committee = Plan.Committee.Select((role, i) =>
        {
            var having = ordered.Where(s => HasRole(i, s)).ToLookup(s => Fills(role, i, s, members.Side), s => s.LeadId);
            return new CommitteeSeat(role.Name, role.Points, role.Engaged, [.. having[true]], [.. having[false]]);
        });
        return new AccountStanding([.. ordered.Select(s => new MemberScore(s.LeadId, s.State.Score!.Value, SideOf(s.State.Score!.Value, members.Side)))], [.. committee]);
    }

    private static bool HasRole(int number, MemberStanding standing) => (standing.State.Asides >> number & 1) != 0;

    private static bool Fills(CommitteeRole role, int number, MemberStanding standing, MemberSide side) =>
        standing.State.Score is { } score && HasRole(number, standing) && (role.Engaged is not { } engaged || SideOf(score, side) >= engaged);

    private static long SideOf(Score score, MemberSide side) => side switch
    {
        MemberSide.Fit => score.Fit,
        MemberSide.Engagement => score.Engagement,
        _ => score.Value,
    };

    private static IOrderedEnumerable<MemberStanding> HighestFirst(Members members, IEnumerable<MemberStanding> present) =>
        present.OrderByDescending(s => SideOf(s.State.Score!.Value, members.Side)).ThenBy(s => s.LeadId, Comparer<string>.Create(Texts.CompareUtf8));

    private static double Combined(Members members, List<MemberStanding> present)
    {
        if (present.Count == 0) return 0;
        var values = HighestFirst(members, present).Select(s => SideOf(s.State.Score!.Value, members.Side)).ToList();
        switch (members.Combine)
        {
            case Combine.Max: return values[0];
            case Combine.Sum: return values.Sum(v => (double)v);
            case Combine.Average: return values.Sum(v => (double)v) / values.Count;
            default:
                double sum = 0;
                for (var i = 0; i < Math.Min(members.Top, values.Count); i++) sum += values[i] * (i < members.Weights.Count ? members.Weights[i] : 1);
                return sum;
        }
    }
}
