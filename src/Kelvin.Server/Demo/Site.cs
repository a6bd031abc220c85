using System.Text.Json;

namespace Kelvin.Server.Demo;

/// <summary>What a visitor may have in mind.</summary>
internal enum Mood { Browsing, Learning, Comparing, Buying, JobHunting }

/// <summary>The site of the made-up company, and how people walk through it.</summary>
internal static class Site
{
    public const string Company = "Norvistula";

    private const long Second = 1_000, Minute = 60 * Second;

    private static readonly (string Path, string Title)[] Articles =
    [
        ("/blog/what-a-bearing-says", "What a bearing says before it fails"), ("/blog/iso-20816-in-practice", "ISO 20816 in practice"),
        ("/blog/the-price-of-an-hour", "The price of an hour of standstill"), ("/blog/sensors-on-old-machines", "Sensors on machines older than you"),
        ("/blog/compressed-air", "Where your compressed air goes"), ("/blog/energy-audit", "An energy audit that pays"),
    ];

    private static readonly (string Path, string Title)[] Stories =
    [
        ("/customers/dairy", "A dairy that stopped stopping"), ("/customers/sawmill", "Eleven saws, one dashboard"), ("/customers/paper-mill", "A paper mill saves a winter's heating"),
    ];

    private static readonly (string Path, string Title)[] OfProduct =
    [
        ("", "Overview"), ("/how-it-works", "How it works"), ("/datasheet", "Data sheet"), ("/integrations", "Integrations"), ("/security", "Security"), ("/return", "What it returns"),
    ];

    private static readonly string[] Guides = ["vibration-basics", "energy-checklist", "retrofit-handbook", "business-case"];
    private static readonly (string Id, int Seconds)[] Videos = [("v-tour", 210), ("v-sense-setup", 480), ("v-flow-setup", 540), ("v-dairy", 320)];

    public static readonly string[] Webinars = ["predictive-maintenance-101", "energy-prices", "retrofit-live", "ask-an-engineer"];

    /// <summary>A visit, page by page; gives the instant at which it ends.</summary>
    /// <param name="pace">1: as people read; less: the same in shorter time.</param>
    public static long Visit(DemoCalls calls, Person person, Dice dice, long at, KnownAs known, Mood mood, string? referrer, double pace = 1)
    {
        var pages = 1 + (int)dice.Wait(mood switch { Mood.Browsing => 1.2, Mood.JobHunting => 2.5, Mood.Learning => 3.5, _ => 4.5 });
        for (var page = 0; page < Math.Min(pages, 14); page++)
        {
            var (path, title) = PageFor(person, dice, mood);
            calls.Page(at, known, path, title, page == 0 ? referrer : null);
            at += (long)(pace * (8 * Second + dice.Wait(mood == Mood.Browsing ? 40 * Second : 75 * Second)));
            at = Aside(calls, person, dice, at, known, mood, pace);
        }
        return at;
    }

    public static void SendForm(DemoCalls calls, long at, KnownAs known, string form, string product) => calls.Track(at, known, "Form Submitted", json =>
    {
        json.WriteString("form", form);
        json.WriteString("product", product);
    });

    private static (string Path, string Title) PageFor(Person person, Dice dice, Mood mood)
    {
        if (mood == Mood.JobHunting) return dice.Chance(0.75) ? ("/careers", "Careers") : ("/careers/field-engineer", "Field engineer");
        var kind = mood switch
        {
            Mood.Browsing => dice.Weighed(("article", 55), ("home", 22), ("product", 17), ("story", 6)),
            Mood.Learning => dice.Weighed(("article", 30), ("home", 8), ("product", 44), ("story", 12), ("pricing", 6)),
            Mood.Comparing => dice.Weighed(("article", 8), ("home", 6), ("product", 52), ("story", 16), ("pricing", 18)),
            _ => dice.Weighed(("product", 46), ("story", 14), ("pricing", 34), ("contact", 6)),
        };
        // Most look at what they came for, some also at the other product.
        var product = dice.Chance(0.85) ? person.Product : person.Product == "flow" ? "sense" : "flow";
        switch (kind)
        {
            case "article": return dice.Of(Articles);
            case "story": return dice.Of(Stories);
            case "pricing": return dice.Chance(0.7) ? ("/pricing", "Pricing") : ($"/pricing/{product}", "Pricing in detail");
            case "contact": return ("/contact", "Contact");
            case "home": return ("/", Company);
            default:
                var (path, title) = dice.Of(OfProduct);
                return ($"/product/{product}{path}", $"{(product == "flow" ? "Flow" : "Sense")}: {title}");
        }
    }

    /// <summary>What one does between two pages: take a guide, watch a video.</summary>
    private static long Aside(DemoCalls calls, Person person, Dice dice, long at, KnownAs known, Mood mood, double pace)
    {
        if (mood is Mood.Browsing or Mood.JobHunting) return at;
        if (known == KnownAs.User && dice.Chance(0.035))
        {
            var guide = dice.Of(Guides);
            calls.Track(at, known, "Guide Downloaded", json => json.WriteString("guide", guide));
            return at + (long)(pace * 20 * Second);
        }
        return dice.Chance(0.04) ? Watch(calls, dice, at, known, pace) : at;
    }

    private static long Watch(DemoCalls calls, Dice dice, long at, KnownAs known, double pace)
    {
        var (video, length) = dice.Of(Videos);
        var watched = (int)(length * Math.Min(1, dice.Between(0.1, 1.25)));
        void Say(string name, int position) => calls.Track(at + (long)(pace * position * Second), known, name, json => Describe(json, video, position, length));

        Say("Video Playback Started", 0);
        Say("Video Content Playing", watched);
        if (watched == length) Say("Video Playback Completed", length);
        return at + (long)(pace * (watched * Second + Minute / 4));
    }

    private static void Describe(Utf8JsonWriter json, string video, int position, int length)
    {
        json.WriteString("asset_id", video);
        json.WriteNumber("position", position);
        json.WriteNumber("total_length", length);
    }
}
