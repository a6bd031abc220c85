using System.ComponentModel;

namespace Kelvin.Server.Import;

/// <summary>What a column of a file of leads is taken for.</summary>
internal enum ColumnUse { UserId, AnonymousId, Email, Account, Since, Changed, Trait, AccountTrait, Outcome }

internal sealed record ImportedColumn(
    string Column, ColumnUse Use,
    [property: Description("The trait's or event's name.")] string? Name,
    [property: Description("How the file writes dates.")] string? Format)
{
    public static IEnumerable<ImportedColumn> Of(LeadMapping mapping)
    {
        if (mapping.UserId is { } userId) yield return new(userId, ColumnUse.UserId, null, null);
        if (mapping.AnonymousId is { } anonymousId) yield return new(anonymousId, ColumnUse.AnonymousId, null, null);
        if (mapping.Email is { } email) yield return new(email, ColumnUse.Email, null, null);
        if (mapping.AccountId is { } account) yield return new(account, ColumnUse.Account, null, null);
        if (mapping.TimeColumn is { } time) yield return new(time.Column, ColumnUse.Since, null, time.Format);
        if (mapping.Updated is { } updated) yield return new(updated.Column, ColumnUse.Changed, null, updated.Format);
        foreach (var column in mapping.Columns) yield return new(column.Column, column.OfAccount ? ColumnUse.AccountTrait : ColumnUse.Trait, column.Trait, column.Format);
        foreach (var outcome in mapping.Outcomes) yield return new(outcome.When ?? outcome.Time!.Column, ColumnUse.Outcome, outcome.Event, outcome.Time?.Format);
    }
}
