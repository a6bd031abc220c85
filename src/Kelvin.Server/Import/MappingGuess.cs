using System.Collections.Frozen;
using System.Text;
using Kelvin.Scoring.Values;

namespace Kelvin.Server.Import;

/// <summary>Guesses what the columns of a lead file are, by the names that CRMs give them.</summary>
public static class MappingGuess
{
    // Names are compared without case, blanks and punctuation.
    private static readonly string[] UserIds = ["userid"];
    private static readonly string[] AnonymousIds = ["anonymousid"];
    private static readonly string[] Emails = ["email", "emailaddress", "personemail", "workemail", "adresemail", "eposta", "epost", "emailadress"];

    /// <summary>A CRM's own number for a lead. It is no userId where there is an address: events know nobody by it.</summary>
    private static readonly string[] RecordIds = ["id", "leadid", "contactid", "recordid", "prospectid", "personid", "customerid", "mqlid", "leadnumber"];
    private static readonly string[] Times = ["createdat", "createdate", "createddate", "created", "createdon", "dateadded", "firstcontactdate", "timestamp"];

    private static readonly FrozenDictionary<string, string> Traits = new Dictionary<string, string>
    {
        ["firstname"] = "firstName",
        ["lastname"] = "lastName",
        ["name"] = "name",
        ["fullname"] = "name",
        ["personname"] = "name",
        ["phone"] = "phone",
        ["phonenumber"] = "phone",
        ["personphone"] = "phone",
        ["title"] = "position",
        ["jobtitle"] = "position",
        ["position"] = "position",
        ["company"] = "company",
        ["companyname"] = "company",
        ["organization"] = "company",
        ["organizationname"] = "company",
        ["website"] = "website",
        ["websiteurl"] = "website",
        ["countryregion"] = "country",
        ["stateregion"] = "state",
        ["noofemployees"] = "employees",
        ["numberofemployees"] = "employees",
        ["leadsource"] = "source",
        ["leadstatus"] = "lead_status",
        ["lifecyclestage"] = "lifecycle_stage",
    }.ToFrozenDictionary();

    /// <param name="sample">Some of the first rows.</param>
    public static LeadMapping Of(IReadOnlyList<string> header, IReadOnlyList<string[]> sample)
    {
        var names = header.Select(Plain).ToList();
        string? Find(string[] known) => known.Select(name => names.IndexOf(name)).Where(at => at >= 0).Select(at => header[at]).FirstOrDefault();
        var email = Find(Emails);
        var userId = Find(UserIds) ?? (email is null ? Find(RecordIds) : null);
        var time = Find(Times) is { } column && AreDates(sample, header.ToList().IndexOf(column)) ? column : null;
        var anonymousId = Find(AnonymousIds);
        var rest = header.Where(name => name != email && name != userId && name != time && name != anonymousId);
        return new LeadMapping
        {
            UserId = userId,
            AnonymousId = anonymousId,
            Email = email,
            Time = time,
            Columns = [.. rest.Select(name => new ColumnMapping(name, TraitOf(name))).DistinctBy(column => column.Trait)],
        };
    }

    private static bool AreDates(IReadOnlyList<string[]> sample, int at)
    {
        var cells = sample.Select(row => at < row.Length ? row[at] : "").Where(cell => !Texts.IsBlank(cell)).ToList();
        return cells.Count > 0 && cells.TrueForAll(cell => Dates.TryRead(cell, PlanZone.Utc, out _));
    }

    private static string TraitOf(string column) => Traits.TryGetValue(Plain(column), out var trait) ? trait : InSnakeCase(column);

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary><c>Total Time Spent on Website</c> becomes <c>total_time_spent_on_website</c>, <c>leadScore</c> stays as it is.</summary>
    private static string InSnakeCase(string name)
    {
        name = name.Trim();
        if (name.Length > 0 && char.IsLower(name[0]) && name.All(char.IsLetterOrDigit)) return name;
        var words = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsLetterOrDigit(c)) words.Append(char.ToLowerInvariant(c));
            else if (words.Length > 0 && words[^1] != '_') words.Append('_');
        }
        return words.Length == 0 ? "column" : words.ToString().TrimEnd('_');
    }
}
