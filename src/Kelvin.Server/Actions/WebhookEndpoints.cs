using System.ComponentModel;
using Kelvin.Server.Access;
using Kelvin.Server.Actions.Outgoing;
using Kelvin.Storage;
using Kelvin.Storage.Actions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Actions;

/// <summary>Who listens: the management of webhooks.</summary>
internal static class WebhookEndpoints
{
    private static readonly TimeSpan LookUpPatience = TimeSpan.FromSeconds(3);

    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        var webhooks = routes.MapGroup("/api/webhooks").WithTags("Webhooks");
        webhooks.MapGet("", List).WithSummary("All webhooks, without their secrets");
        webhooks.MapPost("", Add).WithSummary("Add a webhook; its secret is shown once").Produces<WebhookView>(201).ProducesProblem(409).ProducesProblem(422);
        webhooks.MapGet("/{id:int}", Get).WithSummary("A webhook, without its secrets").Produces<WebhookView>(200).ProducesProblem(404);
        webhooks.MapPatch("/{id:int}", Change).WithSummary("Change a webhook, or enable or disable it").Produces<WebhookView>(200).ProducesProblem(404).ProducesProblem(422);
        webhooks.MapDelete("/{id:int}", Delete).WithSummary("Remove a webhook; what waits for it is not sent").Produces(204).ProducesProblem(404);
        webhooks.MapPost("/{id:int}/rotate", Rotate).WithSummary("Give a webhook a new secret, shown once; for a while the old one signs too").Produces<WebhookView>(200).ProducesProblem(404).ProducesProblem(422);
        webhooks.MapPost("/{id:int}/ping", Ping).WithSummary("Send a ping now, and say how it went").Produces<DeliveryView>(200).ProducesProblem(404).ProducesProblem(429);
    }

    private static Ok<WebhookList> List(Store store, WebhookBook book, TimeProvider clock)
    {
        using var snapshot = store.Read();
        var now = Now(clock);
        return TypedResults.Ok(new WebhookList([.. book.All(snapshot).Where(webhook => !webhook.IsMail).Select(webhook => WebhookViews.View(webhook, now))], null));
    }

    private static IResult Get(int id, Store store, TimeProvider clock)
    {
        using var snapshot = store.Read();
        return store.Webhooks.Find(snapshot, id) is { } stored ? TypedResults.Ok(WebhookViews.View(new Webhook(stored), Now(clock))) : NoWebhook();
    }

    private static async Task<IResult> Add(NewWebhook asked, Store store, Guard guard, WebhookSettings settings, TimeProvider clock, HttpContext http)
    {
        var now = Now(clock);
        var secret = asked.Secret ?? WebhookSecret.New();
        var document = new WebhookDocument(
            asked.Url.Trim(), asked.Name?.Trim() ?? "", [.. asked.Events], asked.Filter ?? new MessageFilter(), asked.Format,
            asked.FirstTimeOnly, WebhookWishes.ReadDuration(asked.CoolDown), asked.RearmDistance, [new SigningSecret(secret, now, null)]);
        if (await Refusal(document, checkAddress: true, guard, settings, http) is { } refusal) return refusal;
        var added = await store.WriteAsync(tx => store.Webhooks.All(tx).Count(stored => !new Webhook(stored).IsMail) < settings.WebhooksMost ? store.Webhooks.Add(tx, document.Write(), http.Member().Name, now) : null);
        return added is null
            ? Problem.Result(409, "too-many", $"There are {settings.WebhooksMost} webhooks already (Kelvin__Webhooks__WebhooksMost).")
            : TypedResults.Created($"/api/webhooks/{added.Webhook}", WebhookViews.View(new Webhook(added), now, secret));
    }

    private static async Task<IResult> Change(int id, WebhookChange asked, Store store, Guard guard, WebhookSettings settings, Bell bell, TimeProvider clock, HttpContext http)
    {
        if (Find(store, id) is not { } before) return NoWebhook();
        if (await Refusal(Changed(before.Document, asked), checkAddress: asked.Url is not null, guard, settings, http) is { } refusal) return refusal;
        var after = await store.WriteAsync(tx =>
        {
            if (store.Webhooks.Find(tx, id) is not { } current) return null;
            // Once more, from what it is now: another may have changed it meanwhile.
            store.Webhooks.Change(tx, id, Changed(WebhookDocument.Read(current.Document), asked).Write());
            if (asked.State is { } state && state != current.State)
                store.Webhooks.SetState(tx, id, state, state == WebhookState.Active ? DisabledBecause.None : DisabledBecause.Person, Now(clock));
            return store.Webhooks.Find(tx, id);
        });
        if (after is null) return NoWebhook();
        bell.Resume(id);
        return TypedResults.Ok(WebhookViews.View(new Webhook(after), Now(clock)));
    }

    private static async Task<IResult> Delete(int id, Store store, TimeProvider clock)
    {
        var deleted = await store.WriteAsync(tx =>
        {
            if (!store.Webhooks.Delete(tx, id, Now(clock))) return false;
            store.Deliveries.Abandon(tx, id);
            return true;
        });
        return deleted ? TypedResults.NoContent() : NoWebhook();
    }

    private static async Task<IResult> Rotate(int id, Rotation? asked, Store store, WebhookSettings settings, TimeProvider clock)
    {
        var now = Now(clock);
        var secret = asked?.Secret ?? WebhookSecret.New();
        var keep = asked?.KeepHours ?? settings.RotationHours;
        if (!WebhookSecret.IsOne(secret)) return Invalid([new WebhookProblem("secret", "A secret is whsec_ and 24 to 64 bytes in base64.")]);
        if (keep is < 0 or > 720) return Invalid([new WebhookProblem("keepHours", "The old secret may be kept for 0 to 720 hours.")]);
        var after = await store.WriteAsync(tx =>
        {
            if (store.Webhooks.Find(tx, id) is not { } current) return null;
            var document = WebhookDocument.Read(current.Document);
            // Two at most: the new one, and the one that it replaces.
            var old = document.Secrets[0] with { Until = now + (keep * 3_600_000L) };
            store.Webhooks.Change(tx, id, (document with { Secrets = keep == 0 ? [new SigningSecret(secret, now, null)] : [new SigningSecret(secret, now, null), old] }).Write());
            return store.Webhooks.Find(tx, id);
        });
        return after is null ? NoWebhook() : TypedResults.Ok(WebhookViews.View(new Webhook(after), now, secret));
    }

    private static async Task<IResult> Ping(int id, Store store, Pinger pinger, HttpContext http)
    {
        if (Find(store, id) is not { } webhook) return NoWebhook();
        if (await pinger.PingAsync(webhook, http.RequestAborted) is not { } delivery) return Problem.Result(429, "pings-under-way", "Other pings are still under way; try again in a moment.");
        using var snapshot = store.Read();
        return TypedResults.Ok(DeliveryViews.Whole(store, snapshot, delivery));
    }

    private static WebhookDocument Changed(WebhookDocument document, WebhookChange asked) => document with
    {
        Url = asked.Url?.Trim() ?? document.Url,
        Name = asked.Name?.Trim() ?? document.Name,
        Events = asked.Events ?? document.Events,
        Format = asked.Format ?? document.Format,
        Filter = asked.Filter ?? document.Filter,
        FirstTimeOnly = asked.FirstTimeOnly ?? document.FirstTimeOnly,
        CoolDown = asked.CoolDown is null ? document.CoolDown : WebhookWishes.ReadDuration(asked.CoolDown),
        RearmDistance = asked.RearmDistance ?? document.RearmDistance,
    };

    /// <summary>Tells at once what would fail at every attempt. A name that cannot be looked up now may be there tomorrow, so it is let through; what counts is the check at connect.</summary>
    private static async Task<IResult?> Refusal(WebhookDocument document, bool checkAddress, Guard guard, WebhookSettings settings, HttpContext http)
    {
        var problems = WebhookWishes.Problems(document, settings);
        if (problems.Count == 0 && checkAddress && Destination.Problem(document.Url, settings, out var url) is null)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
            patience.CancelAfter(LookUpPatience);
            try
            {
                await guard.AddressesOf(url!.IdnHost, patience.Token);
            }
            catch (AddressRefusedException)
            {
                problems.Add(new WebhookProblem("url", "The host is in a private network, or is this machine, or is no host at all. Kelvin__Webhooks__AllowPrivateNetworks=true lets private networks be called."));
            }
            catch (Exception fault) when (fault is NameUnknownException or OperationCanceledException)
            {
            }
        }
        return problems.Count == 0 ? null : Invalid(problems);
    }

    private static IResult Invalid(List<WebhookProblem> problems) => Problem.Result(422, "webhook-invalid", problems[0].Message, json =>
    {
        json.WriteStartArray("problems");
        foreach (var problem in problems)
        {
            json.WriteStartObject();
            json.WriteString("path", problem.Path);
            json.WriteString("message", problem.Message);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private static Webhook? Find(Store store, int id)
    {
        using var snapshot = store.Read();
        return store.Webhooks.Find(snapshot, id) is { } stored ? new Webhook(stored) : null;
    }

    private static long Now(TimeProvider clock) => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public static IResult NoWebhook() => Problem.Result(404, "no-webhook", "There is no such webhook.");
}
