using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Tests.Equality;
using Kelvin.Scoring.Tests.Naive;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.WhatIf;

namespace Kelvin.Scoring.Tests.WhatIf;

/// <summary>A random world whose leads are numbered, so that tables of features can be filled from it.</summary>
internal sealed class TableWorld
{
    private readonly Dictionary<string, AccountHistory> accounts;

    public TableWorld(NaiveWorld world)
    {
        Leads = [.. world.Leads.Select(lead => new LeadHistory(lead.Id, lead.Events.Select(EngineCase.EventOf)))];
        accounts = AccountHistory.From(Leads);
    }

    public IReadOnlyList<LeadHistory> Leads { get; }

    public AccountHistory? Account(string id) => accounts.GetValueOrDefault(id);

    public FeatureTable Table(long at, PlanForm form)
    {
        var table = new FeatureTable(Leads.Count, at);
        Fill(table, form);
        return table;
    }

    public void Fill(FeatureTable table, PlanForm form)
    {
        if (table.Begin([form]) is not { } pass) return;
        for (var i = 0; i < Leads.Count; i++) pass.Visit(i, Timeline(Leads[i], pass.Plans), Account);
        table.Take(pass);
    }

    public static Timeline Timeline(LeadHistory lead, PlanSet plans)
    {
        var timeline = new Timeline();
        timeline.Fill(lead, plans.Shapes);
        return timeline;
    }

    public static Score? ScoreOf(PlanScores scores, Outcome outcome)
    {
        if (!outcome.IsScored) return null;
        var label = scores.Labels[outcome.Label];
        return new Score(outcome.Fit, outcome.Engagement, outcome.Value, label.Grade, label.Level, label.Label, outcome.Verdict < 0 ? null : scores.Verdicts[outcome.Verdict], outcome.Stages);
    }
}
