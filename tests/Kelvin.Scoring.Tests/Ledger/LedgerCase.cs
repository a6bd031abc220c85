using System.Text.Json.Nodes;
using Kelvin.Scoring.Ledger;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Tests.Equality;
using Kelvin.Scoring.Tests.Generators;
using Kelvin.Scoring.Tests.Naive;
using Kelvin.Scoring.Timelines;

namespace Kelvin.Scoring.Tests.Ledger;

/// <summary>A random case with two plans that move leads through one funnel, some stages of which are entered by an event.</summary>
internal sealed class LedgerCase
{
    public static readonly Funnel Funnel = new(["Lead", "MQL", "SQL", "Customer"], ["Gone"], "SQL");

    private readonly PlanSet set;
    private readonly bool ofAccounts;

    public LedgerCase(RandomCase one, bool ofAccounts = false, bool movers = true)
    {
        (Dice, this.ofAccounts) = (new Dice(one.Seed), ofAccounts);
        var others = RandomCase.Roll(one.Seed ^ 0x5bd1e995).Plans[0].DeepClone();
        others["plan"] = "other";
        // In the order of their ids, as a server has them: where two plans follow one event, the last has the last word.
        All = [.. one.Plans.Select(p => p.DeepClone()).Append(others).OrderBy(p => p["plan"]!.GetValue<string>(), StringComparer.Ordinal)];
        if (movers) All.ForEach(AddMover);
        Plans = [.. All.Where(p => RandomCase.IsForAccounts(p) == ofAccounts)];
        set = PlanSet.Compile([.. All.Select(p => EngineCase.Read(p.ToJsonString()))]);
    }

    public Dice Dice { get; }
    public List<JsonNode> All { get; }

    /// <summary>Those that score the subjects.</summary>
    public List<JsonNode> Plans { get; }

    private void AddMover(JsonNode plan)
    {
        if (!Dice.Chance(0.5)) return;
        plan["stages"] ??= new JsonArray();
        plan["stages"]!.AsArray().Add(new JsonObject { ["name"] = Dice.One("Lead", "Gone"), ["on"] = Dice.One<string>(Vocabulary.Events) });
    }

    public NaiveLedger Naive(NaiveWorld world, string subject) => new(
        Plans, [.. Funnel.Stages, .. Funnel.Aside],
        (plan, t) => ofAccounts ? NaiveAccounts.ScoreAccount(plan, All, world, subject, t) : NaiveEvaluator.ScoreLead(plan, world, subject, t),
        t => NamesAt(world, subject, t));

    private IEnumerable<string> NamesAt(NaiveWorld world, string subject, long t) => world.Leads
        .Where(lead => ofAccounts ? NaiveHistory.AccountAt(NaiveHistory.InOrder(lead.Events), t) == subject : lead.Id == subject)
        .SelectMany(lead => NaiveHistory.InOrder(lead.Events)).Where(e => e.Timestamp == t && !e.Machine)
        .Order(Comparer<NaiveEvent>.Create(NaiveHistory.CompareEvents)).Select(e => e.Name);

    public Engine Keep(string subject) => new(this, subject);

    /// <summary>The engine's ledger of one subject, kept from slice to slice as a store would.</summary>
    public sealed class Engine(LedgerCase one, string subject)
    {
        private readonly LedgerKeeper keeper = new(one.set);
        private Placement place = Placement.Nowhere;
        private PlanLedger[]? ledgers;

        public List<string> Lines { get; } = [];

        /// <summary>Every instant at which it raised something.</summary>
        public List<long> Instants { get; } = [];
        public long? Until { get; private set; }
        public long? Due { get; private set; }

        public Score? ScoreOf(JsonNode plan) => ledgers!.First(l => l.Plan.Plan.Id == plan["plan"]!.GetValue<string>()).Score;

        public void Walk(NaiveWorld world, long now, int most = LedgerKeeper.EvaluationsMost)
        {
            var leads = world.Leads.Select(lead => new LeadHistory(lead.Id, lead.Events.Select(EngineCase.EventOf))).ToDictionary(lead => lead.LeadId);
            var accounts = AccountHistory.From(leads.Values);
            for (var cutShort = true; cutShort;)
            {
                var start = new WalkStart(Until, place, Funnel, now);
                var end = one.ofAccounts ? WalkAccount(accounts, leads, start, most) : WalkLead(leads[subject], accounts, start, most);
                (Until, place, Due, cutShort) = (end.Until, end.Place, end.Due, end.IsCutShort);
                Note(end);
            }
        }

        private WalkEnd WalkLead(LeadHistory lead, Dictionary<string, AccountHistory> accounts, WalkStart start, int most)
        {
            var timeline = new Timeline();
            timeline.Fill(lead, one.set.Shapes);
            ledgers ??= [.. keeper.LeadPlans.Select(plan => new PlanLedger(plan))];
            return keeper.Keep(timeline, id => accounts.GetValueOrDefault(id), ledgers, new PlanNews[ledgers.Length], start, most);
        }

        private WalkEnd WalkAccount(Dictionary<string, AccountHistory> accounts, Dictionary<string, LeadHistory> leads, WalkStart start, int most)
        {
            ledgers ??= [.. keeper.AccountPlans.Select(plan => new PlanLedger(plan))];
            var account = accounts.GetValueOrDefault(subject) ?? new AccountHistory(subject, []);
            return keeper.Keep(account, leads.Values, id => accounts.GetValueOrDefault(id), ledgers, new PlanNews[ledgers.Length], start, most);
        }

        private void Note(WalkEnd end)
        {
            foreach (var c in end.Crossings)
            {
                var what = c.Kind == CrossingKind.Score ? $"{c.Line} {(c.Direction == Direction.Up ? "up" : "down")}"
                    : $"{c.Kind.ToString().ToLowerInvariant()} {c.From ?? "-"} to {c.To ?? "-"}";
                Lines.Add($"{c.At} {c.Plan} {what}{(c.Late ? " late" : "")}");
                Instants.Add(c.At);
            }
            foreach (var m in end.Moves)
            {
                Lines.Add($"{m.At} {m.Plan} stage {m.From ?? "-"} to {m.To ?? "-"} {m.Cause.ToString().ToLowerInvariant()}{(m.Late ? " late" : "")}");
                Instants.Add(m.At);
            }
        }
    }
}
