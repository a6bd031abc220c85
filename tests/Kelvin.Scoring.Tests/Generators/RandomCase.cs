using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Kelvin.Scoring.Tests.Naive;

namespace Kelvin.Scoring.Tests.Generators;

/// <summary>
/// Plans and a world to score by them. The first plan scores leads; if there is a second, it scores accounts by the first.
/// The seed rolls whatever a property needs besides (instants, an order of arrival), the same before and after shrinking.
/// </summary>
public sealed record RandomCase(List<JsonNode> Plans, NaiveWorld World, int Seed)
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>For FsCheck's properties: <c>Prop.ForAll(RandomCase.All, ...)</c>.</summary>
    public static Arbitrary<RandomCase> All { get; } =
        Arb.From(Gen.Choose(0, int.MaxValue).Select(Roll), Shrinking.Smaller);

    public static RandomCase Roll(int seed)
    {
        var dice = new Dice(seed);
        var season = new Season(dice);
        var maker = new RandomPlans(dice, season);
        if (dice.Chance(0.4))
        {
            var bare = maker.OfBareRules("bare");
            return new RandomCase([bare], new RandomHistories(dice, season, Instants.Named(bare)).Reader(), seed);
        }

        if (dice.Chance(0.15))
        {
            var tests = maker.OfBareTests("bare");
            return new RandomCase([tests], new RandomHistories(dice, season, Instants.Named(tests)).World(), seed);
        }

        List<JsonNode> plans = [maker.ForLeads("sales-readiness")];
        if (dice.Chance(0.4))
        {
            plans.Add(maker.ForAccounts("account-readiness", "sales-readiness"));
        }

        return new RandomCase(plans, new RandomHistories(dice, season, plans.SelectMany(Instants.Named).ToList()).World(), seed);
    }

    /// <summary>Whom each plan scores: every lead, or every account of which a lead has spoken.</summary>
    public IEnumerable<(JsonNode Plan, string Subject)> Subjects() =>
        from plan in Plans
        from subject in IsForAccounts(plan)
            ? World.Leads.SelectMany(l => l.Events).Select(e => e.GroupId).OfType<string>().Distinct()
            : World.Leads.Select(l => l.Id)
        select (plan, subject);

    public NaiveScore? Score(JsonNode plan, string subject, long t) => IsForAccounts(plan)
        ? NaiveAccounts.ScoreAccount(plan, Plans, World, subject, t)
        : NaiveEvaluator.ScoreLead(plan, World, subject, t);

    public static bool IsForAccounts(JsonNode plan) => plan["kind"]?.GetValue<string>() == "account";

    public override string ToString()
    {
        var text = new StringBuilder($"seed {Seed}\n");
        foreach (var plan in Plans)
        {
            text.Append("---\n").Append(YamlText.Of(plan));
        }

        foreach (var lead in World.Leads)
        {
            text.Append($"--- lead {lead.Id}, as accepted\n");
            foreach (var e in lead.Events)
            {
                text.Append($"{e.Timestamp} {DateTimeOffset.FromUnixTimeMilliseconds(e.Timestamp):yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {e.MessageId} {e.Name}")
                    .Append(e.GroupId is null ? "" : $" of {e.GroupId}")
                    .Append(e.Machine ? " (machine)" : "")
                    .Append(' ').Append(e.Properties?.ToJsonString(Readable) ?? "-")
                    .Append(' ').Append(e.Context?.ToJsonString(Readable) ?? "-")
                    .Append('\n');
            }
        }

        return text.ToString();
    }
}
