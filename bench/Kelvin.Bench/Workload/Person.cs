using Kelvin.Scoring.Values;

namespace Kelvin.Bench.Workload;

/// <summary>Who a lead is. One in ten of the answers that people are asked for is missing.</summary>
internal sealed record Person(JsonObject Traits, JsonObject LaterTraits, int Account)
{
    private static readonly Weighted Position = Weighted.Zipf(Vocabulary.Positions.Length);
    private static readonly Weighted Country = Weighted.Zipf(Vocabulary.Countries.Length);
    private static readonly Weighted Region = Weighted.Zipf(Vocabulary.Regions.Length);

    public static Person Of(ulong seed, int lead, int accounts)
    {
        var draw = Draw.For(seed ^ 0x50455253, (ulong)lead);
        var given = Vocabulary.GivenNames[draw.Below(Vocabulary.GivenNames.Length)];
        var family = Vocabulary.FamilyNames[draw.Below(Vocabulary.FamilyNames.Length)];
        var account = draw.Below(accounts);
        var employees = EmployeesOf(seed, account);
        var region = Region.Of(ref draw);
        var consent = draw.PerMille(600);
        var traits = new Dictionary<string, Value>
        {
            ["name"] = Value.Of($"{given} {family}"),
            ["email"] = Value.Of($"lead{lead}@{DomainOf(ref draw, account)}"),
            ["position"] = Asked(ref draw, Value.Of(Vocabulary.Positions[Vocabulary.Positions.Length - 1 - Position.Of(ref draw)])),
            ["industry"] = Asked(ref draw, Value.Of(Vocabulary.Industries[account % Vocabulary.Industries.Length])),
            ["country"] = Value.Of(Vocabulary.Countries[Country.Of(ref draw)]),
            ["region"] = Value.Of(Vocabulary.Regions[region]),
            ["city"] = Value.Of(Vocabulary.Cities[region]),
            ["company_size"] = Asked(ref draw, Value.Of(employees)),
            ["annual_revenue"] = Asked(ref draw, Value.Of(employees * (50_000 + draw.Below(200) * 1_000L))),
            ["age"] = Asked(ref draw, Value.Of(20 + draw.Below(50))),
            ["consent"] = Value.Of(consent),
            ["source"] = Value.Of(Vocabulary.Sources[draw.Below(Vocabulary.Sources.Length)]),
        };
        var later = new Dictionary<string, Value> { ["consent"] = Value.Of(!consent), ["position"] = Value.Of(Vocabulary.Positions[draw.Below(Vocabulary.Positions.Length)]) };
        return new Person(new JsonObject(traits.Where(trait => !trait.Value.IsMissing)), new JsonObject(later), account);
    }

    public static JsonObject AccountTraits(ulong seed, int account) => new(
    [
        KeyValuePair.Create("name", Value.Of($"Company {account}")),
        KeyValuePair.Create("employees", Value.Of(EmployeesOf(seed, account))),
        KeyValuePair.Create("industry", Value.Of(Vocabulary.Industries[account % Vocabulary.Industries.Length])),
    ]);

    // As many companies of 1 to 10 people as of 10 to 100, and so on up to 10,000.
    private static int EmployeesOf(ulong seed, int account)
    {
        var draw = Draw.For(seed ^ 0x4143434F, (ulong)account);
        return 1 + (int)Math.Pow(10, draw.Unit() * 4);
    }

    private static Value Asked(ref Draw draw, Value answer) => draw.PerMille(100) ? Value.Missing : answer;

    private static string DomainOf(ref Draw draw, int account) => draw.Below(1000) switch
    {
        < 5 => Vocabulary.Competitor,
        < 300 => Vocabulary.FreeMail[draw.Below(Vocabulary.FreeMail.Length)],
        _ => $"company{account}.example",
    };
}
