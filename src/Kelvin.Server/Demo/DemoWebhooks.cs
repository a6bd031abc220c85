using Kelvin.Server.Actions;
using Kelvin.Storage;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Demo;

/// <summary>
/// Who listens to the demo: its sales desk, to two webhooks. They were added two weeks ago, so there is something to see at once, and
/// not the messages of a whole year to be sent.
/// </summary>
internal static class DemoWebhooks
{
    public const int DaysOld = 14;

    private const string FromTheStages = "Sales desk: leads", FromAccounts = "Sales desk: accounts";

    /// <summary>Until the sales desk is there nobody is called.</summary>
    private static readonly Uri Nowhere = new("http://127.0.0.1:9/");

    public static void Add(Store store, Session tx, long now)
    {
        foreach (var webhook in Both(now)) store.Webhooks.Add(tx, webhook.Write(), Site.Company, now);
    }

    /// <summary>Points them to where the sales desk is this time, and gives their secrets.</summary>
    public static Task<IReadOnlyList<string>> PointTo(Store store, Uri desk, long now) => store.WriteAsync<IReadOnlyList<string>>(tx =>
    {
        var there = store.Webhooks.All(tx).ToDictionary(stored => stored.Webhook, stored => WebhookDocument.Read(stored.Document));
        foreach (var wanted in Both(now).Where(wanted => there.Values.All(webhook => webhook.Name != wanted.Name)))
        {
            var added = store.Webhooks.Add(tx, wanted.Write(), Site.Company, now);
            there.Add(added.Webhook, wanted);
        }
        var secrets = new List<string>();
        foreach (var (number, webhook) in there.Where(pair => pair.Value.Name is FromTheStages or FromAccounts))
        {
            store.Webhooks.Change(tx, number, (webhook with { Url = desk.AbsoluteUri }).Write());
            secrets.AddRange(webhook.Secrets.Select(secret => secret.Secret));
        }
        return secrets;
    });

    private static IEnumerable<WebhookDocument> Both(long now)
    {
        yield return Make(FromTheStages, now, ["lead.stage_changed", "lead.erased"], new MessageFilter(Directions: ["up"], Stages: ["MQL", "SQL", "Opportunity", "Customer"]));
        yield return Make(FromAccounts, now, ["account.crossing"], new MessageFilter(Plans: ["account-readiness"], Kinds: ["verdict"], Directions: ["up"]));
    }

    private static WebhookDocument Make(string name, long now, IReadOnlyList<string> events, MessageFilter filter) => new(
        Nowhere.AbsoluteUri, name, events, filter, WebhookFormat.Standard, FirstTimeOnly: false, CoolDown: 0, RearmDistance: 0, [new SigningSecret(WebhookSecret.New(), now, null)]);
}
