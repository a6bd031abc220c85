using Kelvin.Storage;

namespace Kelvin.Server.Api;

/// <summary>
/// Writes all leads, events or scores of one snapshot, in an order that depends on nothing but their content: two stores
/// with one key and one history give equal bytes.
/// </summary>
internal static class Export
{
    private const int LeadsAtOnce = 200;

    public static readonly IReadOnlyDictionary<string, Func<ExportedLead, IEnumerable<ExportRow>>> Kinds = new Dictionary<string, Func<ExportedLead, IEnumerable<ExportRow>>>
    {
        ["leads"] = ExportRows.OfLead,
        ["events"] = ExportRows.OfEvents,
        ["scores"] = ExportRows.OfScores,
    };

    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="segment">The bit of the segment whose leads are meant; 0: all.</param>
    /// <param name="at">The instant as of which traits and scores are meant.</param>
    public static void Write(string kind, Stream to, bool csv, long at, LeadReading reading, CancellationToken cancellation, ulong segment = 0)
    {
        var rows = Kinds[kind];
        IExportWriter writer = csv ? new CsvExport(to) : new NdjsonExport(to);
        StreamId? last = null;
        while (reading.Store.Leads.After(reading.Session, last, LeadsAtOnce).ToList() is { Count: > 0 } page)
        {
            foreach (var lead in page)
            {
                cancellation.ThrowIfCancellationRequested();
                last = lead.Id;
                if (lead.Events == 0 || (lead.Segments & segment) != segment || !reading.Sees(lead)) continue;
                foreach (var row in rows(new ExportedLead(reading, lead, at))) writer.Write(row);
            }
            reading.Forget();
        }
        writer.End();
    }
}
