using FsCheck;
using FsCheck.Fluent;
using Kelvin.Scoring.Values;
using Kelvin.Storage.Timelines;
using Xunit;

namespace Kelvin.Storage.Tests.Timelines;

public class ValueFormatTests
{
    [Theory]
    [InlineData("""{"path":"/pricing","title":"Preise – größer","n":12.5,"big":123456789012,"no":null,"yes":true,"list":[1,[],{}]}""")]
    [InlineData("\"6f9619ff-8b86-d011-b42d-00c04fc964ff\"")]
    [InlineData("\"node-next-1740830400000-6f9619ff-8b86-d011-b42d-00c04fc964ff\"")]
    [InlineData("\"6F9619FF-8B86-D011-B42D-00C04FC964FF\"")]
    [InlineData("\"x{f9619ff-8b86-d011-b42d-00c04fc964ff}\"")]
    [InlineData("-9007199254740993")]
    [InlineData("1e-300")]
    public void A_value_comes_back_as_it_was(string json) => AssertComesBack(ValueReader.Read(json));

    [Fact]
    public void Minus_zero_stays_minus_zero() => Assert.True(double.IsNegative(Again(Value.Of(-0.0)).AsNumber));

    [Fact]
    public void Any_value_comes_back_as_it_was() =>
        Prop.ForAll(Arb.From(Values(3)), AssertComesBack).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Theory]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(100_000)]
    public void Texts_of_any_length_come_back(int length) => AssertComesBack(Value.Of(new string('ż', length)));

    [Fact]
    public void A_usual_event_takes_half_of_its_json()
    {
        const string json = """{"context":{"library":{"name":"analytics.js","version":"next-1.84.3"},"locale":"pl-PL","page":{"path":"/pricing","referrer":"$direct","title":"Pricing","url":"https://example.com/pricing"},"timezone":"Europe/Warsaw"}}""";
        var to = new ByteWriter();
        ValueFormat.Write(to, ValueReader.Read(json));
        Assert.InRange(to.Written.Length, 1, json.Length / 2);
    }

    private static void AssertComesBack(Value value) => Assert.Equal(value.ToString(), Again(value).ToString());

    private static Value Again(Value value)
    {
        var to = new ByteWriter();
        ValueFormat.Write(to, value);
        var from = new ByteReader(to.Written);
        var read = ValueFormat.Read(ref from);
        Assert.True(from.IsAtEnd);
        return read;
    }

    private static Gen<Value> Values(int depth)
    {
        var text = Gen.Elements("", "path", "page", "ż", "\0", "6f9619ff-8b86-d011-b42d-00c04fc964ff", "a\"b", "😀").Select(Value.Of);
        var number = Gen.Choose(int.MinValue, int.MaxValue).Select(n => Value.Of(n / 8.0));
        var leaf = Gen.OneOf(text, number, Gen.Constant(Value.Null), Gen.Elements(true, false).Select(Value.Of));
        if (depth == 0) return leaf;
        var array = Values(depth - 1).ArrayOf(4).Select(Value.Of);
        var members = from keys in Gen.Elements("a", "path", "b.c", "").ArrayOf(3)
                      from values in Values(depth - 1).ArrayOf(3)
                      select Value.Of(keys.Zip(values, KeyValuePair.Create));
        return Gen.OneOf(leaf, array, members);
    }
}
