using Kelvin.Server.EventFiles;

namespace Kelvin.Server.Import;

/// <summary>Takes a CSV file of leads into an event source: each row is an identify call.</summary>
public static class LeadFile
{
    private const int RowsToGuessFrom = 100;

    /// <summary>Adds the file and returns how many rows or cells could not be read.</summary>
    /// <param name="mapping">The mapping's file; null: it is guessed and shown.</param>
    /// <param name="saveMapping">Where to write the mapping that was used.</param>
    /// <param name="at">The time of rows that state none.</param>
    public static long AddTo(EventSource source, string file, string? mapping, string? saveMapping, long at, Action<string> broken, TextWriter shown)
    {
        var used = mapping is null ? Guess(file, shown) : LeadMapping.Read(mapping, File.ReadAllText(mapping));
        if (saveMapping is not null) File.WriteAllText(saveMapping, used.ToYaml());
        long count = 0;
        source.AddStream(file, spool =>
        {
            void Say(long place, string reason)
            {
                count++;
                broken($"{file}:{place}: {reason}");
            }

            using var table = LeadTable.Open(file, Say);
            var rows = new LeadRows(used, table.Header, file, at);
            // What is said of a line of the spool is to be true of that line of the file.
            var line = 1L;
            while (table.Read() is { } row)
            {
                for (; line < table.Line; line++) spool.WriteByte((byte)'\n');
                if (!rows.TryWrite(row, table.Line, spool, reason => Say(table.Line, reason), out var reason)) Say(table.Line, reason);
            }
            spool.WriteByte((byte)'\n');
        });
        return count;
    }

    private static LeadMapping Guess(string file, TextWriter shown)
    {
        using var table = LeadTable.Open(file);
        var sample = new List<string[]>();
        while (sample.Count < RowsToGuessFrom && table.Read() is { } row) sample.Add(row);
        var guess = MappingGuess.Of(table.Header, sample);
        if (guess.UserId is null && guess.AnonymousId is null && guess.Email is null)
        {
            throw new IOException($"{file}: no column says who a lead is (userId, email, ...). Its columns are: {string.Join(", ", table.Header)}. Give a --mapping.");
        }
        shown.WriteLine($"{file}: {table.Encoding}, {(table.Separator == '\t' ? "tabs" : $"'{table.Separator}'")} between cells. Guessed (--save-mapping writes it to a file):");
        foreach (var (column, meaning) in Meanings(guess)) shown.WriteLine($"  {column} -> {meaning}");
        return guess;
    }

    private static IEnumerable<(string Column, string Meaning)> Meanings(LeadMapping mapping)
    {
        if (mapping.UserId is { } userId) yield return (userId, "userId");
        if (mapping.AnonymousId is { } anonymousId) yield return (anonymousId, "anonymousId");
        if (mapping.Email is { } email) yield return (email, "email");
        if (mapping.Time is { } time) yield return (time, "the time of the row");
        foreach (var column in mapping.Columns) yield return (column.Column, $"trait {column.Trait}");
    }
}
