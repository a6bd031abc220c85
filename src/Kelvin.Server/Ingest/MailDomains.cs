using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Kelvin.Scoring.Timelines;
using Kelvin.Storage.Ingest;

namespace Kelvin.Server.Ingest;

/// <summary>Which company an e-mail address speaks for, by its domain; none where anybody may have a mailbox (decision 0230).</summary>
internal sealed class MailDomains
{
    private const string MessagePrefix = "domain-of:";

    private static readonly ConditionalWeakTable<IngestSettings, MailDomains> Known = [];
    private static readonly string[] FreeMail = ReadFreeMail();

    private readonly FrozenSet<string> free;

    private MailDomains(IngestSettings settings) => free = FreeMail.Concat(settings.FreeMailDomains.Select(domain => domain.Trim().ToLowerInvariant())).ToFrozenSet(StringComparer.Ordinal);

    public static MailDomains Of(IngestSettings settings) => Known.GetValue(settings, given => new MailDomains(given));

    /// <summary>The domain of an address that is an identity (lower case); null where it is no company's.</summary>
    public string? CompanyOf(string email)
    {
        var domain = email[(email.LastIndexOf('@') + 1)..];
        return domain.Length < email.Length && domain.Contains('.') && !free.Contains(domain) ? domain : null;
    }

    /// <summary>The group call that follows from an identify call with an address of a company; null where none does.</summary>
    public InboxItem? BindingOf(in Call call, InboxItem item)
    {
        if (call.Type != CallType.Identify || call.Email.IsEmpty) return null;
        var email = Call.Text(call.Email);
        if (CompanyOf(email) is not { } domain) return null;
        return Binding(TextOrNull(call.UserId), TextOrNull(call.AnonymousId), email, MessageIdOf(item.MessageId ?? Call.Text(call.MessageId)), item.Timestamp, domain);
    }

    /// <summary>The id of the call that follows from another: always the same, so that it counts once.</summary>
    public static string MessageIdOf(string messageId) => MessagePrefix
        + (MessagePrefix.Length + messageId.Length <= CallReader.MaxMessageIdLength ? messageId : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(messageId)).AsSpan(0, 16)));

    /// <summary>A group call that binds whoever has these names to the account of a domain.</summary>
    public static InboxItem Binding(string? userId, string? anonymousId, string email, string messageId, long? timestamp, string domain) =>
        new(WrittenCall.Group(userId, anonymousId, userId is null && anonymousId is null ? email : null, messageId, timestamp, AccountHistory.DomainPrefix + domain, domain), (byte)CallType.Group, timestamp);

    private static string? TextOrNull(ReadOnlySpan<byte> utf8) => utf8.IsEmpty ? null : Call.Text(utf8);

    private static string[] ReadFreeMail()
    {
        using var lines = new StreamReader(typeof(MailDomains).Assembly.GetManifestResourceStream("free-mail.txt")!);
        return [.. lines.ReadToEnd().Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')];
    }
}
