namespace Kelvin.Server.Import;

public enum CellType { Text, Number, Boolean, Date, List }

/// <summary>What a column of a file becomes.</summary>
/// <param name="Column">Its name in the header, compared ignoring case and outer white space.</param>
/// <param name="Trait">The name of the trait; in a file of events, and of an outcome, of the property.</param>
/// <param name="Format">Of a date: .NET's format, such as <c>d.M.yyyy H:mm</c>; null reads ISO 8601.</param>
/// <param name="Separator">Of a list.</param>
/// <param name="OfAccount">The trait is the account's, not the lead's.</param>
public sealed record ColumnMapping(
    string Column, string Trait, CellType Type = CellType.Text, string? Format = null, string Separator = ";", bool OfAccount = false);

/// <summary>A column that states an instant.</summary>
public sealed record TimeMapping(string Column, string? Format = null);

/// <summary>How a row says that something came of a lead: a deal won, a deal lost.</summary>
/// <param name="Event">The name of the event that the row becomes, beside its identify call.</param>
/// <param name="When">The column that says so; null: <paramref name="Time"/> says so by not being empty.</param>
/// <param name="Is">The values by which it says so; none: any that does not mean no.</param>
/// <param name="Time">When it came; without one, or where it is empty, at the row's own time.</param>
/// <param name="Id">A column that tells two outcomes of one lead apart, such as the deal's number.</param>
public sealed record OutcomeMapping(
    string Event, string? When, IReadOnlyList<string> Is, TimeMapping? Time, string? Id, IReadOnlyList<ColumnMapping> Properties);
