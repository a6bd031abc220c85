namespace Kelvin.Server.Import;

/// <summary>Which column of a file of leads, or of events, is what. Columns that it does not name are left out.</summary>
public sealed record LeadMapping
{
    public string? UserId { get; init; }
    public string? AnonymousId { get; init; }
    public string? Email { get; init; }

    /// <summary>When what the row says became known. Without one that is the instant of the scores, or of the import.</summary>
    public string? Time { get; init; }
    public string? TimeFormat { get; init; }

    /// <summary>When the row was last changed: what it says is said again at that time, so that it wins over older exports.</summary>
    public TimeMapping? Updated { get; init; }

    /// <summary>The account that the lead belongs to.</summary>
    public string? AccountId { get; init; }

    /// <summary>An IANA zone, for times and dates that state no offset.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>How the file writes 1.5: with <c>.</c> or with <c>,</c>.</summary>
    public char Decimal { get; init; } = '.';

    /// <summary>Cells that mean that nothing is known, beside empty ones.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];
    public IReadOnlyList<ColumnMapping> Columns { get; init; } = [];

    /// <summary>Traits that every lead of the file gets; in a file of events, properties of each.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Constants { get; init; } = [];

    public IReadOnlyList<OutcomeMapping> Outcomes { get; init; } = [];

    /// <summary>In a file of events: the column of their names, or the one name that all have.</summary>
    public string? Event { get; init; }
    public string? EventName { get; init; }
    public string? MessageId { get; init; }

    public bool NamesSomeone => UserId is not null || AnonymousId is not null || Email is not null;

    public TimeMapping? TimeColumn => Time is null ? null : new TimeMapping(Time, TimeFormat);
}
