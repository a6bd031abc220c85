using System.Collections.Frozen;
using System.Text;
using Kelvin.Scoring.Values;

namespace Kelvin.Server.Import;

/// <summary>Guesses what the columns of a file are, by the names that CRMs give them.</summary>
public static class MappingGuess
{
    // Names are compared without case, blanks and punctuation.
    private static readonly string[] UserIds = ["userid"];
    private static readonly string[] AnonymousIds = ["anonymousid"];
    private static readonly string[] Emails = ["email", "emailaddress", "personemail", "personemailwork", "workemail", "adresemail", "eposta", "epost", "emailadress"];

    /// <summary>A CRM's own number for a lead. It is no userId where there is an address: events know nobody by it.</summary>
    private static readonly string[] RecordIds = ["id", "leadid", "contactid", "recordid", "prospectid", "personid", "customerid", "mqlid", "leadnumber"];
    private static readonly string[] Times = ["createdat", "createdate", "createddate", "created", "createdon", "dateadded", "firstcontactdate", "timestamp"];
    private static readonly string[] WonDates = ["wondate", "wontime", "dealwontime", "becameacustomerdate"];
    private static readonly string[] LostDates = ["lostdate", "losttime", "deallosttime"];
    private static readonly string[] Won = ["converted", "won", "iswon"];

    private static readonly string[] EventNames = ["event", "eventname", "action", "activity"];
    private static readonly string[] EventTimes = ["timestamp", "time", "datetime", "occurredat", "eventtime", "date", .. Times];

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

    /// <summary>For a file of leads.</summary>
    /// <param name="sample">Some of the first rows.</param>
    /// <param name="outcomes">Whether columns that tell what came of a lead become events; otherwise they are traits.</param>
    public static LeadMapping Of(IReadOnlyList<string> header, IReadOnlyList<string[]> sample, bool outcomes = false)
    {
        var columns = new Columns(header, sample);
        var (email, anonymousId) = (columns.Take(Emails), columns.Take(AnonymousIds));
        var userId = columns.Take(UserIds) ?? (email is null ? columns.Take(RecordIds) : null);
        var time = columns.TakeDates(Times);
        var found = new List<OutcomeMapping>();
        if (outcomes)
        {
            if (columns.TakeDates(WonDates) is { } won) found.Add(new OutcomeMapping(OutcomeEvents.Won, null, [], won, null, []));
            else if (columns.Take(Won) is { } converted) found.Add(new OutcomeMapping(OutcomeEvents.Won, converted, [], null, null, []));
            if (columns.TakeDates(LostDates) is { } lost) found.Add(new OutcomeMapping(OutcomeEvents.Lost, null, [], lost, null, []));
        }
        return new LeadMapping
        {
            UserId = userId,
            AnonymousId = anonymousId,
            Email = email,
            Time = time?.Column,
            TimeFormat = time?.Format,
            Columns = columns.Rest(),
            Outcomes = found,
        };
    }

    /// <summary>For a file of events.</summary>
    public static LeadMapping OfEvents(IReadOnlyList<string> header, IReadOnlyList<string[]> sample)
    {
        var columns = new Columns(header, sample);
        var (email, anonymousId) = (columns.Take(Emails), columns.Take(AnonymousIds));
        var time = columns.TakeDates(EventTimes);
        return new LeadMapping
        {
            UserId = columns.Take(UserIds) ?? (email is null ? columns.Take(RecordIds) : null),
            AnonymousId = anonymousId,
            Email = email,
            Time = time?.Column,
            TimeFormat = time?.Format,
            Event = columns.Take(EventNames),
            MessageId = columns.Take(["messageid", "eventid"]),
            Columns = columns.Rest(properties: true),
        };
    }

    internal static string TraitOf(string column) => Traits.TryGetValue(Plain(column), out var trait) ? trait : InSnakeCase(column);

    internal static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

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

    /// <summary>The columns of a file, of which each is taken for one thing.</summary>
    internal sealed class Columns(IReadOnlyList<string> header, IReadOnlyList<string[]> sample)
    {
        private readonly List<string> names = [.. header.Select(Plain)];
        private readonly HashSet<string> taken = [];

        /// <summary>The first of the known names that a column has.</summary>
        public string? Take(IEnumerable<string> known)
        {
            var column = known.Select(name => names.IndexOf(name)).Where(at => at >= 0).Select(at => header[at]).FirstOrDefault(name => !taken.Contains(name));
            if (column is not null) taken.Add(column);
            return column;
        }

        /// <summary>The same for a column in which only dates stand.</summary>
        public TimeMapping? TakeDates(IEnumerable<string> known)
        {
            foreach (var name in known)
            {
                var at = names.IndexOf(name);
                if (at < 0 || taken.Contains(header[at]) || DateFormats.Of(header[at], CellsOf(header[at])) is not { } dates) continue;
                taken.Add(header[at]);
                return dates;
            }
            return null;
        }

        public List<string> CellsOf(string column)
        {
            var at = header.ToList().IndexOf(column);
            return [.. sample.Select(row => at < row.Length ? row[at] : "").Where(cell => !Texts.IsBlank(cell))];
        }

        /// <summary>The columns that nothing was taken for yet, each under a name of its own.</summary>
        public List<ColumnMapping> Rest(bool properties = false) =>
            [.. header.Where(name => !taken.Contains(name)).Select(name => new ColumnMapping(name, properties ? InSnakeCase(name) : TraitOf(name))).DistinctBy(column => column.Trait)];
    }
}
