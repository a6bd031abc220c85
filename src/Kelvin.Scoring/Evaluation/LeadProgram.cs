using Kelvin.Scoring.Conditions;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Evaluation;

/// <summary>
/// A lead plan ready to score: one pass over the timeline gathers what each rule asks of the events, then the rules are
/// added up. Immutable but for what it learns of shapes; used by many threads, each with its own <see cref="Run"/>.
/// </summary>
internal sealed class LeadProgram
{
    private static readonly Timeline NoEvents = new();
    private readonly Matcher[] matchers;
    private readonly DidPredicate[] dids;
    private readonly int ruleCount;
    private readonly Predicate? audience;
    private readonly Predicate[] asides;
    private ShapeFacts? facts;

    /// <param name="asides">Conditions of another plan (roles of a committee) that are to be asked of the same lead, with that plan's zone.</param>
    public LeadProgram(Plan plan, Vocabulary vocabulary, IReadOnlyList<Condition>? asides = null, PlanZone? asideZone = null)
    {
        Plan = plan;
        Zone = PlanZone.Find(plan.TimeZone) ?? throw new ArgumentException($"There is no time zone '{plan.TimeZone}'.");
        var compiler = new Compiler(vocabulary, plan.Kind);
        audience = plan.Audience is null ? null : compiler.Compile(plan.Audience, Zone);
        Fit = compiler.Compile(plan.Fit, Zone);
        Engagement = compiler.Compile(plan.Engagement, Zone);
        Finish = new Finish(plan, c => compiler.Compile(c, Zone));
        this.asides = [.. (asides ?? []).Select(c => compiler.Compile(c, asideZone ?? Zone))];
        // Names that move to a stage, so that timelines tell them from all others.
        foreach (var name in plan.Stages.SelectMany(stage => stage.On)) vocabulary.Named(name);
        matchers = compiler.Matchers;
        dids = compiler.Dids;
        ruleCount = compiler.RuleCount;
        GathersAgain = matchers.Any(matcher => matcher.WherePending);
        EventRules = [.. Engagement.Items.SelectMany(item => item.Rules).OfType<EventRuleProgram>()];
        Conditions = [.. AllConditions()];
    }

    public Plan Plan { get; }
    public PlanZone Zone { get; }
    public SideProgram Fit { get; }
    public SideProgram Engagement { get; }
    public Finish Finish { get; }
    public Matcher[] Matchers => matchers;
    public DidPredicate[] Dids => dids;

    /// <summary>Conditions whose answer time alone can change, but for those in <c>where</c>.</summary>
    public Predicate[] Conditions { get; }

    /// <summary>The engagement rules that look at events.</summary>
    public EventRuleProgram[] EventRules { get; }

    /// <summary>Whether which events match depends on the lead or the instant, so that they are to be gathered for each.</summary>
    public bool GathersAgain { get; }

    private IEnumerable<Predicate> AllConditions() =>
        (audience is null ? [] : new[] { audience })
        .Concat(Fit.Items.SelectMany(i => i.Rules).OfType<FitRuleProgram>().Where(r => r.When is not null).Select(r => r.When!))
        .Concat(Finish.Conditions).Concat(asides);

    /// <summary>Called once all plans of the set are compiled: then every name is known.</summary>
    public void Bind(ShapeTable table) => facts = new ShapeFacts(table, matchers);

    /// <summary>Points a run at a lead as it was known up to <paramref name="known"/>.</summary>
    /// <returns>False when the lead had not been seen by then.</returns>
    public bool Begin(Run run, Timeline timeline, Func<string, AccountHistory?> accounts, long known)
    {
        run.Timeline = timeline;
        run.Facts = facts!;
        run.Existing = timeline.CountAt(known);
        if (run.Existing == 0) return false;
        run.Account = LooksAtAccounts && timeline.AccountAt(known) is { } accountId ? accounts(accountId) : null;
        FoldTraits(run.Subject, timeline, run.Account, known);
        return true;
    }

    /// <summary>Evaluates the lead at an instant, not before the one that <see cref="Begin"/> was given.</summary>
    /// <param name="listAll">Lists every event that matches, for explanations, instead of summing on the way.</param>
    /// <returns>False when the lead is not in the plan's audience.</returns>
    public bool Evaluate(Run run, long at, bool listAll, out Score score)
    {
        run.Subject.At = at;
        run.Prepare(matchers.Length, ruleCount, dids.Length);
        run.ListsAll = listAll;
        if (matchers.Length > 0) Gatherer.Gather(run, matchers, listAll);
        return AddUp(run, out score);
    }

    /// <summary>Adds up what has been gathered, at the subject's instant.</summary>
    public bool AddUp(Run run, out Score score)
    {
        for (var i = 0; i < dids.Length; i++) run.Subject.DidCounts[i] = Gatherer.CountOf(run, dids[i].Matcher, matchers[dids[i].Matcher]);
        if (audience is not null && !audience.Holds(run.Subject, null))
        {
            score = default;
            return false;
        }
        var fit = Bounds.Round(Fit.Clamp(SumOf(Fit, run)));
        run.Engaged = Engagement.Clamp(SumOf(Engagement, run) + run.FromMembers);
        score = Finish.Of(fit, Bounds.Round(run.Engaged), run.Subject);
        return true;
    }

    /// <summary>Whether what is known of an account can change the score under some plan of the set.</summary>
    public bool LooksAtAccounts => facts!.Table.AccountTraits.Keys.Length > 0;

    /// <summary>Whether an event is of a kind that some rule or condition of the plan asks for.</summary>
    public bool LooksAt(Timeline timeline, int index)
    {
        var shape = timeline.Shapes[index];
        if (shape < 0) return true;
        var known = facts!.Known;
        return (shape < known.Length && known[shape] is { } learnt ? learnt : facts.Learn(shape)).Length > 0;
    }

    /// <summary>Points a run at an account as it was known up to <paramref name="known"/>.</summary>
    public void BeginAccount(Run run, AccountHistory account, long known)
    {
        run.Timeline = NoEvents;
        run.Facts = facts!;
        run.Existing = 0;
        run.Account = account;
        FoldTraits(run.Subject, NoEvents, account, known);
    }

    /// <summary>Bit i is set when the i-th condition of the other plan holds.</summary>
    public ulong AsidesThatHold(Run run)
    {
        ulong holding = 0;
        for (var i = 0; i < asides.Length; i++)
        {
            if (asides[i].Holds(run.Subject, null)) holding |= 1UL << i;
        }
        return holding;
    }

    private static double SumOf(SideProgram side, Run run)
    {
        foreach (var item in side.Items)
        {
            foreach (var rule in item.Rules)
            {
                run.RulePoints[rule.Number] = rule is EventRuleProgram events ? rule.Clamp(events.Evaluate(run)) : ((FitRuleProgram)rule).Evaluate(run.Subject);
            }
        }
        return side.Sum(run.RulePoints);
    }

    private void FoldTraits(Subject subject, Timeline timeline, AccountHistory? account, long known)
    {
        subject.Traits.Clear(facts!.Table.Traits);
        foreach (ref readonly var identified in timeline.Patches)
        {
            if (identified.Time > known) break;
            subject.Traits.Lay(identified.Patch);
        }
        var ofAccount = facts.Table.AccountTraits;
        subject.AccountTraits.Clear(ofAccount);
        if (account is null or { IsEmpty: true } || ofAccount.Keys.Length == 0) return;
        foreach (var said in account.PatchesFor(ofAccount, known)) subject.AccountTraits.Lay(said);
    }
}
