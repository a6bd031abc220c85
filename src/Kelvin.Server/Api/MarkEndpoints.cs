using System.ComponentModel;
using Kelvin.Server.Access;
using Kelvin.Storage;
using Kelvin.Storage.Timelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Api;

internal sealed record NewEventMark(
    [property: Description("false takes a mark back, whoever set it.")] bool Machine = true,
    [property: Description("The lead whose event it is: found at once. Without it every lead is looked through.")] string? LeadId = null,
    string? Reason = null);

internal sealed record EventMark(string MessageId, bool Machine, [property: Description("The leads whose event it is; their scores follow.")] IReadOnlyList<string> LeadIds);

internal sealed record EventNoteList(IReadOnlyList<EventNoteView> Items, string? NextCursor);

internal sealed record NewMark(
    [property: Description("The source's number.")] int Source,
    [property: Description("From this timestamp on.")] DateTimeOffset From,
    [property: Description("Up to and without this timestamp.")] DateTimeOffset Until,
    string? Reason = null);

internal sealed record MarkView(
    int Id, int Source, DateTimeOffset From, DateTimeOffset Until, string? Reason, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? UndoneAt, string? UndoneBy,
    [property: Description("Events that bear this mark.")] long Events, [property: Description("Whether all leads have been looked at.")] bool Finished);

internal sealed record MarkList(IReadOnlyList<MarkView> Items, string? NextCursor);

/// <summary>Says of events that a machine made them: a crawler, a mail gateway that opens every link. Rules then pass over them.</summary>
internal static class MarkEndpoints
{
    private const int LongestReason = 1_000;

    public static void MapMarks(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/events/{messageId}/machine", MarkEvent).WithTags("Machine marks").WithSummary("Mark one event as made by a machine, or take the mark back; the scores follow")
            .Produces<EventMark>(200).ProducesProblem(400).ProducesProblem(404);
        routes.MapGet("/api/events/{messageId}/machine", Notes).WithTags("Machine marks").WithSummary("Who marked an event, and why, the last first").Produces<EventNoteList>(200).ProducesProblem(404);
        var marks = routes.MapGroup("/api/machine-marks").WithTags("Machine marks");
        marks.MapGet("", List).WithSummary("Marks of a source and a period, the newest first");
        marks.MapPost("", Add).WithSummary("Mark all events of a source and a period; goes on in the background").Produces<MarkView>(202).ProducesProblem(400).ProducesProblem(422);
        marks.MapGet("/{id:int}", Get).WithSummary("How far a mark has come").Produces<MarkView>(200).ProducesProblem(404);
        marks.MapDelete("/{id:int}", Undo).WithSummary("Take a mark back from the events that it marked; goes on in the background").Produces<MarkView>(202).ProducesProblem(404);
    }

    private static async Task<IResult> MarkEvent(string messageId, NewEventMark? body, Store store, Pipeline pipeline, PlanCache plans, TimeProvider clock, HttpContext http)
    {
        var asked = body ?? new NewEventMark();
        if (asked.Reason is { Length: > LongestReason }) return Problem.Result(400, "reason-too-long", $"A reason has at most {LongestReason} characters.");
        var message = store.Key.MessageOf(messageId);
        List<StreamId> streams;
        using (var reading = LeadReading.Open(store, plans, clock))
        {
            if (StreamsOf(reading, asked.LeadId, message) is not { } found) return LeadEndpoints.NoLead();
            streams = found;
        }
        var by = http.Member().Name;
        var marked = streams.Count == 0 ? [] : await store.WriteAsync(tx => pipeline.Mark(tx, streams, message, asked.Machine, asked.Reason, by));
        return marked.Count == 0 ? NoEvent() : TypedResults.Ok(new EventMark(messageId, asked.Machine, [.. marked.Select(id => id.ToString())]));
    }

    private static IResult Notes(string messageId, string? leadId, Store store, PlanCache plans, TimeProvider clock)
    {
        var message = store.Key.MessageOf(messageId);
        using var reading = LeadReading.Open(store, plans, clock);
        if (StreamsOf(reading, leadId, message) is not { } streams) return LeadEndpoints.NoLead();
        if (!streams.Exists(stream => store.Timelines.Has(reading.Session, stream, message))) return NoEvent();
        return TypedResults.Ok(new EventNoteList([.. EventNotes.Of(reading, streams, message)], null));
    }

    /// <summary>The streams among which the event is to be looked for; null when there is no such lead.</summary>
    private static List<StreamId>? StreamsOf(LeadReading reading, string? leadId, Storage.Keys.MessageKey message)
    {
        if (leadId is null) return reading.Store.Timelines.StreamsWith(reading.Session, message);
        return reading.Find(leadId) is { } lead ? [.. lead.Streams.Select(stream => stream.Stream)] : null;
    }

    private static Ok<MarkList> List(Store store)
    {
        using var snapshot = store.Read();
        return TypedResults.Ok(new MarkList([.. store.Marks.All(snapshot).Select(View)], null));
    }

    private static IResult Get(int id, Store store)
    {
        using var snapshot = store.Read();
        return store.Marks.Find(snapshot, id) is { } mark ? TypedResults.Ok(View(mark)) : NoMark();
    }

    private static async Task<IResult> Add(NewMark asked, Store store, TimeProvider clock, HttpContext http)
    {
        if (asked.Reason is { Length: > LongestReason }) return Problem.Result(400, "reason-too-long", $"A reason has at most {LongestReason} characters.");
        if (asked.Until <= asked.From) return Problem.Result(422, "period-empty", "until is to be later than from.");
        using (var snapshot = store.Read())
        {
            if (!store.Access.Sources(snapshot).Any(source => source.Source == asked.Source)) return Problem.Result(422, "no-source", "There is no source of that number.");
        }
        var by = http.Member().Name;
        var added = await store.WriteAsync(tx => store.Marks.Add(
            tx, asked.Source, asked.From.ToUnixTimeMilliseconds(), asked.Until.ToUnixTimeMilliseconds(), asked.Reason, by, clock.GetUtcNow().ToUnixTimeMilliseconds()));
        return TypedResults.Accepted($"/api/machine-marks/{added.Mark}", View(added));
    }

    private static async Task<IResult> Undo(int id, Store store, TimeProvider clock, HttpContext http)
    {
        var by = http.Member().Name;
        var undone = await store.WriteAsync(tx =>
        {
            store.Marks.Undo(tx, id, by, clock.GetUtcNow().ToUnixTimeMilliseconds());
            return store.Marks.Find(tx, id);
        });
        return undone is null ? NoMark() : TypedResults.Accepted($"/api/machine-marks/{id}", View(undone));
    }

    private static MarkView View(StoredMark mark) => new(
        mark.Mark, mark.Source, Instants.Of(mark.From), Instants.Of(mark.Until), mark.Reason, Instants.Of(mark.CreatedAt), mark.CreatedBy, Instants.Of(mark.UndoneAt), mark.UndoneBy,
        mark.Events, mark.Position is null);

    private static IResult NoEvent() => Problem.Result(404, "no-event", "There is no event of that messageId.");

    private static IResult NoMark() => Problem.Result(404, "no-mark", "There is no such mark.");
}
