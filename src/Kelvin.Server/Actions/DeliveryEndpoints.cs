using System.ComponentModel;
using Kelvin.Server.Access;
using Kelvin.Server.Api;
using Kelvin.Storage;
using Kelvin.Storage.Actions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Actions;

/// <summary>Which deliveries a list shows.</summary>
internal sealed record DeliveryQuery(
    [property: Description("A webhook's id.")] int? Webhook, [property: Description("waiting, sending, delivered or failed.")] string? State,
    [property: Description("A message type, such as lead.crossing.")] string? Type, [property: Description("A lead's or account's id.")] string? Subject,
    [property: Description("Made at or after this instant.")] string? From, [property: Description("Made before this instant.")] string? To,
    [property: Description("1 to 500; 50 unless said otherwise.")] int? Limit, [property: Description("The nextCursor of the page before.")] string? Cursor);

internal sealed record Redelivery(
    int Webhook, [property: Description("Deliveries made at or after this instant.")] DateTimeOffset From, [property: Description("Deliveries made before this instant.")] DateTimeOffset To,
    [property: Description("Leave out those that were delivered.")] bool FailedOnly = false);

internal sealed record Redelivered([property: Description("How many deliveries are sent again.")] int Deliveries);

/// <summary>What was sent, what waits, and sending it again.</summary>
internal static class DeliveryEndpoints
{
    private const int RestartedAtOnce = 500;

    public static void MapDeliveries(this IEndpointRouteBuilder routes)
    {
        var deliveries = routes.MapGroup("/api/deliveries").WithTags("Webhooks");
        deliveries.MapGet("", List).WithSummary("Deliveries, the newest first").Produces<DeliveryList>(200).ProducesProblem(400);
        deliveries.MapGet("/{id}", Get).WithSummary("A delivery with its attempts, answers and timings").Produces<DeliveryView>(200).ProducesProblem(404);
        deliveries.MapPost("/{id}/redeliver", Redeliver).WithSummary("Send a message again, under the same id").Produces<DeliveryView>(202).ProducesProblem(404).ProducesProblem(409);
        deliveries.MapPost("/redeliver", RedeliverPeriod).WithSummary("Send a webhook's messages of a period again, each under its own id").Produces<Redelivered>(202).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
    }

    private static IResult List([AsParameters] DeliveryQuery query, Store store)
    {
        if (Paging.Limit(query.Limit) is not { } limit) return Paging.LimitProblem();
        if (Filter(query, out var filter) is { } wrong) return Problem.Result(400, wrong + "-invalid", $"The {wrong} is none that deliveries have.");
        DeliveryPlace? place = null;
        if (query.Cursor is not null)
        {
            if (!Paging.TryRead(query.Cursor, 2, out var parts) || !long.TryParse(parts[0], out var at) || !DeliveryViews.TryReadId(parts[1], out var key)) return Paging.CursorProblem();
            place = new DeliveryPlace(at, key);
        }
        using var snapshot = store.Read();
        var webhooks = query.Webhook is { } one ? [one] : store.Webhooks.Numbers(snapshot);
        var found = webhooks.SelectMany(webhook => store.DeliveryLists.Of(snapshot, webhook, filter, place, limit + 1))
            .OrderByDescending(listed => listed.Delivery.CreatedAt).ThenBy(listed => listed.Delivery.Key.Item).ThenBy(listed => listed.Delivery.Key.Webhook)
            .Take(limit + 1).ToList();
        var last = found.Count > limit ? found[limit - 1].Delivery : null;
        return TypedResults.Ok(new DeliveryList([.. found.Take(limit).Select(listed => DeliveryViews.View(listed))], last is null ? null : Paging.Cursor(last.CreatedAt, DeliveryViews.Id(last.Key))));
    }

    private static IResult Get(string id, Store store)
    {
        using var snapshot = store.Read();
        return DeliveryViews.TryReadId(id, out var key) && DeliveryViews.Whole(store, snapshot, key) is { } view ? TypedResults.Ok(view) : NoDelivery();
    }

