using System.Text;
using Kelvin.Scoring.Values;
using Kelvin.Server.Ingest;
using Xunit;

namespace Kelvin.Server.Tests.Ingest;

public class ItemSpliceTests
{
    [Theory]
    [InlineData("""{}""", """{"context":{"a":1,"b":2}}""")]
    [InlineData("""{ "x":1}""", """{"x":1,"context":{"a":1,"b":2}}""")]
    [InlineData("""{"context":null,"x":1}""", """{"context":{"a":1,"b":2},"x":1}""")]
    [InlineData("""{"context":{},"x":1}""", """{"context":{"a":1,"b":2},"x":1}""")]
    [InlineData("""{"context":{"b":3,"c":4}}""", """{"context":{"a":1,"b":3,"c":4}}""")]
    [InlineData("""{"context":"no object"}""", """{"context":"no object"}""")]
    public void What_the_batch_says_joins_the_call_and_the_calls_own_wins(string call, string expected) =>
        Assert.Equal(ValueReader.Read(expected), ValueReader.Read(ItemSplice.Merge(Encoding.UTF8.GetBytes(call), "context"u8, """{"a":1,"b":2}"""u8)));

    [Fact]
    public void An_empty_shared_context_changes_nothing() =>
        Assert.Equal(ValueReader.Read("""{"context":{"a":1}}"""), ValueReader.Read(ItemSplice.Merge("""{"context":{"a":1}}"""u8, "context"u8, "{ }"u8)));

    [Theory]
    [InlineData("""{"traits":{"vip":1,"name":"x"}}""", """{"traits":{"name":"x"}}""")]
    [InlineData("""{"traits":{"vip":1}}""", """{"traits":{}}""")]
    [InlineData("""{"traits":{"v\u0069p":1}}""", """{"traits":{}}""")]
    [InlineData("""{"traits":{"vip.level":1}}""", """{"traits":{}}""")]
    [InlineData("""{"traits":{"plan":{"tier":1}}}""", """{"traits":{}}""")]
    [InlineData("""{"traits":{"plan.tier":1,"planet":2}}""", """{"traits":{"planet":2}}""")]
    [InlineData("""{"context":{"traits":{"vip":1,"a":2},"b":3}}""", """{"context":{"traits":{"a":2},"b":3}}""")]
    [InlineData("""{"traits":{"vip":1},"context":{"traits":{"vip":1}},"x":1}""", """{"traits":{},"context":{"traits":{}},"x":1}""")]
    [InlineData("""{"traits":{},"traits":{"vip":1}}""", """{"traits":{}}""")]
    public void Traits_for_servers_only_leave_a_call(string call, string expected) =>
        Assert.Equal(ValueReader.Read(expected), ValueReader.Read(ItemSplice.WithoutTraits(Encoding.UTF8.GetBytes(call), ["vip", "plan.tier"])!));

    [Theory]
    [InlineData("""{"properties":{"vip":1},"traits":{"viper":1},"context":{"traits":null}}""")]
    [InlineData("""{"traits":[],"context":[]}""")]
    [InlineData("""{}""")]
    public void A_call_without_them_stays_as_it_is(string call) =>
        Assert.Null(ItemSplice.WithoutTraits(Encoding.UTF8.GetBytes(call), ["vip", "plan.tier"]));
}
