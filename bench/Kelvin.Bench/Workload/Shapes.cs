using Kelvin.Scoring.Values;

namespace Kelvin.Bench.Workload;

internal enum Deed : byte { Page, EmailOpened, EmailLinkClicked, FormSubmitted, Video, WebinarAttended, GuideDownloaded, SignedIn, Unsubscribed, Identify, Group }

/// <summary>
/// Every kind of event that the workload knows, numbered: 3,881 of them, most of them videos by asset and share watched.
/// Two events of one shape differ only in who, when and id, so their properties are made once.
/// </summary>
internal static class Shapes
{
    private const int Campaigns = 50, Assets = 32, Webinars = 12, Guides = 24, Percents = 101;

    private static readonly int[] Counts = [Vocabulary.Paths.Length, Campaigns, Campaigns, Vocabulary.Forms.Length, Assets * Percents, Webinars, Guides, 1, 1, 2, 1];
    private static readonly int[] Firsts = [.. Counts.Select((_, deed) => Counts.Take(deed).Sum())];
    private static readonly Weighted[] Chances = [.. Counts.Select((count, deed) => deed == (int)Deed.Video ? Weighted.Zipf(Assets) : Weighted.Zipf(count))];
    private static readonly Deed[] Deeds = [.. Counts.SelectMany((count, deed) => Enumerable.Repeat((Deed)deed, count))];
    private static readonly Value[] Properties = [.. Deeds.Select((deed, shape) => PropertiesOf(deed, shape - Firsts[(int)deed]))];

    public static readonly string[] Names =
        ["page", "Email Opened", "Email Link Clicked", "Form Submitted", "Video Watched", "Webinar Attended", "Guide Downloaded", "Signed In", "Unsubscribed", "identify", "group"];

    public static readonly ushort FirstIdentify = (ushort)Firsts[(int)Deed.Identify];
    public static readonly ushort LaterIdentify = (ushort)(FirstIdentify + 1);
    public static readonly ushort Group = (ushort)Firsts[(int)Deed.Group];

    public static int Count => Deeds.Length;

    public static Deed DeedOf(ushort shape) => Deeds[shape];

    /// <summary>An object, or missing for <c>identify</c> and <c>group</c>, whose properties belong to a lead.</summary>
    public static Value PropertiesOf(ushort shape) => Properties[shape];

    public static bool IsEmail(Deed deed) => deed is Deed.EmailOpened or Deed.EmailLinkClicked or Deed.Unsubscribed;

    public static ushort Of(Deed deed, ref Draw draw)
    {
        var place = Chances[(int)deed].Of(ref draw);
        // Half of the videos are left early, the rest anywhere up to the end.
        if (deed == Deed.Video) place = place * Percents + (draw.PerMille(500) ? draw.Below(25) : draw.Below(Percents));
        return (ushort)(Firsts[(int)deed] + place);
    }

    private static Value PropertiesOf(Deed deed, int place) => deed switch
    {
        Deed.Page => Object(("path", Value.Of(Vocabulary.Paths[place])), ("title", Value.Of(TitleOf(Vocabulary.Paths[place]))), ("url", Value.Of("https://www.example.com" + Vocabulary.Paths[place]))),
        Deed.EmailOpened => Object(("campaign", Value.Of($"campaign-{place}")), ("subject", Value.Of($"What is new, no. {place}"))),
        Deed.EmailLinkClicked => Object(("campaign", Value.Of($"campaign-{place}")), ("link", Value.Of($"https://www.example.com/from-mail/{place}"))),
        Deed.FormSubmitted => Object(("form", Value.Of(Vocabulary.Forms[place])), ("path", Value.Of("/" + Vocabulary.Forms[place]))),
        Deed.Video => Object(("asset_id", Value.Of($"video-{place / Percents}")), ("percent", Value.Of(place % Percents)), ("title", Value.Of($"Film {place / Percents}"))),
        Deed.WebinarAttended => Object(("webinar", Value.Of($"webinar-{place}"))),
        Deed.GuideDownloaded => Object(("guide", Value.Of($"guide-{place}")), ("format", Value.Of("pdf"))),
        Deed.SignedIn or Deed.Unsubscribed => Object(("method", Value.Of(deed == Deed.SignedIn ? "password" : "link"))),
        _ => Value.Missing,
    };

    private static string TitleOf(string path) => path == "/" ? "Home" : path.Trim('/').Replace('/', ' ').Replace('-', ' ');

    private static Value Object(params (string Key, Value Value)[] members) => Value.Of(members.Select(member => KeyValuePair.Create(member.Key, member.Value)));
}
