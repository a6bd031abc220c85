namespace Kelvin.Scoring.Tests.Generators;

/// <summary>
/// Choices that follow from a seed alone. FsCheck chooses the seed; a document is easier to roll than to compose
/// of generators, and it is the finished document that <see cref="Shrinking"/> makes smaller.
/// </summary>
public sealed class Dice(int seed)
{
    private readonly System.Random _random = new(seed);

    public bool Chance(double share) => _random.NextDouble() < share;

    /// <summary>A whole number; both ends included.</summary>
    public int Between(int low, int high) => _random.Next(low, high + 1);

    public long Between(long low, long high) => _random.NextInt64(low, high + 1);

    public T One<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];

    public T OneOf<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    /// <summary>That many different ones, in random order.</summary>
    public List<T> Some<T>(IReadOnlyList<T> choices, int count) => Shuffled(choices).Take(count).ToList();

    public List<T> Shuffled<T>(IEnumerable<T> items)
    {
        var shuffled = items.ToArray();
        _random.Shuffle(shuffled);
        return [.. shuffled];
    }
}
