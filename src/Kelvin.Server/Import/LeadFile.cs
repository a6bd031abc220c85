using Kelvin.Server.EventFiles;

namespace Kelvin.Server.Import;

/// <summary>Takes a CSV file of leads into an event source: each row is an identify call, and what else its mapping says.</summary>
public static class LeadFile
{
    /// <summary>Adds the file and returns how many rows or cells could not be read.</summary>
    /// <param name="mapping">The mapping's file; null: it is guessed and shown.</param>
    /// <param name="saveMapping">Where to write the mapping that was used.</param>
    /// <param name="at">The time of rows that state none.</param>
    public static long AddTo(EventSource source, string file, string? mapping, string? saveMapping, long at, Action<string> broken, TextWriter shown)
    {
        var used = mapping is null ? MappingShown.Guess(file, shown, (header, sample) => MappingGuess.Of(header, sample)) : MappingFile.Read(mapping, File.ReadAllText(mapping));
        if (saveMapping is not null) File.WriteAllText(saveMapping, MappingFile.Write(used));
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
                if (rows.Read(row, reason => Say(table.Line, reason), out var reason) is { } calls) Write(spool, calls);
                else Say(table.Line, reason);
            }
            spool.WriteByte((byte)'\n');
        });
        return count;
    }

    private static void Write(Stream spool, List<byte[]> calls)
    {
        if (calls.Count > 1) spool.Write("{\"batch\":["u8);
        for (var i = 0; i < calls.Count; i++)
        {
            if (i > 0) spool.WriteByte((byte)',');
            spool.Write(calls[i]);
        }
        if (calls.Count > 1) spool.Write("]}"u8);
    }
}
