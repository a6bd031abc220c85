using System.Globalization;
using System.Text;

namespace Kelvin.Server.Demo;

/// <summary>A firm whose people look at the made-up company's site.</summary>
/// <param name="OpensAllMail">Its mail gateway opens every e-mail and follows its links before a person sees it.</param>
internal sealed record Firm(string Id, string Name, string Domain, Land Land, string City, string Region, string Industry, int Employees, bool OpensAllMail)
{
    public string Website => "https://" + Domain;
}

/// <summary>Makes the firms of a seed.</summary>
internal static class Firms
{
    /// <summary>Of a competitor, so that a plan has someone to leave out.</summary>
    public static readonly Firm Rival = new("f-rival", "Oscillon Systems", "oscillon.example", Lands.All[1], "Hamburg", "Hamburg", "automation", 240, false);

    public static readonly Firm School = new("f-school", "Politechnika Zarzecka", "student.zarzecze.example", Lands.All[0], "Łódź", "łódzkie", "education", 2_100, false);

    public static IReadOnlyList<Firm> Make(ulong seed, int count)
    {
        var firms = new List<Firm>(count);
        var taken = new HashSet<string>();
        for (var number = 0; number < count; number++)
        {
            var dice = Dice.For(seed ^ 0xF1, (ulong)number);
            var land = dice.Weighed([.. Lands.All.Select(one => (one, one.Share))]);
            var (pattern, industry) = dice.Of(land.Firms);
            var (city, region) = dice.Of(land.Cities);
            var place = dice.Of(land.Places);
            // A town has one dairy; the next one is called after a person.
            var name = string.Format(CultureInfo.InvariantCulture, pattern, place);
            if (!taken.Add(name)) taken.Add(name = string.Format(CultureInfo.InvariantCulture, pattern, place + " " + dice.Of(land.LastNames)));
            var employees = (int)Math.Round(Math.Exp(dice.Between(Math.Log(8), Math.Log(4_000))));
            firms.Add(new Firm($"f-{number + 1:0000}", name, Ascii(name) + ".example", land, city, region, industry, employees, dice.Chance(0.15)));
        }
        return firms;
    }

    /// <summary>As a name is written in an address: <c>Älvnäs Stål AB</c> becomes <c>alvnas-stal-ab</c>.</summary>
    public static string Ascii(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var c in name.Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetterOrDigit(c)) plain.Append(char.ToLowerInvariant(c));
            else if (c is 'ł' or 'Ł') plain.Append('l');
            else if (c is 'ø' or 'Ø') plain.Append('o');
            else if (c is 'æ' or 'Æ') plain.Append("ae");
            else if (c is 'ß') plain.Append("ss");
            else if (c is ' ' or '/' or '-' && plain.Length > 0 && plain[^1] != '-') plain.Append('-');
        }
        return plain.ToString().Trim('-');
    }
}
