using Kelvin.Server.Access;
using Kelvin.Server.Leads;
using Kelvin.Storage;
using Kelvin.Storage.Leads;
using Kelvin.Storage.Scores;
using Microsoft.AspNetCore.Http;

namespace Kelvin.Server.Api;

/// <summary>The leads of one owner, by a plan's scores or by their ids. They are so few that they are read whole and looked through.</summary>
internal static class OwnLeadLists
{
    private readonly record struct Listed(StoredLead Lead, long Score);

    /// <param name="plan">The plan's number; null: by id.</param>
    public static IResult Answer(LeadReading reading, IReadOnlyList<StreamId> own, LeadQuery query, int? plan, int limit, bool lowestFirst, Func<StoredLead, bool>? matches)
    {
        Listed? place = null;
        if (query.Cursor is not null)
        {
            if (!Paging.TryRead(query.Cursor, 2, out var parts) || !long.TryParse(parts[0], out var score) || !StreamId.TryParse(parts[1], out var id)) return Paging.CursorProblem();
            place = new Listed(new StoredLead(id, [], 0, null, null, 0, null), score);
        }
        var found = own.Select(reading.Find).OfType<StoredLead>().Where(query.IsIn).Where(lead => matches?.Invoke(lead) ?? true)
            .Select(lead => plan is { } number ? Scored(reading, lead, number, query) : new Listed(lead, 0)).OfType<Listed>().ToList();
        found.Sort(Compare);
        var page = found.Where(listed => place is not { } after || Compare(listed, after) > 0).Take(limit + 1).ToList();
        return LeadLists.Result(reading, [.. page.Take(limit).Select(listed => listed.Lead)], page.Count > limit ? Paging.Cursor(page[limit - 1].Score, page[limit - 1].Lead.Id) : null);

        int Compare(Listed left, Listed right) =>
            (lowestFirst ? left.Score.CompareTo(right.Score) : right.Score.CompareTo(left.Score)) is not 0 and var byScore ? byScore : left.Lead.Id.CompareTo(right.Lead.Id);
    }

    private static Listed? Scored(LeadReading reading, StoredLead lead, int plan, LeadQuery query)
    {
        if (reading.Store.Scores.Of(reading.Session, lead.Id).Find(row => row.Plan == plan) is not { } score) return null;
        return Is(query.Grade, score.Grade) && Is(query.Level, score.Level) && Is(query.Label, score.Label) && Is(query.Verdict, score.Verdict)
            && score.Score >= (query.MinScore ?? long.MinValue) && score.Score <= (query.MaxScore ?? long.MaxValue)
            ? new Listed(lead, score.Score)
            : null;

        static bool Is(string? wanted, string? there) => wanted is null || wanted == there;
    }
}
