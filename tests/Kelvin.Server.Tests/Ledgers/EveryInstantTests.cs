using System.Globalization;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Kelvin.Scoring.Tests.Generators;
using Kelvin.Scoring.Tests.Ledger;
using Kelvin.Scoring.Tests.Naive;
using Kelvin.Server.Ledgers;
using Kelvin.Server.Tests.Pipelines;
using Kelvin.Storage;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Ingest;
using Xunit;

namespace Kelvin.Server.Tests.Ledgers;

/// <summary>
/// Calls come in at their own time, the pipeline is woken when leads are due, or much later, and what it records is what the
/// naive evaluator says at every instant. Over random plans and histories; more of them: KELVIN_CASES=500.
/// </summary>
public class EveryInstantTests
{
    private const long Day = 86_400_000;
    private const int WakesMost = 40;

    [Fact]
    public void A_history_that_the_timer_walks_gives_the_ledger_of_every_instant()
    {
        var cases = int.TryParse(Environment.GetEnvironmentVariable("KELVIN_CASES"), out var wanted) ? wanted : 12;
        Prop.ForAll(RandomCase.All, random => Holds(random).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(cases));
    }

    private static async Task Holds(RandomCase random)
    {
        var (ofLeads, ofAccounts) = (new LedgerCase(random), new LedgerCase(random, ofAccounts: true));
        var instants = Scoring.Tests.Generators.Instants.Of(ofLeads.All, random.World, ofLeads.Dice);
        var (start, end) = (instants[0] - 1, instants[^1] + Day);
        using var kelvin = new Deployment(clock: new StandingClock(start));
        await kelvin.Store.WriteAsync(tx => new FunnelBook(kelvin.Store).Write(tx, LedgerCase.Funnel));
        foreach (var plan in ofLeads.All) await kelvin.Publish(plan["plan"]!.GetValue<string>(), plan.ToJsonString());
        await Live(kelvin, random.World, ofLeads.Dice, end);

        // The server makes the leads' ids, and they decide which of two facts of one instant comes first.
        StreamId IdOf(string user) => kelvin.Store.Key.IdentityOf(IdentityKind.User, user);
        var world = new NaiveWorld([.. random.World.Leads.Select(lead => new NaiveLead(IdOf(lead.Id).ToString(), [.. lead.Events.OrderBy(e => e.Timestamp)]))]);
        foreach (var lead in random.World.Leads) Compare(kelvin, ofLeads, world, IdOf(lead.Id), IdOf(lead.Id).ToString(), instants, start, end);
        foreach (var account in ofAccounts.Plans.Count == 0 ? [] : world.Leads.SelectMany(lead => NaiveHistory.InOrder(lead.Events)).Select(e => e.GroupId).OfType<string>().Distinct())
            Compare(kelvin, ofAccounts, world, kelvin.Store.Key.AccountOf(account), account, instants, start, end);
    }

    /// <summary>What happens at one instant comes in one request, at that instant; between two of them, and after the last, the timer wakes.</summary>
    private static async Task Live(Deployment kelvin, NaiveWorld world, Dice dice, long end)
    {
        var happenings = world.Leads.SelectMany(lead => lead.Events.Select(e => (lead.Id, Event: e))).GroupBy(one => one.Event.Timestamp).OrderBy(group => group.Key);
        foreach (var at in happenings)
        {
            await WakeUntil(kelvin, dice, at.Key);
            kelvin.Clock.Now = at.Key;
            await kelvin.Accept(KeyPower.Server, [.. at.Select(one => CallOf(one.Id, one.Event))]);
            await kelvin.Settle();
        }
        await WakeUntil(kelvin, dice, end);
        await kelvin.PassTo(end);
    }

    /// <summary>Wakes the pipeline as the alarm does, when the first is due; or not at all, as if it had been down.</summary>
    private static async Task WakeUntil(Deployment kelvin, Dice dice, long next)
    {
        if (dice.Chance(0.3)) return;
        for (var wakes = 0; wakes < WakesMost && FirstDue(kelvin) is { } due && due < next; wakes++) await kelvin.PassTo(Math.Max(due, kelvin.Clock.Now));
    }

    private static long? FirstDue(Deployment kelvin)
    {
        using var snapshot = kelvin.Store.Read();
        var (lead, account) = (kelvin.Store.Leads.FirstDue(snapshot), kelvin.Store.Accounts.FirstDue(snapshot));
        return lead is null || account < lead ? account : lead;
    }

    private static string CallOf(string user, NaiveEvent e)
    {
        var type = e.Name is "page" or "screen" or "identify" or "group" ? e.Name : "track";
        var call = new JsonObject { ["type"] = type, ["userId"] = user, ["messageId"] = e.MessageId, ["timestamp"] = Ledgered.Text(e.Timestamp) };
        if (type == "track") call["event"] = e.Name;
        if (e.GroupId is not null) call["groupId"] = e.GroupId;
        if (e.Properties is not null) call[type is "identify" or "group" ? "traits" : "properties"] = e.Properties.DeepClone();
        if (e.Context is not null) call["context"] = e.Context.DeepClone();
        if (e.Machine) call["machine"] = true;
        return call.ToJsonString();
    }

    private static void Compare(Deployment kelvin, LedgerCase one, NaiveWorld world, StreamId id, string subject, List<long> instants, long start, long end)
    {
        var raised = Raised(kelvin, id);
        var naive = one.Naive(world, subject);
        naive.Look(instants.Concat(raised.SelectMany(line => new[] { line.At - 1, line.At })), start, end);
        var (expected, actual) = (InOrder(naive.Lines), InOrder(raised.Select(line => line.Text)));
        Assert.True(expected == actual, $"{subject}\nnaive:\n{expected}\npipeline:\n{actual}");
    }

    private static string InOrder(IEnumerable<string> lines) => string.Join('\n', lines.Order(StringComparer.Ordinal));

    private static List<(long At, string Text)> Raised(Deployment kelvin, StreamId subject)
    {
        using var snapshot = kelvin.Store.Read();
        return [.. kelvin.Store.Crossings.Of(snapshot, subject).Select(row => (row.At, $"{row.At.ToString(CultureInfo.InvariantCulture)} {Words(JsonNode.Parse(row.Data.Span)!)}"))];
    }

    /// <summary>As the naive ledger writes it.</summary>
    private static string Words(JsonNode said)
    {
        var change = $"{said["from"]?.ToString() ?? "-"} to {said["to"]?.ToString() ?? "-"}";
        var what = (string)said["kind"]! switch
        {
            "threshold" => $"{said["threshold"]} {said["direction"]}",
            "stage" => $"stage {change} {said["cause"]}",
            var kind => $"{kind} {change}",
        };
        return $"{said["plan"]} {what}{((bool)said["late"]! ? " late" : "")}";
    }
}
