using System.Globalization;
using Kelvin.Scoring.Values;
using static Kelvin.Server.Ingest.Email.Reported;

namespace Kelvin.Server.Ingest.Email;

/// <summary>Postmark's webhooks: one object a request, not signed; the key in their address proves where they come from.</summary>
internal static class Postmark
{
    private const string Name = "postmark";

    /// <summary>What Postmark counts among bounces though the message arrived, or may still.</summary>
    private static readonly string[] NoBounces = ["AutoResponder", "AddressChange", "Subscribe", "ChallengeVerification", "OpenRelayTest", "Transient"];

    public static IReadOnlyList<Value>? Items(Value body) => body.Kind == ValueKind.Object ? [body] : null;

    public static Reported Read(Value item)
    {
        if (Text(item, "RecordType") is not { } what) return CallProblem.ReportEventMissing;
        var kind = Text(item, "Type");
        var (name, time) = what switch
        {
            "Delivery" => (EmailEvent.Delivered, "DeliveredAt"),
            "Open" => (EmailEvent.Opened, "ReceivedAt"),
            "Click" => (EmailEvent.LinkClicked, "ReceivedAt"),
            "Bounce" => (kind == "Unsubscribe" ? EmailEvent.Unsubscribed : EmailEvent.Bounced, "BouncedAt"),
            "SpamComplaint" => (EmailEvent.MarkedAsSpam, "BouncedAt"),
            "SubscriptionChange" => (EmailEvent.Unsubscribed, "ChangedAt"),
            _ => ("", ""),
        };
        if (name.Length == 0) return CallProblem.ReportEventUnknown;
        if (what == "Bounce" && NoBounces.Contains(kind)) return OfNoAccount;
        // Whom Postmark itself no longer writes to, after a bounce say, has not unsubscribed.
        if (what == "SubscriptionChange" && (item["SuppressSending"].Kind != ValueKind.True || Text(item, "SuppressionReason") is not (null or "ManualSuppression"))) return OfNoAccount;
        if ((Text(item, "Recipient") ?? Text(item, "Email")) is not { } recipient) return CallProblem.ReportRecipientMissing;
        if (!TryReadTime(Text(item, time), out var at)) return CallProblem.TimestampUnreadable;
        var link = Text(item, "OriginalLink");
        return new EmailEvent(Name, name, recipient, at, EmailEvent.IdOf(Name, Text(item, "MessageID"), what, recipient, Text(item, time), link))
        {
            UserAgent = Text(item, "UserAgent"),
            Properties =
            [
                ("email_id", Text(item, "MessageID")), ("email_subject", Text(item, "Subject")), ("campaign_name", Text(item, "Tag")), ("link_url", link),
                ("list_id", Text(item, "MessageStream")), ("bounce_type", name == EmailEvent.Bounced ? kind : null), ("reason", Text(item, "Description")),
            ],
        };
    }

    private static bool TryReadTime(string? text, out long? at)
    {
        at = null;
        if (text is null) return true;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read)) return false;
        at = read.ToUnixTimeMilliseconds();
        return true;
    }
}
