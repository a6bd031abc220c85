using Kelvin.Scoring.Conditions;
using Kelvin.Scoring.Plans;

namespace Kelvin.Scoring.Rules;

/// <summary>A rule of a plan: gives points, which are clamped to its bounds.</summary>
public abstract record Rule(string Name, double? Min, double? Max) : Scored(Name, Min, Max);

/// <summary>Explicit: points for who the lead is. With neither <see cref="When"/> nor a table its points always count.</summary>
/// <param name="When">The condition for fixed points; null with a table, or when the points always count.</param>
/// <param name="Points">Fixed points with what it gives otherwise, or a table by an operand.</param>
/// <param name="Unknown">What it gives while the operand is not known.</param>
public sealed record FitRule(string Name, double? Min, double? Max, Condition? When, Points Points, double Unknown) : Rule(Name, Min, Max);

/// <summary>Implicit: points for what the lead does (scoring.md 3).</summary>
public sealed record EventRule(
    string Name, double? Min, double? Max,
    EventFilter Events, bool Machines, Visit? Visit, Operand? UniqueBy, IReadOnlyList<Limit> Limits, Keep Keep,
    Measure Measure) : Rule(Name, Min, Max);

/// <summary>Step 1 of scoring.md 3: which events match.</summary>
/// <param name="Names">Event names, compared exactly; null means any event but <c>identify</c> and <c>group</c>.</param>
/// <param name="Within">Milliseconds; null is no window.</param>
/// <param name="From">Milliseconds, UTC; the first instant that counts.</param>
/// <param name="Until">Milliseconds, UTC; the first instant that no longer counts.</param>
public sealed record EventFilter(IReadOnlyList<string>? Names, Condition? Where, long? Within, long? From, long? Until);

/// <summary>Matches less than <see cref="Gap"/> milliseconds apart are one visit; one with fewer than <see cref="AtLeast"/> is none.</summary>
public sealed record Visit(int AtLeast, long Gap);

public enum Per { Day, Week, Month, Lifetime }

public sealed record Limit(int Times, Per Per);

public enum Keep { Largest, Latest, First }

/// <summary>How points come from a value: see the four kinds.</summary>
public abstract record Points;

/// <param name="Otherwise">On a fit rule: what it gives when its condition fails.</param>
public sealed record FixedPoints(double Value, double Otherwise) : Points;

/// <summary>A table from value to points; the first key that equals the value wins.</summary>
public sealed record ValueTable(Operand By, IReadOnlyList<KeyValuePair<string, double>> Values, double Otherwise) : Points;

/// <summary>Points of the greatest key that is not above the number. <c>By</c> is null where the number is a count or a sum.</summary>
/// <param name="Bands">In ascending order of their keys.</param>
/// <param name="Of">Makes the number a percentage of this.</param>
public sealed record BandTable(Operand? By, Operand? Of, IReadOnlyList<KeyValuePair<double, double>> Bands) : Points;

/// <summary>The number times <see cref="Factor"/>.</summary>
public sealed record TimesNumber(Operand? By, Operand? Of, double Factor) : Points;

/// <summary>What an event rule makes of the events that are left.</summary>
public abstract record Measure;

/// <summary>The sum of each event's points times its decay.</summary>
public sealed record EachEvent(Points Points, Decay? Decay) : Measure;

public sealed record AtLeastEvents(int Count, double Points) : Measure;

/// <summary><c>count: true</c>, or with an operand <c>sum</c>; the points come from the number (<c>By</c> is null).</summary>
public sealed record Total(Operand? SumOf, Points Points) : Measure;

/// <summary>Silence: points once nothing has matched for so long (milliseconds), up to <see cref="Repeat"/> times.</summary>
public sealed record AbsentFor(long Duration, double Points, int? Repeat) : Measure;
