namespace Kelvin.Scoring.Tests.Generators;

public enum FieldType
{
    Text,
    Number,
    Date,
    Flag,
}

/// <summary>A path that both plans and histories know; a text field also has the few texts that it takes.</summary>
public sealed record Field(string Path, FieldType Type, params string[] Texts);

/// <summary>Few words, so that what plans ask for and what histories hold often meet.</summary>
public static class Vocabulary
{
    public static readonly Field[] LeadTraits =
    [
        new("position", FieldType.Text, "director", "CEO", "engineer", "student"),
        new("region", FieldType.Text, "mazowieckie", "małopolskie", "łódzkie"),
        new("address.city", FieldType.Text, "Kraków", "Łódź", "Warszawa"),
        new("code", FieldType.Text, "7", "007", "7.0", "true", "a"),
        new("age", FieldType.Number),
        new("external.score", FieldType.Number),
        new("renewal", FieldType.Date),
        new("consent", FieldType.Flag),
    ];

    public static readonly Field[] AccountTraits =
    [
        new("industry", FieldType.Text, "Żegluga", "banking", "retail"),
        new("plan.tier", FieldType.Text, "gold", "silver", "7"),
        new("employees", FieldType.Number),
        new("founded", FieldType.Date),
        new("customer", FieldType.Flag),
    ];

    public static readonly Field[] Properties =
    [
        new("path", FieldType.Text, "/pricing", "/pricing/team", "/product/1", "/blog"),
        new("asset_id", FieldType.Text, "a", "A", "7", "7.0"),
        new("detail.kind", FieldType.Text, "Guide", "Wębinar", "false"),
        new("position", FieldType.Number),
        new("total_length", FieldType.Number),
        new("total", FieldType.Number),
        new("due", FieldType.Date),
        new("trial", FieldType.Flag),
    ];

    public static readonly Field[] Context =
    [
        new("locale", FieldType.Text, "pl-PL", "en-US", "sv"),
        new("campaign.source", FieldType.Text, "newsletter", "Ósemka", "ads"),
        new("screen.width", FieldType.Number),
        new("started", FieldType.Date),
        new("mobile", FieldType.Flag),
    ];

    public static readonly string[] Events = ["page", "page", "page", "screen", "Email Opened", "Email Opened", "Order Completed", "Video Content Playing"];

    public static readonly string[] Accounts = ["acme", "globex", "domain:acme.com"];

    public static readonly string[] Zones = ["UTC", "Europe/Warsaw", "America/New_York", "Australia/Lord_Howe"];

    /// <summary>Numbers as JSON writes them; they are the keys of bands and tables too.</summary>
    public static readonly string[] Numbers = ["-3", "0", "1", "7", "25", "49.5", "50", "75", "100", "250"];

    /// <summary>Numbers that no band names, of every notation, among them those that ECMAScript writes with an exponent.</summary>
    public static readonly string[] AwkwardNumbers = ["0.1", "-0.25", "-0", "2.5", "1e2", "1E+2", "50.0", "1.0", "7.0", "123456789", "1e21", "1.5e-7", "-1234.5678"];

    public static readonly string[] Durations = ["90s", "15m", "30m", "1h", "12h", "24h", "1d", "2d", "7d", "1w", "30d", "8w"];

    public static readonly string[] Grades = ["A", "B", "C", "D"];

    public static readonly string[] Levels = ["1", "2", "3", "4"];

    public static readonly string[] Verdicts = ["ready", "nurture", "discard"];
}
