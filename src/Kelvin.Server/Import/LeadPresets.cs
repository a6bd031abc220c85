namespace Kelvin.Server.Import;

/// <summary>What the export files of well-known CRMs call things. A file need not have all of it.</summary>
internal sealed record LeadPreset
{
    public required string[] Email { get; init; }
    public required string[] Time { get; init; }
    public required string[] Updated { get; init; }
    public required string[] Account { get; init; }
    public required (string[] Columns, string Trait, CellType Type)[] Traits { get; init; }
    public required (string[] Columns, string Trait, CellType Type)[] AccountTraits { get; init; }

    /// <summary>The column that says how a deal stands, and its words for won and lost.</summary>
    public required (string[] Columns, string Won, string Lost) Deal { get; init; }
    public required string[] WonTime { get; init; }
    public required string[] LostTime { get; init; }
    public required string[] DealId { get; init; }
    public required string[] Amount { get; init; }
    public required string[] LostReason { get; init; }

    /// <summary>The preset as far as the file has its columns; the others as they are guessed.</summary>
    public LeadMapping For(IReadOnlyList<string> header, IReadOnlyList<string[]> sample)
    {
        var columns = new MappingGuess.Columns(header, sample);
        string? Take(string[] names) => columns.Take(names.Select(MappingGuess.Plain));
        TimeMapping? TakeDates(string[] names) => columns.TakeDates(names.Select(MappingGuess.Plain));
        List<ColumnMapping> TakeAll((string[] Columns, string Trait, CellType Type)[] traits, bool ofAccount) =>
            [.. traits.Select(one => (Column: Take(one.Columns), one.Trait, one.Type)).Where(one => one.Column is not null)
                .Select(one => new ColumnMapping(one.Column!, one.Trait, one.Type, OfAccount: ofAccount))];

        var (email, time, updated, account) = (Take(Email), TakeDates(Time), TakeDates(Updated), Take(Account));
        var outcomes = Outcomes(Take, TakeDates);
        var traits = TakeAll(Traits, ofAccount: false);
        if (account is not null) traits = [.. traits, new ColumnMapping(account, "company"), new ColumnMapping(account, "name", OfAccount: true), .. TakeAll(AccountTraits, ofAccount: true)];
        return new LeadMapping
        {
            Email = email,
            Time = time?.Column,
            TimeFormat = time?.Format,
            Updated = updated,
            AccountId = account,
            Columns = [.. traits, .. columns.Rest().Where(rest => traits.TrueForAll(known => known.Trait != rest.Trait))],
            Outcomes = outcomes,
        };
    }

    private List<OutcomeMapping> Outcomes(Func<string[], string?> take, Func<string[], TimeMapping?> takeDates)
    {
        var (state, id) = (take(Deal.Columns), take(DealId));
        var amount = take(Amount) is { } amounts ? new ColumnMapping(amounts, "amount", CellType.Number) : null;
        var reason = take(LostReason) is { } reasons ? new ColumnMapping(reasons, "reason") : null;
        var wonTime = takeDates(WonTime);
        // Where a deal has one closing date for both ends, it is that of either.
        var lostTime = LostTime.SequenceEqual(WonTime) ? wonTime : takeDates(LostTime);
        var found = new List<OutcomeMapping>();
        void Add(string name, string word, TimeMapping? time, params ColumnMapping?[] properties)
        {
            if (state is null && (time is null || time == (name == OutcomeEvents.Won ? lostTime : wonTime))) return;
            found.Add(new OutcomeMapping(name, state, state is null ? [] : [word], time, id, [.. properties.OfType<ColumnMapping>()]));
        }

        Add(OutcomeEvents.Won, Deal.Won, wonTime, amount);
        Add(OutcomeEvents.Lost, Deal.Lost, lostTime, amount, reason);
        return found;
    }
}

/// <summary>The presets, by the names that <c>--preset</c> takes.</summary>
internal static class LeadPresets
{
    private const CellType Text = CellType.Text, Number = CellType.Number, Boolean = CellType.Boolean;

