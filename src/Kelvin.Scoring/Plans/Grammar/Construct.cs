namespace Kelvin.Scoring.Plans.Grammar;

/// <summary>
/// One kind of mapping in a plan: which keys it takes and which of them go together. The reader checks plans against it,
/// and the JSON Schema for editors is written from it, so the two cannot disagree.
/// </summary>
/// <param name="Id">Its name among the schema's definitions.</param>
/// <param name="Title">As a message calls it, with its article: <c>a fit rule</c>.</param>
internal sealed record Construct(string Id, string Title, string Meaning, IReadOnlyList<Key> Keys)
{
    /// <summary>At least one of these stands in it. Empty asks nothing.</summary>
    public IReadOnlyList<string> AnyOf { get; init; } = [];
    public IReadOnlyList<Exclusion> Exclusions { get; init; } = [];
    public IReadOnlyList<Need> Needs { get; init; } = [];

    /// <summary>Whether a list of them may stand in its place.</summary>
    public bool OrList { get; init; }

    public bool Takes(string key) => Keys.Any(k => k.Name == key);
}

/// <param name="Meaning">One or two sentences for the author of a plan.</param>
internal sealed record Key(string Name, Shape Shape, string Meaning, bool Required = false);

/// <summary>Beside <paramref name="Key"/> none of the others may stand.</summary>
/// <param name="Why">The rest of a sentence that begins with "because".</param>
internal sealed record Exclusion(string Key, IReadOnlyList<string> Others, string Why);

/// <summary>Beside <paramref name="Key"/> one of these must stand.</summary>
internal sealed record Need(string Key, IReadOnlyList<string> AnyOf);
