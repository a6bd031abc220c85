using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kelvin.Scoring.Values;

namespace Kelvin.Server.Ingest.Email;

/// <summary>What became of an e-mail, in the words of Segment's e-mail specification.</summary>
/// <param name="Name">Such as <c>Email Opened</c>.</param>
/// <param name="Recipient">The address; whoever has it is the lead.</param>
/// <param name="At">Milliseconds since 1970; null: on receipt.</param>
/// <param name="MessageId">The same whenever the provider reports the same thing again.</param>
internal sealed record EmailEvent(string Provider, string Name, string Recipient, long? At, string MessageId)
{
    public const string Delivered = "Email Delivered", Bounced = "Email Bounced", Opened = "Email Opened", LinkClicked = "Email Link Clicked", MarkedAsSpam = "Email Marked as Spam", Unsubscribed = "Unsubscribed";

    /// <summary>The provider knows that no person did it.</summary>
    public bool IsMachine { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>Members of <c>properties</c>; those without a value are left out.</summary>
    public IReadOnlyList<(string Name, string? Value)> Properties { get; init; } = [];

    /// <summary>An id of such a length as messageIds may have, from whatever tells one report from another.</summary>
    public static string IdOf(string provider, params ReadOnlySpan<string?> parts) =>
        provider + "-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts!))).AsSpan(0, 16));

    /// <summary>As a track call.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "track");
        json.WriteString("event", Name);
        json.WriteString("messageId", MessageId);
        if (At is { } at) json.WriteString("timestamp", Dates.ToText(at));
        if (IsMachine) json.WriteBoolean("machine", true);
        json.WriteStartObject("context");
        json.WriteStartObject("traits");
        json.WriteString("email", Recipient);
        json.WriteEndObject();
        json.WriteStartObject("library");
        json.WriteString("name", Provider);
        json.WriteEndObject();
        if (UserAgent is not null) json.WriteString("userAgent", UserAgent);
        json.WriteEndObject();
        json.WriteStartObject("properties");
        foreach (var (name, value) in Properties)
        {
            if (!string.IsNullOrEmpty(value)) json.WriteString(name, value);
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
