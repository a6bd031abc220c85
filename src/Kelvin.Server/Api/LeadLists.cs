using System.ComponentModel;
using System.Text;
using Kelvin.Server.Access;
using Kelvin.Server.Ingest;
using Kelvin.Server.Leads;
using Kelvin.Server.Scores;
using Kelvin.Storage;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Leads;
using Kelvin.Storage.Scores;
using Microsoft.AspNetCore.Http;

namespace Kelvin.Server.Api;

/// <summary>What a list of leads is asked for.</summary>
internal sealed record LeadQuery(
    [property: Description("The plan by whose score the list is ordered and narrowed.")] string? Plan,
    [property: Description("-score (with a plan, the default), score, or id.")] string? Sort,
    [property: Description("1 to 500; 50 unless said otherwise.")] int? Limit,
    [property: Description("The nextCursor of the page before.")] string? Cursor,
    [property: Description("Part of a userId, anonymousId or e-mail address, of a name, company, title, phone, city or account. Soon after a start a page may be short though more follow: go on while there is a nextCursor.")] string? Q,
    string? Grade, string? Level, string? Label, string? Verdict,
    [property: Description("The least score.")] long? MinScore,
    [property: Description("The greatest score.")] long? MaxScore,
    [property: Description("Those who are in this stage of the funnel; empty: in none.")] string? Stage = null,
    [property: Description("Those of one owner: me, or a user's number. Those of the sales role see their own in any case.")] string? Owner = null,
    [property: Description("Those who are in this segment: its number.")] int? Segment = null)
{
    /// <summary>The bit of the segment that is asked for; 0: none is.</summary>
    internal ulong SegmentBit { get; init; }

    /// <summary>The user who asks; not of the query, but of the one who makes it.</summary>
    internal int? Me { get; init; }

    public bool IsIn(StoredLead lead) => (Stage is null || (lead.Stage ?? "") == Stage) && (lead.Segments & SegmentBit) == SegmentBit;
}

/// <summary>Lists of leads: in the order of a plan's scores, or of their ids.</summary>
internal static class LeadLists
{
    /// <summary>Leads that one request looks at when it searches.</summary>
    private const int SearchedMost = 2_000;

    private const int ReadAtOnce = 200;

    public static IResult Answer(LeadReading reading, LeadQuery query, LeadIndex index)
    {
        if (Paging.Limit(query.Limit) is not { } limit) return Paging.LimitProblem();
        if (query.Segment is { } number)
        {
            if (reading.Plans.Segments.All.FirstOrDefault(segment => segment.Stored.Segment == number) is not { } segment) return Problem.Result(400, "segment-unknown", "There is no segment of that number.");
            query = query with { SegmentBit = segment.Bit };
        }
        var asksForScores = query is not { Plan: null, Grade: null, Level: null, Label: null, Verdict: null, MinScore: null, MaxScore: null };
        var asksForWords = query is not { Grade: null, Level: null, Label: null, Verdict: null };
        var sort = query.Sort ?? (asksForScores ? "-score" : "id");
        if (sort is not ("id" or "score" or "-score")) return Problem.Result(400, "sort-invalid", "sort is -score, score or id.");
        var search = query.Q?.Trim() is { Length: > 0 } text ? new Search(reading, text) : null;
        if (search?.Exact() is { } exact && query.Cursor is null) return Result(reading, [exact], null);
        if (sort == "id" && asksForScores) return Problem.Result(400, "sort-invalid", "What asks for a plan's scores is listed in their order: sort is -score or score.");
        if (query.Owner is not null || reading.Sight is not null) return Owned(reading, query, sort, limit, search);
        var indexed = index.IsReady && (search is not null || query.Stage is not null || query.Segment is not null) ? index : null;
        if (sort == "id") return ById(reading, query, limit, search, indexed);
        if (query.Plan is null) return Problem.Result(400, "plan-missing", "A list in the order of scores needs a plan.");
        return reading.Plans.Leads.FirstOrDefault(active => active.Scorer.Plan.Id == query.Plan) is { } plan
            ? ByScore(reading, query, plan.Number, limit, lowestFirst: sort == "score", search, index.IsReady && (search is not null || asksForWords || query.Stage is not null || query.Segment is not null) ? index : null)
            : Problem.Result(400, "plan-unknown", "There is no active lead plan of that id.");
    }

    private static IResult Owned(LeadReading reading, LeadQuery query, string sort, int limit, Search? search)
    {
        if (sort != "id" && query.Plan is null) return Problem.Result(400, "plan-missing", "A list in the order of scores needs a plan.");
        var plan = sort == "id" ? null : reading.Plans.Leads.FirstOrDefault(active => active.Scorer.Plan.Id == query.Plan);
        if (sort != "id" && plan is null) return Problem.Result(400, "plan-unknown", "There is no active lead plan of that id.");
        var owner = query.Owner == "me" ? query.Me ?? 0 : int.TryParse(query.Owner, out var user) ? user : 0;
        var own = query.Owner is not null ? Access.Sight.LeadsOf(reading.Store, reading.Session, owner) : reading.Sight!.Leads(reading.Session);
        return OwnLeadLists.Answer(reading, own, query, plan?.Number, limit, sort == "score", search is null ? null : search.Matches);
    }

