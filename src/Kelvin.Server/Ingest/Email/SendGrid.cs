using System.Security.Cryptography;
using System.Text;
using Kelvin.Scoring.Values;
using Microsoft.AspNetCore.Http;
using static Kelvin.Server.Ingest.Email.Reported;

namespace Kelvin.Server.Ingest.Email;

/// <summary>SendGrid's event webhook: an array of events, signed with ECDSA.</summary>
internal static class SendGrid
{
    private const string Name = "sendgrid";
    private const string SignatureHeader = "X-Twilio-Email-Event-Webhook-Signature", TimestampHeader = "X-Twilio-Email-Event-Webhook-Timestamp";

    /// <summary>Longer ids would be too long with our prefix.</summary>
    private const int LongestId = 80;

    public static IReadOnlyList<Value>? Items(Value body) => body.Kind == ValueKind.Array ? body.AsArray.ToArray() : null;

    public static Reported Read(Value item)
    {
        if (item.Kind != ValueKind.Object) return CallProblem.NotAnObject;
        if (Text(item, "event") is not { } what) return CallProblem.ReportEventMissing;
        var name = what switch
        {
            "delivered" => EmailEvent.Delivered,
            "bounce" => EmailEvent.Bounced,
            "open" => EmailEvent.Opened,
            "click" => EmailEvent.LinkClicked,
            "spamreport" => EmailEvent.MarkedAsSpam,
            "unsubscribe" or "group_unsubscribe" => EmailEvent.Unsubscribed,
            _ => null,
        };
        if (name is null) return what is "processed" or "deferred" or "dropped" or "group_resubscribe" ? OfNoAccount : CallProblem.ReportEventUnknown;
        if (Text(item, "email") is not { } recipient) return CallProblem.ReportRecipientMissing;
        if (!TryReadTime(item["timestamp"], out var at)) return CallProblem.TimestampUnreadable;
        var category = item["category"] is { Kind: ValueKind.Array } several ? several.AsArray.ToArray().Select(one => one.Kind == ValueKind.Text ? one.AsText : null).FirstOrDefault() : Text(item, "category");
        return new EmailEvent(Name, name, recipient, at, IdOf(item, what, recipient))
        {
            IsMachine = item["sg_machine_open"].Kind == ValueKind.True,
            UserAgent = Text(item, "useragent"),
            Properties =
            [
                ("email_id", Text(item, "sg_message_id")), ("campaign_id", Text(item, "singlesend_id")), ("campaign_name", Text(item, "singlesend_name") ?? category),
                ("link_url", Text(item, "url")), ("list_id", Text(item, "asm_group_id")), ("bounce_type", name == EmailEvent.Bounced ? Text(item, "type") : null), ("reason", Text(item, "reason")),
            ],
        };
    }

    /// <summary>Whether one of the keys signed the request. Without keys nobody is asked for a signature.</summary>
    public static bool IsSigned(HttpRequest request, ReadOnlyMemory<byte> body, IngestSettings settings)
    {
        if (settings.SendGridPublicKeys.Count == 0) return true;
        var signature = new byte[200];
        if (!Convert.TryFromBase64String(request.Headers[SignatureHeader].ToString(), signature, out var length)) return false;
        byte[] signed = [.. Encoding.UTF8.GetBytes(request.Headers[TimestampHeader].ToString()), .. body.Span];
        return settings.SendGridPublicKeys.Any(key =>
        {
            using var verifier = Verifier(key);
            return verifier?.VerifyData(signed, signature.AsSpan(0, length), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence) == true;
        });
    }

    /// <summary>Null for what is no public key as SendGrid shows it: base64 of its DER.</summary>
    public static ECDsa? Verifier(string key)
    {
        var verifier = ECDsa.Create();
        try
        {
            verifier.ImportSubjectPublicKeyInfo(Convert.FromBase64String(key), out _);
            return verifier;
        }
        catch (Exception fault) when (fault is FormatException or CryptographicException)
        {
            verifier.Dispose();
            return null;
        }
    }

    private static string IdOf(Value item, string what, string recipient) => Text(item, "sg_event_id") is { Length: <= LongestId } id
        ? $"{Name}-{id}"
        : EmailEvent.IdOf(Name, Text(item, "sg_event_id"), what, recipient, Text(item, "timestamp"), Text(item, "sg_message_id"), Text(item, "url"));

    /// <summary>Seconds since 1970.</summary>
    private static bool TryReadTime(Value value, out long? at)
    {
        at = null;
        if (value.IsMissingOrNull) return true;
        if (value.Kind != ValueKind.Number || value.AsNumber * 1000 is not (> 0 and < Dates.Last)) return false;
        at = (long)(value.AsNumber * 1000);
        return true;
    }
}
