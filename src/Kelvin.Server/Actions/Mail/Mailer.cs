using System.Diagnostics;
using System.Net;
using System.Net.Mail;
using System.Security.Authentication;
using System.Text;
using Kelvin.Server.Actions.Outgoing;
using Kelvin.Server.Settings;
using Kelvin.Storage;
using Kelvin.Storage.Actions;

namespace Kelvin.Server.Actions.Mail;

/// <summary>One mail, with one message or several.</summary>
/// <param name="Id">Fixed when its messages were put together: the same at every attempt.</param>
internal sealed record MailDraft(string Id, string To, string Subject, string Text);

/// <summary>Hands mails to the deployment's mail server, by SMTP. Plain text only; what strangers wrote can end no line of a header.</summary>
internal sealed class Mailer(MailSettings settings, KelvinSettings kelvin, Store store)
{
    private const int AnswerCharacters = 1_024;

    /// <summary>The mail of some messages; null where there is nobody any more to get it.</summary>
    /// <param name="recipient">A user as <c>user:3</c>, or an address.</param>
    public MailDraft? Draft(Session session, string recipient, StreamId batch, int number, IReadOnlyList<(StoredMessage Message, byte[] Data)> messages)
    {
        if (AddressOf(session, recipient) is not { } address) return null;
        var notices = messages.Select(one => Notice.Of(one.Message, one.Data, kelvin.PublicUrl)).ToList();
        var id = $"<{batch}.{number}@{new MailAddress(settings.From ?? "kelvin@localhost").Host}>";
        if (notices is [var only]) return new MailDraft(id, address, only.Subject, Signed(only.Text, only.Rule));
        var text = string.Join("\n", notices.Select(notice => $"{notice.Subject}\n{new string('-', Math.Min(70, notice.Subject.Length))}\n{notice.Text}"));
        return new MailDraft(id, address, $"{notices.Count} messages about your leads", Signed(text, null));
    }

    public async Task<Sent> SendAsync(MailDraft draft, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        int Elapsed() => (int)Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        if (!settings.IsSetUp) return new Sent(AttemptOutcome.NotConnected, null, 0, Encoding.UTF8.GetBytes("No mail server is set up (Kelvin__Mail__Host)."), null);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(settings.TimeoutSeconds));
        // One connection a mail: they are few, and a server that was away meanwhile is not met with an old one.
        using var smtp = new SmtpClient(settings.Host, settings.Port) { EnableSsl = settings.Security == MailSecurity.StartTls, DeliveryFormat = SmtpDeliveryFormat.SevenBit };
        if (settings.User is { Length: > 0 } user) smtp.Credentials = new NetworkCredential(user, settings.Password);
        try
        {
            using var mail = MailOf(draft);
            // What does not let itself be called off in time is left to itself.
            await smtp.SendMailAsync(mail, limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
            return new Sent(AttemptOutcome.Delivered, null, Elapsed(), null, null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new Sent(AttemptOutcome.TimedOut, null, Elapsed(), null, null);
        }
        catch (Exception fault) when (fault is SmtpException or IOException or AuthenticationException or FormatException or InvalidOperationException)
        {
            var status = fault is SmtpException { StatusCode: var code and > 0 } ? (int?)code : null;
            return new Sent(status is null ? OutcomeOf(fault) : AttemptOutcome.Refused, status, Elapsed(), Said(fault), null);
        }
    }

    private MailMessage MailOf(MailDraft draft)
    {
        var mail = new MailMessage(new MailAddress(settings.From!), new MailAddress(draft.To))
        {
            Subject = draft.Subject,
            SubjectEncoding = Encoding.UTF8,
            Body = draft.Text,
            BodyEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
            IsBodyHtml = false,
        };
        mail.Headers.Add("Message-ID", draft.Id);
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        return mail;
    }

    private string? AddressOf(Session session, string recipient)
    {
        if (!recipient.StartsWith(Recipients.UserPrefix, StringComparison.Ordinal)) return recipient;
        return int.TryParse(recipient[Recipients.UserPrefix.Length..], out var user) && store.Users.Find(session, user) is { RemovedAt: null } found ? found.Email : null;
    }

    private static string Signed(string text, string? rule) => text + "\n-- \n" + (rule is null ? "Kelvin" : $"Kelvin, because of the rule \"{rule}\"") + "\n";

    private static byte[] Said(Exception fault)
    {
        var said = string.Join(" ", fault.Message, fault.InnerException?.Message);
        return Encoding.UTF8.GetBytes(said.Length <= AnswerCharacters ? said : said[..AnswerCharacters]);
    }

    private static AttemptOutcome OutcomeOf(Exception fault)
    {
        for (var cause = fault; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException) return AttemptOutcome.NotTrusted;
        }
        return AttemptOutcome.NotConnected;
    }
}
