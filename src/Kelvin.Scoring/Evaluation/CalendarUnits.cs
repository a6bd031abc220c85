using Kelvin.Scoring.Rules;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Evaluation;

/// <summary>Which calendar unit of a plan's time zone an instant falls in, as a number.</summary>
internal struct CalendarUnits(PlanZone zone)
{
    private PlanZone.Stretch stretch;
    private bool known;

    public long NumberOf(long instant, Per per)
    {
        if (per == Per.Lifetime) return 0;
        if (!known || !stretch.Contains(instant))
        {
            stretch = zone.StretchAt(instant);
            known = true;
        }
        var day = stretch.DayOf(instant);
        return per switch
        {
            Per.Day => day,
            // 1970-01-01 was a Thursday: three days more make weeks begin on Mondays.
            Per.Week => Math.DivRem(day + 3, 7) is var (week, rest) && rest < 0 ? week - 1 : week,
            _ => MonthOf(day),
        };
    }

    private static long MonthOf(long day)
    {
        var date = DateTime.UnixEpoch.AddDays(Math.Clamp(day, Dates.First / PlanZone.MillisecondsPerDay, Dates.Last / PlanZone.MillisecondsPerDay));
        return (date.Year * 12) + date.Month;
    }
}
