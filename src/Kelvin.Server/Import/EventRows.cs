using System.Text;
using Kelvin.Scoring.Values;
using Kelvin.Server.Ingest;

namespace Kelvin.Server.Import;

/// <summary>Turns rows of a file of events into calls, by a mapping. Columns are the events' properties.</summary>
internal sealed class EventRows
{
    private readonly LeadMapping mapping;
    private readonly Cells cells;
    private readonly int userId, anonymousId, email, time, name, messageId;
    private readonly (int Place, ColumnMapping Column)[] columns;
    private readonly Dictionary<UInt128, int> seen = [];

    public EventRows(LeadMapping mapping, IReadOnlyList<string> header, string file)
    {
        (this.mapping, cells) = (mapping, new Cells(mapping, header, file));
        (userId, anonymousId, email, time) = (cells.Find(mapping.UserId), cells.Find(mapping.AnonymousId), cells.Find(mapping.Email), cells.Find(mapping.Time));
        (name, messageId) = (cells.Find(mapping.Event), cells.Find(mapping.MessageId));
        columns = cells.Find(mapping.Columns);
    }

    /// <summary>The row's call; null, with the reason, when it makes none.</summary>
    public byte[]? Read(string[] row, Action<string> cell, out string reason)
    {
        reason = cells.WrongWidth(row) ?? "";
        if (reason.Length > 0 || !cells.TryReadTime(row, time, mapping.TimeColumn, out var stated, out reason)) return null;
        var lead = new RowLead(cells.Known(row, userId), cells.Known(row, anonymousId), cells.Address(row, email));
        var called = mapping.EventName ?? cells.Known(row, name);
        reason = lead.IsNobody ? "The row names nobody." : called is null ? "The row names no event." : stated is null ? "The row states no time." : "";
        if (reason.Length > 0) return null;

        var values = new List<(string Name, Value Value)>();
        foreach (var (place, column) in columns)
        {
            if (cells.Read(row, place, column, cell) is { } value) values.Add((column.Trait, value));
        }
        return Write(lead, called!, stated!.Value, values, cells.Known(row, messageId));
    }

    private byte[] Write(RowLead lead, string called, long stated, List<(string Name, Value Value)> values, string? id)
    {
        // A page view is a call of its own kind; other names of calls are refused by whoever reads this one.
        var isPage = CallReader.TryReadType(Encoding.UTF8.GetBytes(called), out var type) && type is CallType.Page or CallType.Screen;
        byte[] Call(int repeat) => RowCall.Write(isPage ? called : "track", lead, stated, stated, json =>
        {
            if (!isPage) json.WriteString("event", called);
            json.WriteStartObject("properties");
            foreach (var (property, value) in mapping.Constants) json.WriteString(property, value);
            foreach (var (property, value) in values)
            {
                json.WritePropertyName(property);
                ValueWriter.Write(json, value);
            }
            json.WriteEndObject();
        }, id, repeat: repeat);

        var call = Call(0);
        if (id is not null) return call;
        // Equal rows are as many events, and the n-th of them is the n-th whenever the file is read.
        var print = RowCall.Print(call);
        var before = seen.GetValueOrDefault(print);
        seen[print] = before + 1;
        return before == 0 ? call : Call(before);
    }
}
