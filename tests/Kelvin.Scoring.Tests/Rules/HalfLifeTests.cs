using Kelvin.Scoring.Rules;
using Xunit;

namespace Kelvin.Scoring.Tests.Rules;

public class HalfLifeTests
{
    private static readonly HalfLife Month = new(30L * 86_400_000);

    [Fact]
    public void Half_is_left_after_each_half_life() =>
        Assert.Equal([1, 0.5, 0.25, Math.Pow(2, -40)], new long[] { 0, 1, 2, 40 }.Select(times => Month.At(times * Month.Milliseconds)));

    [Fact]
    public void Events_added_up_together_are_worth_to_the_bit_what_they_are_one_by_one()
    {
        var random = new Random(1);
        for (var run = 0; run < 2000; run++)
        {
            var decay = new HalfLife(1 + random.NextInt64(1L << random.Next(1, 45)));
            var ages = Enumerable.Range(0, random.Next(11)).Select(_ => random.NextInt64(1L << random.Next(1, 52))).ToArray();
            var worths = ages.Select(_ => random.NextDouble() * 100 - 50).ToArray();
            var expected = ages.Zip(worths).Aggregate(0.0, (sum, one) => sum + (one.Second * decay.At(one.First)));
            Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(decay.Sum(ages, worths)));
        }
    }
}
