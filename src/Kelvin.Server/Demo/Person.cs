using System.Globalization;

namespace Kelvin.Server.Demo;

/// <summary>What a person is after.</summary>
internal enum Errand { Passerby, Subscriber, Researcher, Evaluator, Buyer, Lapsed, Student, JobSeeker, Rival }

/// <summary>A made-up person.</summary>
/// <param name="Product"><c>sense</c> or <c>flow</c>: the product that they came for.</param>
internal sealed record Person(
    int Number, Errand Errand, string FirstName, string LastName, string Email, string? Position, string? Phone, bool Consents, string Source, string Product, Firm Firm)
{
    public string UserId { get; } = string.Create(CultureInfo.InvariantCulture, $"c-{Number + 10_000}");

    /// <summary>What their browser is called before anybody knows them, and after.</summary>
    public string AnonymousId { get; } = string.Create(CultureInfo.InvariantCulture, $"b-{Number + 10_000}");
}

/// <summary>Makes the people of a seed, any of them by number.</summary>
internal sealed class People(ulong seed, IReadOnlyList<Firm> firms)
{
    private static readonly string[] Deciders = ["director", "ceo", "owner", "plant manager"];
    private static readonly string[] Users = ["maintenance manager", "engineer", "engineer", "analyst", "technician"];
    private static readonly string[] Others = ["buyer", "controller", "consultant", "it manager", "journalist"];

    public Person Make(int number)
    {
        var dice = Dice.For(seed, (ulong)number);
        var errand = dice.Weighed(
            (Errand.Passerby, 17), (Errand.Subscriber, 21), (Errand.Researcher, 19), (Errand.Evaluator, 15), (Errand.Buyer, 6),
            (Errand.Lapsed, 14), (Errand.Student, 4), (Errand.JobSeeker, 3), (Errand.Rival, 1));
        return Make(number, errand, dice);
    }

    public Person Make(int number, Errand errand) => Make(number, errand, Dice.For(seed, (ulong)number));

    private Person Make(int number, Errand errand, Dice dice)
    {
        // Some firms send many people, most send one or two: that makes accounts worth looking at.
        var firm = errand switch
        {
            Errand.Rival => Firms.Rival,
            Errand.Student => Firms.School,
            _ => firms[(int)(firms.Count * Math.Pow(dice.Unit(), 1.7))],
        };
        var (first, last) = (dice.Of(firm.Land.FirstNames), dice.Of(firm.Land.LastNames));
        // Every name comes up more than once, so the address carries the number.
        var email = string.Create(CultureInfo.InvariantCulture, $"{Firms.Ascii(first)}.{Firms.Ascii(last)}{number % 1000}@{firm.Domain}");
        return new Person(
            number, errand, first, last, email, PositionOf(errand, dice),
            dice.Chance(errand is Errand.Evaluator or Errand.Buyer ? 0.7 : 0.25) ? string.Create(CultureInfo.InvariantCulture, $"{firm.Land.Dial} {dice.Below(900) + 100} {dice.Below(900) + 100} {dice.Below(900) + 100}") : null,
            dice.Chance(0.86),
            dice.Weighed(("form", 45), ("webinar", 18), ("fair", 14), ("referral", 12), ("partner", 11)),
            dice.Chance(firm.Industry is "paper" or "energy" or "food" ? 0.6 : 0.25) ? "flow" : "sense",
            firm);
    }

    private static string? PositionOf(Errand errand, Dice dice) => errand switch
    {
        Errand.Student => dice.Chance(0.8) ? "student" : "intern",
        Errand.JobSeeker => dice.Chance(0.5) ? "technician" : null,
        Errand.Rival => "product manager",
        Errand.Buyer or Errand.Evaluator => dice.Of(dice.Chance(0.55) ? Deciders : Users),
        _ => dice.Chance(0.18) ? null : dice.Of(dice.Weighed((Deciders, 22), (Users, 55), (Others, 23))),
    };
}
