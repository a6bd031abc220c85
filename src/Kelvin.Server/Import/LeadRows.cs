using System.Text.Json;
using Kelvin.Scoring.Values;

namespace Kelvin.Server.Import;

/// <summary>Turns rows of a lead file into calls, by a mapping: who the lead is, whose account it belongs to, what came of it.</summary>
internal sealed class LeadRows
{
    private readonly LeadMapping mapping;
    private readonly Cells cells;
    private readonly long at;
    private readonly int userId, anonymousId, email, time, updated, account;
    private readonly (int Place, ColumnMapping Column)[] columns, accountColumns;
    private readonly Outcome[] outcomes;

    /// <param name="at">The time of rows that state none.</param>
    public LeadRows(LeadMapping mapping, IReadOnlyList<string> header, string file, long at)
    {
        (this.mapping, this.at, cells) = (mapping, at, new Cells(mapping, header, file));
        (userId, anonymousId, email, time) = (cells.Find(mapping.UserId), cells.Find(mapping.AnonymousId), cells.Find(mapping.Email), cells.Find(mapping.Time));
        (updated, account) = (cells.Find(mapping.Updated?.Column), cells.Find(mapping.AccountId));
        columns = cells.Find(mapping.Columns.Where(column => !column.OfAccount));
        accountColumns = cells.Find(mapping.Columns.Where(column => column.OfAccount));
        outcomes = [.. mapping.Outcomes.Select(one => new Outcome(one, cells.Find(one.When), cells.Find(one.Time?.Column), cells.Find(one.Id), cells.Find(one.Properties)))];
    }

    /// <summary>The row's calls; null, with the reason, when it makes none.</summary>
    /// <param name="cell">Told of cells that do not fit their column; the row is taken without them.</param>
    public List<byte[]>? Read(string[] row, Action<string> cell, out string reason)
    {
        reason = cells.WrongWidth(row) ?? "";
        if (reason.Length > 0) return null;
        if (!cells.TryReadTime(row, time, mapping.TimeColumn, out var stated, out reason)) return null;
        if (!cells.TryReadTime(row, updated, mapping.Updated, out var changed, out reason)) return null;
        var lead = new RowLead(cells.Known(row, userId), cells.Known(row, anonymousId), cells.Address(row, email));
        if (lead.IsNobody)
        {
            reason = "The row names nobody.";
            return null;
        }
        var traits = Values(row, columns, cell);
        var calls = new List<byte[]> { Identify(lead, stated, traits) };
        if (changed > (stated ?? long.MinValue)) calls.Add(Identify(lead, changed, traits));
        if (cells.Known(row, account) is { } accountId) calls.Add(Group(lead, changed ?? stated, accountId, Values(row, accountColumns, cell)));
        foreach (var outcome in outcomes)
        {
            if (!TryReadOutcome(outcome, row, lead, changed ?? stated, cell, out var call, out reason)) return null;
            if (call is not null) calls.Add(call);
        }
        return calls;
    }

    private byte[] Identify(RowLead lead, long? stated, List<(string Name, Value Value)> traits) => RowCall.Write("identify", lead, stated, at, json =>
    {
        json.WriteStartObject("traits");
        foreach (var (trait, value) in mapping.Constants) json.WriteString(trait, value);
        Write(json, traits);
        if (lead.Email is not null) json.WriteString("email", lead.Email);
        json.WriteEndObject();
    });

    private byte[] Group(RowLead lead, long? stated, string accountId, List<(string Name, Value Value)> traits) => RowCall.Write("group", lead, stated, at, json =>
    {
        json.WriteString("groupId", accountId);
        json.WriteStartObject("traits");
        Write(json, traits);
        json.WriteEndObject();
    });

    /// <summary>Its id follows from whose it is, what, when and which deal: an amount that is corrected later makes no second deal.</summary>
    private bool TryReadOutcome(Outcome outcome, string[] row, RowLead lead, long? rowTime, Action<string> cell, out byte[]? call, out string reason)
    {
        call = null;
        var (which, when, timePlace, id, properties) = outcome;
        if (!cells.TryReadTime(row, timePlace, which.Time, out var stated, out reason)) return false;
        if (!Holds(which, when < 0 ? null : cells.Known(row, when), stated)) return true;
        var values = Values(row, properties, cell);
        call = RowCall.Write("track", lead, stated ?? rowTime, at, json =>
        {
            json.WriteString("event", which.Event);
            json.WriteStartObject("properties");
            Write(json, values);
            json.WriteEndObject();
        }, said: $"{which.Event}\u001F{cells.Known(row, id)}");
        return true;
    }

    private static bool Holds(OutcomeMapping outcome, string? says, long? stated)
    {
        if (outcome.When is null) return stated is not null;
        if (says is null) return false;
        return outcome.Is.Count > 0 ? outcome.Is.Contains(says, StringComparer.OrdinalIgnoreCase) : !Cells.MeansNo(says);
    }

    private List<(string Name, Value Value)> Values(string[] row, (int Place, ColumnMapping Column)[] columns, Action<string> cell)
    {
        var values = new List<(string, Value)>(columns.Length);
        foreach (var (place, column) in columns)
        {
            if (cells.Read(row, place, column, cell) is { } value) values.Add((column.Trait, value));
        }
        return values;
    }

    private static void Write(Utf8JsonWriter json, List<(string Name, Value Value)> values)
    {
        foreach (var (name, value) in values)
        {
            json.WritePropertyName(name);
            ValueWriter.Write(json, value);
        }
    }

    private sealed record Outcome(OutcomeMapping Which, int When, int Time, int Id, (int Place, ColumnMapping Column)[] Properties);
}
