using System.Collections.Concurrent;
using Kelvin.Scoring.Evaluation;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Timelines;

namespace Kelvin.Scoring.Ledger;

/// <summary>
/// Keeps the ledgers of leads and accounts under the plans of one set: data in, data out. Safe for many threads; the memory of
/// a walk is used again by the next.
/// </summary>
public sealed class LedgerKeeper
{
    /// <summary>After so many evaluations a walk is cut short, so that one long history does not keep all others waiting.</summary>
    public const int EvaluationsMost = 300;

    private readonly PlanSet set;
    private readonly ConcurrentBag<Run[]> idle = [];
    private readonly Cuts[] leadCuts;
    private readonly Cuts[] accountCuts;
    private readonly bool looksAtAccounts;

    public LedgerKeeper(PlanSet set)
    {
        this.set = set;
        LeadPlans = [.. set.LeadPlans.Select(scorer => new LedgerPlan(scorer.Plan))];
        AccountPlans = [.. set.AccountPlans.Select(scorer => new LedgerPlan(scorer.Plan))];
        leadCuts = [.. set.LeadPlans.Select((scorer, i) => new Cuts(scorer.Plan, scorer.Program.Finish, LeadPlans[i].Lines))];
        accountCuts = [.. set.AccountPlans.Select((scorer, i) => new Cuts(scorer.Plan, scorer.Program.Own.Finish, AccountPlans[i].Lines))];
        looksAtAccounts = set.AccountKeys.Count > 0;
    }

    /// <summary>The set's lead plans, in its order.</summary>
    public IReadOnlyList<LedgerPlan> LeadPlans { get; }

    /// <summary>The set's account plans, in its order.</summary>
    public IReadOnlyList<LedgerPlan> AccountPlans { get; }

    /// <summary>Brings a lead's ledgers to now.</summary>
    /// <param name="timeline">Made by the shapes of the set; all of the lead's history.</param>
    /// <param name="ledgers">One for each of <see cref="LeadPlans"/>; changed by the walk.</param>
    /// <param name="news">Likewise. Means nothing to somebody who was never evaluated.</param>
    public WalkEnd Keep(
        Timeline timeline, Func<string, AccountHistory?> accounts, IReadOnlyList<PlanLedger> ledgers, IReadOnlyList<PlanNews> news, WalkStart start, int most = EvaluationsMost)
    {
        if (!idle.TryTake(out var runs)) runs = [.. set.LeadPlans.Select(_ => new Run())];
        var followers = new Follower[runs.Length];
        for (var i = 0; i < runs.Length; i++) followers[i] = new LeadFollower(set.LeadPlans[i].Program, timeline, accounts, runs[i], leadCuts[i]);
        var end = new Walk(followers, ledgers, new LeadPast(timeline, set.Shapes, accounts, looksAtAccounts), start).Go(news, most);
        idle.Add(runs);
        return end;
    }

    /// <summary>Brings an account's ledgers to now.</summary>
    /// <param name="candidates">All leads that ever had a <c>group</c> call for the account.</param>
    /// <param name="ledgers">One for each of <see cref="AccountPlans"/>; changed by the walk.</param>
    public WalkEnd Keep(
        AccountHistory account, IEnumerable<LeadHistory> candidates, Func<string, AccountHistory?> accounts, IReadOnlyList<PlanLedger> ledgers, IReadOnlyList<PlanNews> news,
        WalkStart start, int most = EvaluationsMost)
    {
        var timelines = candidates.Select(TimelineOf).ToList();
        var followers = set.AccountPlans.Select((scorer, i) => (Follower)new AccountFollower(scorer.Program, account, timelines, accounts, accountCuts[i])).ToList();
        return new Walk(followers, ledgers, new AccountPast(account, timelines), start).Go(news, most);
    }

    private Timeline TimelineOf(LeadHistory lead)
    {
        var timeline = new Timeline();
        timeline.Fill(lead, set.Shapes);
        return timeline;
    }
}
