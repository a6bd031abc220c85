namespace Kelvin.Server.Demo;

/// <summary>
/// One person's year: visits, from some moment on with a name, e-mails, perhaps a time of looking for something to buy, perhaps a deal.
/// </summary>
internal sealed class Journey
{
    private const long Minute = Calendar.Minute, Hour = Calendar.Hour, Day = Calendar.Day;

    private readonly Person person;
    private readonly Calendar calendar;
    private readonly Dice dice;
    private readonly DemoCalls calls;
    private readonly Habits habits;
    private readonly int first;
    private readonly int last = Calendar.Days;
    private readonly int huntStart = int.MaxValue, huntEnd = int.MaxValue;
    private long knownAt = long.MaxValue;

    private Journey(Person person, Calendar calendar, Dice dice, List<DemoCall> into)
    {
        (this.person, this.calendar, this.dice) = (person, calendar, dice);
        calls = new DemoCalls(person, "demo", into);
        habits = Habits.Of(person.Errand);
        // The company grows: more people came in the later months.
        first = (int)(Calendar.Days * Math.Pow(dice.Unit(), 0.75));
        if (person.Errand == Errand.Lapsed) (first, last) = (first / 2, Math.Min(Calendar.Days - 45, first / 2 + 20 + (int)dice.Wait(60)));
        if (person.Errand is not (Errand.Evaluator or Errand.Buyer)) return;
        if (person.Errand == Errand.Buyer) first = Math.Min(first, Calendar.Days - 60);
        huntStart = Math.Min(first + (int)dice.Wait(70), Calendar.Days - (person.Errand == Errand.Buyer ? 40 : 4));
        huntEnd = huntStart + 18 + (int)dice.Wait(20);
    }

    private bool IsBuyer => person.Errand == Errand.Buyer;

    public static void Write(Person person, Calendar calendar, Dice dice, List<DemoCall> into)
    {
        var before = into.Count;
        new Journey(person, calendar, dice, into).Live();
        // The year ends now: what would come after is not yet known.
        for (var i = into.Count - 1; i >= before; i--)
        {
            if (into[i].At <= calendar.Now) continue;
            into[i] = into[^1];
            into.RemoveAt(into.Count - 1);
        }
    }

    private void Live()
    {
        var visits = PlanVisits();
        var untilKnown = person.Errand == Errand.Passerby ? int.MaxValue : 1 + (int)dice.Wait(0.9);
        for (var visit = 0; visit < visits.Count; visit++)
        {
            var (day, at) = visits[visit];
            var end = Site.Visit(calls, person, dice, at, Known(at), MoodOn(day), ReferrerOf(visit));
            if (visit + 1 == Math.Min(untilKnown, visits.Count) && person.Errand != Errand.Passerby) BecomeKnown(end, MoodOn(day));
            else if (MoodOn(day) == Mood.Buying && knownAt < end && dice.Chance(0.16)) Site.SendForm(calls, end, KnownAs.User, dice.Chance(0.6) ? "demo" : "quote", person.Product);
        }
        if (knownAt > calendar.Now) return;
        ReadMail();
        AttendWebinars();
        Decide();
    }

    private List<(int Day, long At)> PlanVisits()
    {
        var visits = new List<(int, long)> { (first, calendar.AtWork(dice, first)) };
        for (var day = first + 1; day < last; day++)
        {
            var perDay = habits.VisitsPerMonth / 30 * (IsHunting(day) ? habits.HuntFactor : 1);
            if (dice.Chance(perDay)) visits.Add((day, calendar.AtWork(dice, day)));
        }
        return visits;
    }

    private bool IsHunting(int day) => day >= huntStart && day < huntEnd;

    private Mood MoodOn(int day) => person.Errand switch
    {
        Errand.Passerby or Errand.Subscriber => Mood.Browsing,
        Errand.JobSeeker => Mood.JobHunting,
        Errand.Rival => Mood.Comparing,
        Errand.Evaluator or Errand.Buyer when IsHunting(day) => day > (huntStart + huntEnd) / 2 ? Mood.Buying : Mood.Comparing,
        _ => Mood.Learning,
    };

    private string? ReferrerOf(int visit) => visit > 0 && dice.Chance(0.6) ? null
        : dice.Weighed<string?>(("https://www.google.com/", 50), ("https://www.linkedin.com/", 18), ("https://trade-fair.example/exhibitors", 6), (null, 26));

