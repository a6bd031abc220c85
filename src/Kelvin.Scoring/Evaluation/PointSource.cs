using Kelvin.Scoring.Rules;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Evaluation;

/// <summary>Points with every name resolved: fixed, or from a table by the value of an operand.</summary>
internal abstract class PointSource
{
    public abstract double Give(Subject subject, Shape? e);

    /// <summary>Depends on the event alone: decided once per shape.</summary>
    public abstract bool IsOfEvent { get; }

    /// <summary>Gives whole points only, small ones: however they are added up, the sum is the same to the bit.</summary>
    public virtual bool IsWhole => false;

    protected static bool IsSmallAndWhole(double points) => Math.Abs(points) <= 1 << 20 && points == Math.Floor(points);

    /// <summary>The operand that decides, if one does.</summary>
    public virtual Source? By => null;

    /// <summary>The operand of which the value is a percentage, if there is one.</summary>
    public virtual Source? Whole => null;
}

internal sealed class FixedSource(double points) : PointSource
{
    public override double Give(Subject subject, Shape? e) => points;
    public override bool IsOfEvent => true;
    public override bool IsWhole => IsSmallAndWhole(points);
}

internal sealed class ValueTableSource(Source by, ValueTable table) : PointSource
{
    private readonly Equality keys = new(table.Values.Select(v => Value.Of(v.Key)));

    public override Source By => by;
    public override bool IsOfEvent => by.IsOfEvent;
    public override bool IsWhole { get; } = IsSmallAndWhole(table.Otherwise) && table.Values.All(entry => IsSmallAndWhole(entry.Value));

    public override double Give(Subject subject, Shape? e)
    {
        var value = by.Get(subject, e);
        if (value.Kind != ValueKind.Array) return At(keys.PlaceOf(value));
        foreach (var element in value.AsArray)
        {
            if (keys.PlaceOf(element) is >= 0 and var place) return At(place);
        }
        return table.Otherwise;
    }

    private double At(int place) => place < 0 ? table.Otherwise : table.Values[place].Value;
}

/// <summary>A number, as a percentage of another if so asked, turned into points.</summary>
internal sealed class NumberSource(Source by, Source? of, NumberPoints points) : PointSource
{
    public override Source By => by;
    public override Source? Whole => of;
    public override bool IsOfEvent => by.IsOfEvent && of is not { IsOfEvent: false };

    public override double Give(Subject subject, Shape? e)
    {
        if (!Numbers.TryReadFirst(by.Get(subject, e), out var number)) return 0;
        if (of is not null)
        {
            if (!Numbers.TryReadFirst(of.Get(subject, e), out var whole) || whole <= 0) return 0;
            number = number * 100 / whole;
        }
        return points.Of(number);
    }
}

/// <summary>Points of a number: by bands, or times a factor.</summary>
internal abstract class NumberPoints
{
    public abstract double Of(double number);

    /// <param name="nonNegative">A negative number counts as 0 (<c>times</c> where events are kept by largest contribution).</param>
    public static NumberPoints From(Points points, bool nonNegative = false) => points switch
    {
        BandTable table => new BandPoints([.. table.Bands.Select(b => b.Key)], [.. table.Bands.Select(b => b.Value)]),
        TimesNumber times => new FactorPoints(times.Factor, nonNegative),
        _ => throw new ArgumentException("Points of a number are bands or a factor."),
    };
}

internal sealed class BandPoints(double[] from, double[] points) : NumberPoints
{
    public override double Of(double number)
    {
        for (var i = from.Length - 1; i >= 0; i--)
        {
            if (from[i] <= number) return points[i];
        }
        return 0;
    }
}

internal sealed class FactorPoints(double factor, bool nonNegative) : NumberPoints
{
    public override double Of(double number) => (nonNegative && number < 0 ? 0 : number) * factor;
}
