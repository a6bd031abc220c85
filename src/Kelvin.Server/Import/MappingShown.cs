namespace Kelvin.Server.Import;

/// <summary>Guesses a mapping from the beginning of a file, and shows the person what was guessed.</summary>
internal static class MappingShown
{
    private const int RowsToGuessFrom = 100;

    public static LeadMapping Guess(string file, TextWriter shown, Func<IReadOnlyList<string>, IReadOnlyList<string[]>, LeadMapping> guess)
    {
        using var table = LeadTable.Open(file);
        var sample = new List<string[]>();
        while (sample.Count < RowsToGuessFrom && table.Read() is { } row) sample.Add(row);
        var mapping = guess(table.Header, sample);
        if (!mapping.NamesSomeone)
        {
            throw new IOException($"{file}: no column says who a lead is (userId, email, ...). Its columns are: {string.Join(", ", table.Header)}. Give a --mapping.");
        }
        shown.WriteLine($"{file}: {table.Encoding}, {(table.Separator == '\t' ? "tabs" : $"'{table.Separator}'")} between cells. Guessed (--save-mapping writes it to a file):");
        foreach (var (column, meaning) in Meanings(mapping)) shown.WriteLine($"  {column} -> {meaning}");
        var columns = new MappingGuess.Columns(table.Header, sample);
        foreach (var time in Times(mapping))
        {
            if (DateFormats.Ambiguous(time.Format, columns.CellsOf(time.Column)) is { } other) shown.WriteLine($"  Dates in '{time.Column}' fit {other} too. If the day comes first, correct the saved mapping.");
        }
        return mapping;
    }

    private static IEnumerable<TimeMapping> Times(LeadMapping mapping) =>
        new[] { mapping.TimeColumn, mapping.Updated }.Concat(mapping.Outcomes.Select(outcome => outcome.Time)).OfType<TimeMapping>().Distinct();

    private static IEnumerable<(string Column, string Meaning)> Meanings(LeadMapping mapping)
    {
        if (mapping.UserId is { } userId) yield return (userId, "userId");
        if (mapping.AnonymousId is { } anonymousId) yield return (anonymousId, "anonymousId");
        if (mapping.Email is { } email) yield return (email, "email");
        if (mapping.Event is { } name) yield return (name, "the event's name");
        if (mapping.MessageId is { } messageId) yield return (messageId, "messageId");
        if (mapping.TimeColumn is { } time) yield return (time.Column, "the time of the row" + Format(time));
        if (mapping.Updated is { } updated) yield return (updated.Column, "when the row was last changed" + Format(updated));
        if (mapping.AccountId is { } account) yield return (account, "the account");
        var word = mapping.Event is null && mapping.EventName is null ? "trait" : "property";
        foreach (var column in mapping.Columns) yield return (column.Column, $"{(column.OfAccount ? "account's trait" : word)} {column.Trait}");
        foreach (var outcome in mapping.Outcomes)
        {
            var says = outcome.When is null ? outcome.Time!.Column : $"{outcome.When}{(outcome.Is.Count > 0 ? " = " + string.Join(" or ", outcome.Is) : "")}";
            yield return (says, $"event {outcome.Event}{(outcome.Time is { } when ? $" at {when.Column}{Format(when)}" : "")}");
        }
    }

    private static string Format(TimeMapping time) => time.Format is null ? "" : $" ({time.Format})";
}
