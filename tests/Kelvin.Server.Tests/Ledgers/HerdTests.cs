using System.Globalization;
using Kelvin.Server.Tests.Pipelines;
using Kelvin.Storage;
using Kelvin.Storage.Ingest;
using Xunit;
using static Kelvin.Server.Tests.Pipelines.Deployment;

namespace Kelvin.Server.Tests.Ledgers;

public class HerdTests
{
    private const int AtOnce = 1_000;

    /// <summary>How many are due in one second; <c>KELVIN_HERD</c> asks for more.</summary>
    private static readonly int Leads = int.Parse(Environment.GetEnvironmentVariable("KELVIN_HERD") ?? "20000", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_herd_that_is_due_within_one_second_is_drained_in_order_and_lets_calls_through()
    {
        using var kelvin = new Deployment(isAtWork: false);
        await kelvin.Store.WriteAsync(tx => kelvin.Store.Plans.Add(tx, "interest", "yaml", Ledgered.Plan, "test", Noon, activate: true));
        kelvin.Clock.Now = Noon + 1_000;
        for (var i = 0; i < Leads; i += AtOnce)
        {
            await kelvin.Accept(KeyPower.Server, [.. Enumerable.Range(i, AtOnce).Select(lead => Ledgered.Page($"lead {lead}", Noon + (lead * 7_919 % 1_000), "m"))]);
            while (await kelvin.Slice()) { }
        }
        Assert.Equal(Leads, kelvin.Count(Counter.Leads));

        kelvin.Clock.Now = Noon + (15 * Day);
        var (left, slices) = (Leads, 0);
        for (var more = true; more; slices++)
        {
            if (slices < 20) await kelvin.Accept(KeyPower.Server, Ledgered.Page($"caller {slices}", kelvin.Clock.Now, "m"));
            more = await kelvin.Slice();
            Assert.Equal(0, kelvin.Store.Inbox.Depth);

            var (due, recorded, first) = Look(kelvin);
            Assert.True(due < left || due == 0, $"Slice {slices} took none of {left}.");
            Assert.True(first is null || recorded <= first, $"One that crossed at {recorded} came before one that is due at {first}.");
            left = due;
        }
        Assert.True(slices > 20, "The herd was gone before the calls had come.");

        Assert.Equal([$"{Leads}"], kelvin.Rows($"select cast(count(*) as text) from crossings where at >= {Noon + (14 * Day)} and at < {Noon + (14 * Day) + 1_000} and recorded_at = {kelvin.Clock.Now}"));
        Assert.Equal([$"{Leads}"], kelvin.Rows($"select cast(count(distinct subject) as text) from crossings where at >= {Noon + (14 * Day)} and at < {Noon + (14 * Day) + 1_000}"));
        foreach (var lead in new[] { 0, 1, 17, Leads - 1 }) Assert.Equal(Noon + (lead * 7_919 % 1_000) + (14 * Day), kelvin.Raised($"lead {lead}")[^1].At.ToUnixTimeMilliseconds());
    }

    /// <summary>How many are due, the last instant of what was raised by time, and the first that is still due.</summary>
    private static (int Due, long Recorded, long? First) Look(Deployment kelvin)
    {
        using var snapshot = kelvin.Store.Read();
        var first = kelvin.Store.Leads.FirstDue(snapshot);
        using var due = snapshot.Sql("select count(*) from leads where due_at <= $1").Bind(kelvin.Clock.Now);
        due.Step();
        using var recorded = snapshot.Sql("select coalesce(max(at), 0) from crossings where at < $1").Bind(Noon + (15 * Day));
        recorded.Step();
        return (due.Int(0), recorded.Long(0), first <= kelvin.Clock.Now ? first : null);
    }
}