    public static readonly IReadOnlyDictionary<string, LeadPreset> ByName = new Dictionary<string, LeadPreset>
    {
        ["hubspot"] = new()
        {
            Email = ["Email", "Email Address"],
            Time = ["Create Date", "Created Date"],
            Updated = ["Last Modified Date"],
            Account = ["Company Name", "Associated Company", "Primary Company"],
            Traits =
            [
                (["First Name"], "firstName", Text), (["Last Name"], "lastName", Text), (["Phone Number", "Mobile Phone Number"], "phone", Text), (["Job Title"], "position", Text),
                (["City"], "city", Text), (["State/Region"], "region", Text), (["Country/Region", "Country"], "country", Text),
                (["Lead Status"], "lead_status", Text), (["Lifecycle Stage"], "lifecycle_stage", Text), (["Original Source", "Original Traffic Source"], "source", Text),
                (["Contact owner"], "owner", Text), (["Record ID", "Record ID - Contact"], "hubspot_id", Text), (["Unsubscribed from all email"], "unsubscribed", Boolean),
            ],
            AccountTraits = [(["Website URL"], "website", Text), (["Industry"], "industry", Text), (["Number of Employees"], "employees", Number), (["Annual Revenue"], "annual_revenue", Number)],
            Deal = (["Deal Stage"], "Closed Won", "Closed Lost"),
            WonTime = ["Became a Customer Date", "Close Date"],
            LostTime = ["Closed Lost Date", "Close Date"],
            DealId = ["Deal ID", "Record ID - Deal"],
            Amount = ["Amount", "Recent Deal Amount"],
            LostReason = ["Closed Lost Reason"],
        },
        ["salesforce"] = new()
        {
            Email = ["Email"],
            Time = ["Create Date", "Created Date", "CreatedDate"],
            Updated = ["Last Modified Date", "Last Modified", "LastModifiedDate"],
            Account = ["Company", "Company / Account", "Account Name"],
            Traits =
            [
                (["First Name"], "firstName", Text), (["Last Name"], "lastName", Text), (["Title"], "position", Text), (["Phone", "Mobile"], "phone", Text),
                (["City"], "city", Text), (["State/Province", "State"], "region", Text), (["Country"], "country", Text), (["Lead Source"], "source", Text),
                (["Lead Status", "Status"], "lead_status", Text), (["Rating"], "rating", Text), (["Lead Owner"], "owner", Text), (["Lead ID", "Id", "Record ID"], "salesforce_id", Text),
                (["Email Opt Out", "HasOptedOutOfEmail"], "unsubscribed", Boolean),
            ],
            AccountTraits = [(["Website"], "website", Text), (["Industry"], "industry", Text), (["No. of Employees", "Number of Employees", "Employees"], "employees", Number), (["Annual Revenue"], "annual_revenue", Number)],
            Deal = (["Stage", "StageName"], "Closed Won", "Closed Lost"),
            WonTime = ["Close Date"],
            LostTime = ["Close Date"],
            DealId = ["Opportunity ID"],
            Amount = ["Amount"],
            LostReason = ["Loss Reason"],
        },
        ["pipedrive"] = new()
        {
            Email = ["Person - Email", "Person - Email - Work", "Email - Work", "Email"],
            Time = ["Person - Person created", "Person created", "Lead - Lead created", "Deal - Deal created"],
            Updated = ["Person - Update time", "Update time"],
            Account = ["Organization - Name", "Person - Organization", "Organization"],
            Traits =
            [
                (["Person - Name", "Name"], "name", Text), (["Person - First name"], "firstName", Text), (["Person - Last name"], "lastName", Text),
                (["Person - Phone", "Person - Phone - Work", "Phone - Work"], "phone", Text), (["Person - Job title"], "position", Text),
                (["Person - Label", "Person - Labels", "Lead - Label"], "label", Text), (["Lead - Source", "Lead - Source channel"], "source", Text),
                (["Person - Owner"], "owner", Text), (["Person - ID"], "pipedrive_id", Text),
            ],
            AccountTraits = [(["Organization - Website"], "website", Text), (["Organization - Industry"], "industry", Text), (["Organization - Employee count", "Organization - Number of employees"], "employees", Number), (["Organization - Annual revenue"], "annual_revenue", Number)],
            Deal = (["Deal - Status"], "Won", "Lost"),
            WonTime = ["Deal - Won time"],
            LostTime = ["Deal - Lost time"],
            DealId = ["Deal - ID"],
            Amount = ["Deal - Value"],
            LostReason = ["Deal - Lost reason"],
        },
    };
}
