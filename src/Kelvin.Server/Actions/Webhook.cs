using System.Text.Json;
using System.Text.Json.Serialization;
using Kelvin.Storage.Actions;

namespace Kelvin.Server.Actions;

/// <summary>In what dress a message arrives.</summary>
internal enum WebhookFormat
{
    /// <summary>As the Standard Webhooks have it.</summary>
    Standard,

    /// <summary>As CloudEvents.</summary>
    Cloudevents,

    /// <summary>A text for people, as Slack's incoming webhooks and those who speak like them take it.</summary>
    Slack,

    /// <summary>A mail; of no webhook that somebody made.</summary>
    Mail,
}

/// <summary>Which messages somebody wants. What is empty or missing asks for nothing; what is there must all hold.</summary>
/// <param name="Stages">Only crossings of kind <c>stage</c> that lead to one of these.</param>
internal sealed record MessageFilter(
    IReadOnlyList<string>? Plans = null, IReadOnlyList<string>? Kinds = null, IReadOnlyList<string>? Directions = null, IReadOnlyList<string>? Stages = null)
{
    /// <summary>A message without a topic, such as that of an erasure, is for all who asked for its type.</summary>
    public bool Lets(Topic? topic) => topic is null
        || (Passes(Plans, topic.Plan) && Passes(Kinds, topic.Kind) && Passes(Directions, topic.Direction) && (Stages is not { Count: > 0 } || (topic.Kind == "stage" && Passes(Stages, topic.Line))));

    private static bool Passes(IReadOnlyList<string>? wanted, string? value) => wanted is not { Count: > 0 } || (value is not null && wanted.Contains(value, StringComparer.Ordinal));
}

/// <summary>A secret, and until when it signs; null: until it is replaced.</summary>
internal sealed record SigningSecret(string Secret, long CreatedAt, long? Until);

/// <summary>What is kept, sealed, of a webhook.</summary>
/// <param name="CoolDown">For so long after a message no other about the same line of the same lead, in milliseconds.</param>
/// <param name="RearmDistance">So many points a score must have fallen below a line before it is announced again.</param>
internal sealed record WebhookDocument(
    string Url, string Name, IReadOnlyList<string> Events, MessageFilter Filter, WebhookFormat Format,
    bool FirstTimeOnly, long CoolDown, long RearmDistance, IReadOnlyList<SigningSecret> Secrets)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Options);

    public static WebhookDocument Read(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize<WebhookDocument>(bytes, Options)!;
}

/// <summary>Someone who listens: where, to what, how.</summary>
internal sealed class Webhook(StoredWebhook stored)
{
    private readonly HashSet<MessageType> types = [.. WebhookDocument.Read(stored.Document).Events.Select(MessageTypes.Find).OfType<MessageType>()];

    public StoredWebhook Stored { get; } = stored;
    public int Number => Stored.Webhook;
    public WebhookDocument Document { get; } = WebhookDocument.Read(stored.Document);
    public Uri Url { get; } = new(WebhookDocument.Read(stored.Document).Url);
    public bool IsMail => Document.Format == WebhookFormat.Mail;

    public bool IsActive => Stored.State == WebhookState.Active;

    /// <summary>Whether it asked for a kind of message, before it is looked at how often it wants to be told.</summary>
    public bool Wants(StoredMessage message) => types.Contains(message.Type) && Document.Filter.Lets(message.Topic);

    /// <summary>Whether it wants to be told of the same line not each time.</summary>
    public bool IsSparing => Document.FirstTimeOnly || Document.CoolDown > 0 || Document.RearmDistance > 0;

    /// <summary>The secrets that sign at an instant, the newest first.</summary>
    public IEnumerable<string> SecretsAt(long now) => Document.Secrets.Where(secret => secret.Until is not { } until || now < until).Select(secret => secret.Secret);
}