    private KnownAs Known(long at) => at >= knownAt ? KnownAs.User : KnownAs.Browser;

    private void BecomeKnown(long at, Mood mood)
    {
        var form = mood == Mood.Buying ? "demo" : dice.Weighed(("newsletter", 35), ("guide", 35), ("webinar", 15), ("contact", 10), ("demo", 5));
        calls.Introduce(at);
        Site.SendForm(calls, at + 900, KnownAs.User, form, person.Product);
        knownAt = at;
    }

    private void ReadMail()
    {
        if (!person.Consents) return;
        foreach (var (number, sentAt) in calendar.Newsletters().Where(letter => letter.At > knownAt))
        {
            var at = sentAt + (long)dice.Between(2_000, 240_000);
            Mail("Email Delivered", at, number);
            if (person.Firm.OpensAllMail)
            {
                Mail("Email Opened", at + 2_000, number, isMachine: true);
                Mail("Email Link Clicked", at + 3_500, number, isMachine: true);
            }
            var isGone = at > calendar.Start + last * Day;
            if (!dice.Chance(isGone ? habits.Opens / 12 : habits.Opens)) continue;
            at += (long)dice.Wait(5 * Hour) + 3 * Minute;
            Mail("Email Opened", at, number);
            if (dice.Chance(isGone ? 0 : habits.Clicks / habits.Opens))
            {
                Mail("Email Link Clicked", at + 40_000, number);
                Site.Visit(calls, person, dice, at + 43_000, KnownAs.User, Mood.Browsing, null);
            }
            if (!dice.Chance(0.006)) continue;
            calls.Track(at + 5 * Minute, KnownAs.Address, "Unsubscribed", json => json.WriteString("reason", dice.Of(["too many", "not for me", "changed my job"])));
            return;
        }
    }

    private void Mail(string name, long at, int number, bool isMachine = false) => calls.Track(at, KnownAs.Address, name, json =>
    {
        json.WriteString("campaign_id", $"newsletter-{number}");
        json.WriteString("campaign_name", $"Standstill {number}");
        if (name == "Email Link Clicked") json.WriteString("link_url", "https://norvistula.example/blog");
    }, isMachine);

    private void AttendWebinars()
    {
        foreach (var webinar in Site.Webinars)
        {
            if (!dice.Chance(habits.WebinarsPerYear / Site.Webinars.Length)) continue;
            var day = dice.Between((knownAt - calendar.Start) / (double)Day + 1, last);
            var at = calendar.Start + (long)day * Day + 9 * Hour;
            if (at <= knownAt) continue;
            calls.Track(at, KnownAs.User, "Webinar Registered", json => json.WriteString("webinar", webinar));
            if (dice.Chance(0.62)) calls.Track(at + 6 * Day, KnownAs.Record, "Webinar Attended", json => json.WriteString("webinar", webinar));
        }
    }

    /// <summary>How the hunt ends: those who buy use what they bought, some of the others say no.</summary>
    private void Decide()
    {
        if (huntEnd == int.MaxValue) return;
        var at = Math.Max(calendar.AtWork(dice, huntEnd + dice.Between(2, 14)), knownAt + 2 * Day);
        var amount = (int)dice.Between(4, 60) * 1_000;
        if (!IsBuyer && !dice.Chance(0.45)) return;
        Deal("Deal Opened", Math.Max(knownAt + Day, at - (long)dice.Between(6, 20) * Day), amount, null);
        if (!IsBuyer)
        {
            Deal("Deal Lost", at, amount, dice.Weighed(("price", 40), ("no budget", 30), ("competitor", 20), ("no answer", 10)));
            return;
        }
        Deal("Deal Won", at, amount, null);
        calls.Track(at + 6 * Day, KnownAs.Record, "Order Completed", json =>
        {
            json.WriteString("order_id", $"o-{person.Number}");
            json.WriteNumber("total", amount);
            json.WriteString("currency", "EUR");
        });
        for (var day = huntEnd + 16.0; day < Calendar.Days; day += 1 + dice.Wait(3)) calls.Track(calendar.AtWork(dice, day), KnownAs.Record, "Signed In");
    }

    private void Deal(string name, long at, int amount, string? reason) => calls.Track(at, KnownAs.Record, name, json =>
    {
        json.WriteNumber("amount", amount);
        json.WriteString("currency", "EUR");
        json.WriteString("product", person.Product);
        if (reason is not null) json.WriteString("reason", reason);
    });
}
