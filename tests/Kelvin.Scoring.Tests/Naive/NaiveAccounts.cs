using System.Text.Json.Nodes;

namespace Kelvin.Scoring.Tests.Naive;

/// <summary>Section 5: plans of <c>kind: account</c>.</summary>
public static class NaiveAccounts
{
    public static NaiveScore? ScoreAccount(
        JsonNode plan, IReadOnlyList<JsonNode> plans, NaiveWorld world, string accountId, long t)
    {
        // An account is first seen with its first group call.
        var calls = NaiveHistory.GroupCalls(world, accountId);
        if (calls.Count == 0 || t < calls[0].Timestamp)
        {
            return null;
        }

        var traits = NaiveHistory.AccountTraitsAt(world, accountId, t);
        var scope = new NaiveScope(t, NaiveDates.Zone(plan), traits, traits, [], calls[0].Timestamp);
        if (plan["audience"] is { } audience && !NaiveConditions.Holds(audience, scope))
        {
            return null;
        }

        var values = new Dictionary<string, double>();
        var fit = NaiveEvaluator.Side(plan["fit"], rule => NaivePoints.OfFitRule(rule, scope), values);

        double engagement = 0;
        if (plan["members"] is { } asked)
        {
            var members = Members(asked, plans, world, accountId, t);
            engagement += Combined(asked, members.Select(m => m.Worth).ToList());
            foreach (var entry in plan["committee"]?.AsArray() ?? [])
            {
                var points = members.Any(m => Fills(entry!, m.LeadId, m.Worth, plan, world, t)) ? NaivePoints.Of(entry!["points"]) : 0;
                values[entry!["name"]!.GetValue<string>()] = points;
                engagement += points;
            }
        }

        engagement = NaivePoints.Clamp(engagement, plan["engagement"]);
        return NaiveLabels.Score(plan, NaiveEvaluator.Rounded(fit), NaiveEvaluator.Rounded(engagement), scope, values);
    }

    /// <summary>The leads whose account at T it is and who are in the member plan's audience; highest first, ties by lead id.</summary>
    private static List<(string LeadId, long Worth)> Members(
        JsonNode asked, IReadOnlyList<JsonNode> plans, NaiveWorld world, string accountId, long t)
    {
        var memberPlan = plans.Single(p => p["plan"]!.GetValue<string>() == asked["plan"]!.GetValue<string>());
        var members = new List<(string LeadId, long Worth)>();
        foreach (var lead in world.Leads)
        {
            if (NaiveHistory.AccountAt(NaiveHistory.InOrder(lead.Events), t) == accountId
                && NaiveEvaluator.ScoreLead(memberPlan, world, lead.Id, t) is { } score)
            {
                members.Add((lead.Id, asked["side"]!.GetValue<string>() switch
                {
                    "fit" => score.Fit,
                    "engagement" => score.Engagement,
                    _ => score.Score,
                }));
            }
        }

        members.Sort((a, b) => a.Worth != b.Worth ? b.Worth.CompareTo(a.Worth) : NaiveHistory.CompareBytes(a.LeadId, b.LeadId));
        return members;
    }

    private static double Combined(JsonNode asked, List<long> highestFirst)
    {
        if (highestFirst.Count == 0)
        {
            return 0;
        }

        switch (asked["combine"]!.GetValue<string>())
        {
            case "sum":
                return highestFirst.Sum();
            case "max":
                return highestFirst[0];
            case "average":
                return (double)highestFirst.Sum() / highestFirst.Count;
        }

        double sum = 0;
        for (var i = 0; i < Math.Min((int)NaivePoints.Of(asked["top"]), highestFirst.Count); i++)
        {
            sum += highestFirst[i] * (asked["weights"] is JsonArray weights ? NaivePoints.Of(weights[i]) : 1);
        }

        return sum;
    }

    /// <summary>Whether a member fills a role: engaged enough, and as the condition asks of the member's own traits and events.</summary>
    private static bool Fills(JsonNode entry, string leadId, long worth, JsonNode plan, NaiveWorld world, long t) =>
        (entry["engaged"] is not { } engaged || worth >= NaivePoints.Of(engaged))
        && (entry["when"] is not { } when
            || NaiveConditions.Holds(when, NaiveEvaluator.LeadScope(plan, world, leadId, t)!));
}
