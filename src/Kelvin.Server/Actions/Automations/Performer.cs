using System.Globalization;
using System.Text;
using System.Text.Json;
using Kelvin.Scoring.Values;
using Kelvin.Server.Actions.Mail;
using Kelvin.Server.Actions.Tasks;
using Kelvin.Server.Api;
using Kelvin.Server.Ledgers;
using Kelvin.Storage;
using Kelvin.Storage.Actions;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Ingest;
using Kelvin.Storage.Leads;

namespace Kelvin.Server.Actions.Automations;

/// <summary>With whom, why and for whom something is done, in the transaction of what caused it.</summary>
/// <param name="Run">By which what is done is known again.</param>
internal sealed record Occasion(Session Tx, LeadReading Reading, StoredLead Lead, Automation Automation, StreamId Run, Reason Reason, long Now);

/// <summary>Does what rules and tracks ask for. Whatever it does stands or falls with the transaction; what leaves the house waits in the outbox.</summary>
internal sealed class Performer(Store store, Recipients recipients, TaskDesk desk, WebhookBook webhooks)
{
    private readonly HashSet<int> told = [];
    private readonly List<Action> afterwards = [];

    /// <summary>How a lead is moved to a stage: transaction, lead, stage, reason, who.</summary>
    public Func<Session, StreamId, string, string?, string, PersonMove?>? Move { get; set; }

    /// <summary>Says in few words what was done, or why nothing was.</summary>
    public string Do(ActionWish wish, Occasion on) => wish.Do switch
    {
        "mail" => Mail(wish, on),
        "webhook" => Webhook(wish, on),
        "trait" => Trait(on, wish.Name!, wish.Value ?? Value.Null),
        "addToList" => Trait(on, ListTrait(wish.List!), Value.Of(true)),
        "takeFromList" => Trait(on, ListTrait(wish.List!), Value.Null),
        "stage" => Move?.Invoke(on.Tx, on.Lead.Id, wish.Stage!, on.Reason.What, on.Automation.By) is { Move: not null } ? $"moved to {wish.Stage}" : $"not moved: there is no stage {wish.Stage}",
        "assign" => Assign(wish, on),
        "task" => desk.Make(on.Tx, on.Lead, wish.Kind ?? "call", wish.Title!, on.Reason, on.Automation.Number, on.Automation.By, on.Now) is null ? "no task: the lead is gone" : $"task: {wish.Title}",
        _ => "not known",
    };

    public static string ListTrait(string list) => "list_" + list;

    /// <summary>The slice is on disk. Gives the webhooks that have something to send.</summary>
    public IReadOnlyCollection<int> Done()
    {
        foreach (var action in afterwards) action();
        var due = told.ToArray();
        Undone();
        return due;
    }

    public void Undone()
    {
        afterwards.Clear();
        told.Clear();
    }

    private string Mail(ActionWish wish, Occasion on)
    {
        var to = RecipientsOf(wish.To ?? "owner", on);
        if (to.Count == 0 && wish.Otherwise is { } otherwise) to = RecipientsOf(otherwise, on);
        if (to.Count == 0) return "no mail: the lead is nobody's";
        Tell(wish, on, to.ConvertAll(recipient => recipients.NumberOf(on.Tx, recipient, on.Now)));
        return "mail to " + string.Join(", ", to);
    }

    private List<string> RecipientsOf(string to, Occasion on)
    {
        var owner = store.Owners.Of(on.Tx, on.Lead);
        if (to == "owner") return owner?.User is { } user ? Alive(on.Tx, [user]) : owner?.Team is { } shared ? Alive(on.Tx, store.Teams.Find(on.Tx, shared)?.Members ?? []) : [];
        if (NumberOf(to, Recipients.UserPrefix) is { } one) return Alive(on.Tx, [one]);
        return NumberOf(to, "team:") is { } team ? Alive(on.Tx, store.Teams.Find(on.Tx, team)?.Members ?? []) : [to];
    }

    private List<string> Alive(Session tx, IEnumerable<int> users) => [.. users.Where(user => store.Users.Find(tx, user) is { RemovedAt: null }).Select(Recipients.Of)];

    private string Webhook(ActionWish wish, Occasion on)
    {
        if (webhooks.All(on.Tx).FirstOrDefault(webhook => webhook.Number == wish.Webhook && !webhook.IsMail) is not { } webhook) return $"not sent: there is no webhook {wish.Webhook}";
        Tell(wish, on, [webhook.Number]);
        return string.Create(CultureInfo.InvariantCulture, $"sent to webhook {webhook.Number}");
    }

