using System.Globalization;
using Kelvin.Storage;
using Kelvin.Storage.Actions;

namespace Kelvin.Server.Actions.Mail;

/// <summary>
/// Who gets mails. Each is kept beside the webhooks, with a number of its own: so their messages are delivered, tried again, logged
/// and sent once more by the same machinery.
/// </summary>
internal sealed class Recipients(Store store)
{
    public const string UserPrefix = "user:";

    public static string Of(int user) => string.Create(CultureInfo.InvariantCulture, $"{UserPrefix}{user}");

    /// <summary>The number of the recipient; made when it is the first mail to them.</summary>
    /// <param name="recipient">A user as <c>user:3</c>, or an address.</param>
    public int NumberOf(Session tx, string recipient, long now)
    {
        if (store.Webhooks.NumberOf(tx, recipient) is { } known) return known;
        var document = new WebhookDocument("mailto:" + recipient, recipient, [], new MessageFilter(), WebhookFormat.Mail, false, 0, 0, []);
        return store.Webhooks.Add(tx, document.Write(), "Kelvin", now, recipient).Webhook;
    }
}