    private static IResult ById(LeadReading reading, LeadQuery query, int limit, Search? search, LeadIndex? index)
    {
        StreamId? last = null;
        if (query.Cursor is not null)
        {
            if (!Paging.TryRead(query.Cursor, 1, out var parts) || !StreamId.TryParse(parts[0], out var place)) return Paging.CursorProblem();
            last = place;
        }
        if (index is not null) return Indexed(reading, index, new IndexQuery(null, new ScoreFilter(), search?.Folded, last is { } id ? new ScorePlace(0, id) : null, false, limit + 1, query.Stage, query.SegmentBit), limit);
        var found = new List<StoredLead>();
        for (var looked = 0; looked < SearchedMost;)
        {
            var read = reading.Store.Leads.After(reading.Session, last, ReadAtOnce).ToList();
            foreach (var lead in read)
            {
                last = lead.Id;
                looked++;
                if (lead.Events > 0 && query.IsIn(lead) && (search is null || search.Matches(lead))) found.Add(lead);
                if (found.Count == limit) return Result(reading, found, Paging.Cursor(lead.Id));
            }
            if (read.Count < ReadAtOnce) return Result(reading, found, null);
        }
        return Result(reading, found, Paging.Cursor(last!));
    }

    private static IResult ByScore(LeadReading reading, LeadQuery query, int plan, int limit, bool lowestFirst, Search? search, LeadIndex? index)
    {
        ScorePlace? place = null;
        if (query.Cursor is not null)
        {
            if (!Paging.TryRead(query.Cursor, 2, out var parts) || !long.TryParse(parts[0], out var score) || !StreamId.TryParse(parts[1], out var subject)) return Paging.CursorProblem();
            place = new ScorePlace(score, subject);
        }
        var filter = new ScoreFilter(query.Grade, query.Level, query.Label, query.Verdict, query.MinScore, query.MaxScore);
        if (index is not null) return Indexed(reading, index, new IndexQuery(plan, filter, search?.Folded, place, lowestFirst, limit + 1, query.Stage, query.SegmentBit), limit);
        var found = new List<StoredLead>();
        for (var looked = 0; looked < SearchedMost;)
        {
            // One more than is asked for tells whether there is a next page.
            var most = search is null && query is { Stage: null, Segment: null } ? limit + 1 : ReadAtOnce;
            var rows = reading.Store.ScoreLists.Leads(reading.Session, plan, filter, place, lowestFirst, most);
            foreach (var row in rows)
            {
                if (found.Count == limit) return Result(reading, found, Cursor(place!.Value));
                place = new ScorePlace(row.Score, row.Subject);
                looked++;
                if (reading.Find(row.Subject) is { } lead && query.IsIn(lead) && (search is null || search.Matches(lead))) found.Add(lead);
            }
            if (rows.Count < most) return Result(reading, found, null);
        }
        return Result(reading, found, Cursor(place!.Value));
    }

    /// <summary>The page as the index finds it; what is shown is what the store says.</summary>
    private static IResult Indexed(LeadReading reading, LeadIndex index, IndexQuery query, int limit)
    {
        var places = index.Find(query);
        var leads = places.Take(limit).Select(place => reading.Find(place.Subject)).OfType<StoredLead>().ToList();
        return Result(reading, leads, places.Count <= limit ? null : query.Plan is null ? Paging.Cursor(places[limit - 1].Subject) : Cursor(places[limit - 1]));
    }

    private static string Cursor(ScorePlace place) => Paging.Cursor(place.Score, place.Subject);

    public static IResult Result(LeadReading reading, List<StoredLead> leads, string? cursor) => TypedResults.Ok(new LeadList(
        [.. leads.Select(lead => LeadViews.Stored(reading, lead))], cursor, !Sweep.IsDone(reading.Store, reading.Session, reading.Plans.Epoch)));

    /// <summary>Looks for a text among what says who a lead is. While the index is not filled it has to open the leads one by one.</summary>
    private sealed class Search(LeadReading reading, string text)
    {
        private readonly byte[] folded = Encoding.UTF8.GetBytes(SearchText.Folded(text));

        /// <summary>The lead that is known by exactly that name.</summary>
        public StoredLead? Exact() =>
            reading.Find(IdentityKind.User, text) ?? reading.Find(IdentityKind.Email, CallReader.NormalEmail(text)) ?? reading.Find(IdentityKind.Anonymous, text);

        public string Folded { get; } = SearchText.Folded(text);

        public bool Matches(StoredLead lead) => SearchText.Of(reading.SummaryOf(lead)).AsSpan().IndexOf(folded) >= 0;
    }
}