    private static async Task<IResult> Redeliver(string id, Store store, Bell bell, TimeProvider clock)
    {
        if (!DeliveryViews.TryReadId(id, out var key)) return NoDelivery();
        var state = await store.WriteAsync(tx =>
        {
            if (store.Deliveries.Find(tx, key) is null) return (WebhookState?)null;
            if (store.Webhooks.Find(tx, key.Webhook) is not { State: WebhookState.Active }) return WebhookState.Disabled;
            store.Deliveries.Restart(tx, key, Now(clock));
            return WebhookState.Active;
        });
        if (state is null) return NoDelivery();
        if (state == WebhookState.Disabled) return NotActive();
        bell.Resume(key.Webhook);
        using var snapshot = store.Read();
        return DeliveryViews.Whole(store, snapshot, key) is { } view ? TypedResults.Accepted($"/api/deliveries/{id}", view) : NoDelivery();
    }

    private static async Task<IResult> RedeliverPeriod(Redelivery asked, Store store, Bell bell, TimeProvider clock)
    {
        var (from, to) = (asked.From.ToUnixTimeMilliseconds(), asked.To.ToUnixTimeMilliseconds());
        if (from >= to) return Problem.Result(400, "period-empty", "A period ends after it begins.");
        using (var snapshot = store.Read())
        {
            if (store.Webhooks.Find(snapshot, asked.Webhook) is not { } webhook) return WebhookEndpoints.NoWebhook();
            if (webhook.State != WebhookState.Active) return NotActive();
        }
        var count = 0;
        DeliveryPlace? place = null;
        for (var more = true; more;)
        {
            var restarted = await store.WriteAsync(tx =>
            {
                var found = store.DeliveryLists.MadeBetween(tx, asked.Webhook, from, to, place, RestartedAtOnce);
                place = found.Count > 0 ? found[^1] : place;
                more = found.Count == RestartedAtOnce;
                return found.Count(made => IsMeant(store.Deliveries.Find(tx, made.Key), asked.FailedOnly) && store.Deliveries.Restart(tx, made.Key, Now(clock)));
            });
            count += restarted;
        }
        bell.Resume(asked.Webhook);
        return TypedResults.Accepted((string?)null, new Redelivered(count));
    }

    /// <summary>A ping was for the one who asked for it then.</summary>
    private static bool IsMeant(StoredDelivery? delivery, bool failedOnly) => delivery is not null && (!failedOnly || delivery.State == DeliveryState.Failed);

    /// <summary>The member that is not as it should be; null when all are.</summary>
    private static string? Filter(DeliveryQuery query, out DeliveryFilter filter)
    {
        filter = new DeliveryFilter(null, null, null, null, null);
        if (query.State is { } state)
        {
            if (!Enum.TryParse<DeliveryState>(state, ignoreCase: true, out var read) || !char.IsLetter(state[0])) return "state";
            filter = filter with { State = read };
        }
        if (query.Type is { } type)
        {
            if (MessageTypes.Find(type) is not { } read) return "type";
            filter = filter with { Type = read };
        }
        if (query.Subject is { } subject)
        {
            if (!StreamId.TryParse(subject, out var read)) return "subject";
            filter = filter with { Subject = read };
        }
        if (query.From is { } from)
        {
            if (!Instants.TryRead(from, out var read)) return "from";
            filter = filter with { From = read };
        }
        if (query.To is { } to)
        {
            if (!Instants.TryRead(to, out var read)) return "to";
            filter = filter with { To = read };
        }
        return null;
    }

    private static long Now(TimeProvider clock) => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static IResult NoDelivery() => Problem.Result(404, "no-delivery", "There is no such delivery, or it was deleted since.");

    private static IResult NotActive() => Problem.Result(409, "webhook-not-active", "The webhook is disabled or removed. Enable it first.");
}
