using System.ComponentModel;
using Kelvin.Server.Access;
using Kelvin.Storage.Actions;

namespace Kelvin.Server.Actions;

internal sealed record NewWebhook(
    [property: Description("https, a public host, port 443 or 8443 unless the server says otherwise.")] string Url,
    [property: Description("lead.crossing, lead.stage_changed, account.crossing, lead.erased; none where only automations send to it.")] IReadOnlyList<string> Events,
    string? Name = null,
    [property: Description("standard (the default), cloudevents or slack.")] WebhookFormat Format = WebhookFormat.Standard,
    [property: Description("Which of these messages; all when it is missing.")] MessageFilter? Filter = null,
    [property: Description("Tell of each line of each lead once only.")] bool FirstTimeOnly = false,
    [property: Description("After a message none about the same line of the same lead for so long, such as 7d.")] string? CoolDown = null,
    [property: Description("Announce a line upwards again only after the score fell so many points below it.")] long RearmDistance = 0,
    [property: Description("whsec_ and 24 to 64 bytes in base64. Made when missing.")] string? Secret = null);

/// <summary>What is missing stays as it is.</summary>
internal sealed record WebhookChange(
    string? Url = null, IReadOnlyList<string>? Events = null, string? Name = null, WebhookFormat? Format = null, MessageFilter? Filter = null,
    bool? FirstTimeOnly = null, [property: Description("0s for none.")] string? CoolDown = null, long? RearmDistance = null,
    [property: Description("active or disabled.")] WebhookState? State = null);

internal sealed record SecretView([property: Description("The end of the secret.")] string Hint, DateTimeOffset CreatedAt, [property: Description("Until when it still signs; null: until it is replaced.")] DateTimeOffset? Until);

internal sealed record WebhookView(
    int Id, string Url, string Name, IReadOnlyList<string> Events, WebhookFormat Format, MessageFilter Filter, bool FirstTimeOnly, string? CoolDown, long RearmDistance,
    WebhookState State, [property: Description("Why it is disabled: person, gone (it answered 410) or failing (for days every attempt failed); none when it is active.")] DisabledBecause Reason,
    DateTimeOffset StateAt, [property: Description("The first failure after the last success.")] DateTimeOffset? FailingSince,
    IReadOnlyList<SecretView> Secrets, DateTimeOffset CreatedAt, string CreatedBy,
    [property: Description("Only in the answer that made it. Shown once.")] string? Secret = null);

internal sealed record WebhookList(IReadOnlyList<WebhookView> Items, string? NextCursor);

internal sealed record Rotation(
    [property: Description("The new secret; made when missing.")] string? Secret = null,
    [property: Description("How many hours the old secret goes on signing; 0 to 720, 24 unless the server says otherwise.")] int? KeepHours = null);

internal static class WebhookViews
{
    public static WebhookView View(Webhook webhook, long now, string? secret = null)
    {
        var (document, stored) = (webhook.Document, webhook.Stored);
        return new WebhookView(
            webhook.Number, document.Url, document.Name, document.Events, document.Format, document.Filter, document.FirstTimeOnly,
            document.CoolDown == 0 ? null : WebhookWishes.DurationText(document.CoolDown), document.RearmDistance,
            stored.State, stored.Reason, Instants.Of(stored.StateAt), Instants.Of(stored.FailingSince),
            [.. document.Secrets.Where(kept => kept.Until is not { } until || now < until).Select(kept => new SecretView(Secrets.Hint(kept.Secret), Instants.Of(kept.CreatedAt), Instants.Of(kept.Until)))],
            Instants.Of(stored.CreatedAt), stored.CreatedBy, secret);
    }
}