    private void Tell(ActionWish wish, Occasion on, IReadOnlyList<int> listeners)
    {
        var summary = LeadViews.Stored(on.Reading, on.Lead);
        var id = OutboxItem.NewId(on.Lead.Id, on.Now);
        var data = JsonSerializer.SerializeToUtf8Bytes(new
        {
            id = id.ToString(),
            automation = new { id = on.Automation.Number, name = on.Automation.Name, version = on.Automation.Version },
            lead = Face.Of(summary.Id, summary.UserId, summary.Email, summary.Traits),
            stage = on.Lead.Stage,
            reason = on.Reason,
            note = wish.Note,
            at = Dates.ToText(on.Now),
        }, Reason.Options);
        store.Outbox.Append(on.Tx, new OutboxItem(id, MessageType.LeadAction, on.Lead.Id, on.Now, on.Now, null, data));
        store.Outbox.Routed(on.Tx, id, on.Now);
        foreach (var listener in listeners)
        {
            store.Deliveries.Add(on.Tx, new DeliveryKey(id, listener), on.Now, on.Now);
            told.Add(listener);
        }
    }

    /// <summary>A trait is said by an event, as everything is that is known of a lead: it can be explained, and is in the export.</summary>
    private string Trait(Occasion on, string name, Value value)
    {
        var names = on.Reading.IdentitiesOf(on.Lead);
        if (names.Count == 0) return "not set: the lead has no name";
        var best = names.OrderBy(one => one.Kind switch { IdentityKind.User => 0, IdentityKind.Anonymous => 1, _ => 2 }).First();
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", "identify");
            json.WriteString("messageId", $"kelvin:{on.Run}:{name}");
            if (best.Kind != IdentityKind.Email) json.WriteString(best.Kind == IdentityKind.User ? "userId" : "anonymousId", best.Value);
            json.WriteStartObject("traits");
            if (best.Kind == IdentityKind.Email) json.WriteString("email", best.Value);
            json.WritePropertyName(name);
            ValueWriter.Write(json, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        var call = new InboxItem(buffer.ToArray(), (byte)Ingest.CallType.Identify);
        afterwards.Add(store.Inbox.AppendWithin(on.Tx, new InboxBatch { ReceivedAt = on.Now, Power = KeyPower.Server, Items = [call] }));
        return "trait " + name;
    }

    private string Assign(ActionWish wish, Occasion on)
    {
        if (wish.Keep && store.Owners.Of(on.Tx, on.Lead) is { User: not null }) return "not assigned: it is somebody's already";
        var (user, team) = (wish.User, wish.Team);
        if (wish.Territories?.FirstOrDefault(territory => IsIn(territory, on)) is { } place) (user, team) = (place.User, place.Team);
        if (user is null && team is { } shared)
        {
            // In turn, by a number that counts up in the same transaction.
            var members = store.Teams.Find(on.Tx, shared)?.Members.Where(member => store.Users.Find(on.Tx, member) is { RemovedAt: null }).ToList() ?? [];
            if (members.Count > 0) user = members[(int)(Turn(on.Tx, shared) % members.Count)];
        }
        if (user is { } one && store.Users.Find(on.Tx, one) is not { RemovedAt: null }) return "not assigned: that user is removed";
        if (user is null && team is null) return "not assigned: it fits no territory";
        store.Owners.Put(on.Tx, on.Lead.Id, new StoredOwner(user, team, on.Now, on.Automation.By));
        return "assigned to " + (user is { } given ? Recipients.Of(given) : string.Create(CultureInfo.InvariantCulture, $"team:{team}"));
    }

    private static bool IsIn(Territory territory, Occasion on)
    {
        var traits = on.Reading.SummaryOf(on.Lead).Traits!;
        var value = new ValuePath(territory.Trait).Find(Value.Of(traits));
        return value is { Kind: ValueKind.Text } text && territory.In.Any(one => string.Equals(one, text.AsText, StringComparison.OrdinalIgnoreCase));
    }

    private long Turn(Session tx, int team)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"turn of team {team}");
        var turn = store.OwnSettings.Read(tx, name) is { } bytes ? long.Parse(Encoding.ASCII.GetString(bytes), CultureInfo.InvariantCulture) : 0;
        store.OwnSettings.Write(tx, name, Encoding.ASCII.GetBytes((turn + 1).ToString(CultureInfo.InvariantCulture)));
        return turn;
    }

    private static int? NumberOf(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.Ordinal) && int.TryParse(text[prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
