using System.Text;
using System.Text.Json;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Values;
using Kelvin.Server.Api;
using Kelvin.Storage.Leads;

namespace Kelvin.Server.Actions.Automations;

/// <summary>What must hold of a lead, ready to be asked. A condition of the plan language is the audience of a plan that has nothing else.</summary>
internal sealed class Condition
{
    private readonly OnlyIf asked;
    private readonly LeadScorer? audience;

    private Condition(OnlyIf asked, LeadScorer? audience) => (this.asked, this.audience) = (asked, audience);

    /// <param name="problems">What is wrong with the condition, in the words of the plan language.</param>
    public static Condition? Read(OnlyIf? asked, out IReadOnlyList<PlanProblem> problems)
    {
        problems = [];
        if (asked?.Condition is not { } condition) return new Condition(asked ?? new OnlyIf(), null);
        var reading = PlanReader.Read(PlanOf(condition));
        problems = reading.Problems;
        return reading.Plan is { } plan ? new Condition(asked, PlanSet.Compile([plan]).LeadPlans[0]) : null;
    }

    /// <summary>Whether it holds now; scores are those that are stored.</summary>
    public bool Holds(LeadReading reading, StoredLead lead) => Holds(reading, lead, reading.Now, scores: null);

    /// <param name="scores">What the plans said at that instant; null: as they are stored.</param>
    public bool Holds(LeadReading reading, StoredLead lead, long at, Func<string, Score?>? scores)
    {
        if (asked.Stages is { Count: > 0 } stages && (lead.Stage is null || !stages.Contains(lead.Stage))) return false;
        if (asked.Owned is { } owned && owned != (reading.Store.Owners.Of(reading.Session, lead) is { User: not null } or { Team: not null })) return false;
        if (asked is not { MinScore: null, MaxScore: null, Labels: null, Verdicts: null } && !HoldsOfScore(scores is null ? Stored(reading, lead) : scores(asked.Plan ?? ""))) return false;
        return audience is null || audience.Score(reading.HistoryOf(lead), reading.Accounts.Find, at) is not null;
    }

    private bool HoldsOfScore(Score? score) => score is { } known
        && known.Value >= (asked.MinScore ?? long.MinValue) && known.Value <= (asked.MaxScore ?? long.MaxValue)
        && (asked.Labels is not { Count: > 0 } labels || (known.Label is { } label && labels.Contains(label)))
        && (asked.Verdicts is not { Count: > 0 } verdicts || (known.Verdict is { } verdict && verdicts.Contains(verdict)));

    private Score? Stored(LeadReading reading, StoredLead lead)
    {
        if (reading.Plans.Leads.FirstOrDefault(plan => plan.Scorer.Plan.Id == asked.Plan) is not { } active) return null;
        return reading.Store.Scores.Of(reading.Session, lead.Id).Find(row => row.Plan == active.Number) is { } row
            ? new Score(row.Fit, row.Engagement, row.Score, row.Grade, row.Level, row.Label, row.Verdict, 0)
            : null;
    }

    private static string PlanOf(JsonObject condition)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("plan", "condition");
            json.WritePropertyName("audience");
            ValueWriter.Write(json, Value.Of(condition));
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
