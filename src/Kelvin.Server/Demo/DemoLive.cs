using System.Net.Http.Headers;
using System.Text;

namespace Kelvin.Server.Demo;

/// <summary>
/// Goes on where the year ended: people come by, read, open mail and ask for demos, a year's worth in days rather than
/// months. It all goes to the server as any client's calls do.
/// </summary>
internal sealed class DemoLive : IDisposable
{
    /// <summary>Visits take a fifth of the time, so that there is something to see.</summary>
    private const double Pace = 0.2;
    private const int AtOnce = 4;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BetweenVisits = TimeSpan.FromSeconds(5);

    private readonly DemoYear year;
    private readonly HttpClient http;
    private readonly CancellationTokenSource stopping = new();
    private readonly Dice dice;
    private readonly List<DemoCall> coming = [];
    private int newPeople;
    private int visits;
    private long nextVisit;
    private Task running = Task.CompletedTask;

    public DemoLive(DemoYear year, string url, string writeKey)
    {
        this.year = year;
        dice = Dice.For(year.Seed ^ 0x11FE, (ulong)year.Calendar.Now);
        http = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(10) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(writeKey + ":")));
    }

    public void Start() => running = Task.Run(Run);

    public void Dispose()
    {
        stopping.Cancel();
        running.Wait(TimeSpan.FromSeconds(2));
        http.Dispose();
        stopping.Dispose();
    }

    /// <summary>What the next person does: calls from that instant on.</summary>
    internal void Visit(long at, List<DemoCall> into)
    {
        var isNew = dice.Chance(0.12);
        var person = isNew ? year.People.Make(year.Leads + newPeople++) : year.People.Make(dice.Below(year.Leads));
        var calls = new DemoCalls(person, FormattableString.Invariant($"live-{year.Calendar.Now}-{visits++}"), into);
        if (person.Errand == Errand.Passerby || (isNew && dice.Chance(0.4)))
        {
            Site.Visit(calls, person, dice, at, KnownAs.Browser, Mood.Learning, "https://www.google.com/", Pace);
            return;
        }
        if (isNew)
        {
            at = Site.Visit(calls, person, dice, at, KnownAs.Browser, Mood.Comparing, "https://www.linkedin.com/", Pace);
            calls.Introduce(at);
            Site.SendForm(calls, at + 900, KnownAs.User, dice.Chance(0.4) ? "demo" : "newsletter", person.Product);
            return;
        }
        if (person.Consents && dice.Chance(0.35))
        {
            calls.Track(at, KnownAs.Address, "Email Opened", json => json.WriteString("campaign_id", "newsletter-now"));
            if (dice.Chance(0.5)) return;
            calls.Track(at += 4_000, KnownAs.Address, "Email Link Clicked", json => json.WriteString("link_url", "https://norvistula.example/pricing"));
        }
        var mood = person.Errand switch
        {
            Errand.Evaluator or Errand.Buyer => dice.Chance(0.6) ? Mood.Buying : Mood.Comparing,
            Errand.JobSeeker => Mood.JobHunting,
            Errand.Researcher or Errand.Lapsed => Mood.Learning,
            _ => Mood.Browsing,
        };
        at = Site.Visit(calls, person, dice, at + 1_000, KnownAs.User, mood, null, Pace);
        if (mood == Mood.Buying && dice.Chance(0.35)) Site.SendForm(calls, at, KnownAs.User, dice.Chance(0.6) ? "demo" : "quote", person.Product);
    }

    private async Task Run()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Tick, stopping.Token);
                var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
                if (now >= nextVisit && coming.Count < AtOnce * 20)
                {
                    Visit(now, coming);
                    nextVisit = now + (long)dice.Wait(BetweenVisits.TotalMilliseconds);
                }
                await Send(coming.FindAll(call => call.At <= now));
                coming.RemoveAll(call => call.At <= now);
            }
        }
        catch (OperationCanceledException)
        {
            // The demo ends.
        }
    }

    private async Task Send(List<DemoCall> calls)
    {
        if (calls.Count == 0) return;
        var body = new StringBuilder("{\"batch\":[");
        body.AppendJoin(',', calls.OrderBy(call => call.At).Select(call => Encoding.UTF8.GetString(call.Json))).Append("]}");
        try
        {
            using var content = new StringContent(body.ToString(), Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync("/v1/batch", content, stopping.Token);
        }
        catch (HttpRequestException)
        {
            // The server is busy or ending. What these people did is lost; others follow.
        }
    }
}
