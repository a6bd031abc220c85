namespace Kelvin.Server.Demo;

/// <summary>How busy a person is by nature.</summary>
/// <param name="VisitsPerMonth">Of the site, in quiet times.</param>
/// <param name="HuntFactor">So many times busier while they look for something to buy.</param>
/// <param name="Opens">Share of e-mails that are opened; <paramref name="Clicks"/>: and clicked.</param>
internal sealed record Habits(double VisitsPerMonth, double HuntFactor, double Opens, double Clicks, double WebinarsPerYear)
{
    public static Habits Of(Errand errand) => errand switch
    {
        Errand.Passerby => new(0.25, 1, 0, 0, 0),
        Errand.Subscriber => new(0.35, 1, 0.30, 0.04, 0.15),
        Errand.Researcher => new(0.9, 1, 0.42, 0.09, 0.9),
        Errand.Evaluator => new(0.6, 11, 0.45, 0.12, 0.8),
        Errand.Buyer => new(0.7, 13, 0.55, 0.16, 0.8),
        Errand.Lapsed => new(1.4, 1, 0.40, 0.08, 0.5),
        Errand.Student => new(1.8, 1, 0.50, 0.15, 1.2),
        Errand.JobSeeker => new(1.2, 1, 0.10, 0.02, 0),
        _ => new(1.5, 1, 0.35, 0.10, 0.4),
    };
}
