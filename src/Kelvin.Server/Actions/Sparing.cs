using Kelvin.Scoring.Ledger;
using Kelvin.Storage;
using Kelvin.Storage.Actions;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Actions;

/// <summary>For those who asked not to be told of the same line each time: the first time only, not so soon again, or not before the score fell back.</summary>
internal sealed class Sparing(Store store)
{
    /// <summary>Whether to tell the webhook of the message; if so, that is remembered.</summary>
    public bool MayTell(Session tx, Webhook webhook, StoredMessage message)
    {
        if (!webhook.IsSparing || message.Topic is not { } topic) return true;
        var line = string.Join('\n', topic.Plan, topic.Kind, topic.Direction, topic.Line);
        if (LastTold(tx, webhook, message.Subject, line) is { } last && !MayTellAgain(webhook.Document, message, last)) return false;
        store.Rings.Put(tx, message.Subject, webhook.Number, line, message.At);
        return true;
    }

    private static bool MayTellAgain(WebhookDocument asked, StoredMessage message, long last) =>
        new RingRule(asked.FirstTimeOnly, asked.CoolDown == 0 ? null : asked.CoolDown, asked.RearmDistance == 0 ? null : asked.RearmDistance).Rings([(last, null), (message.At, message.Topic?.FellBack)]);

    /// <summary>A lead may have been told of under the id of any of its streams, before it became one with others.</summary>
    private long? LastTold(Session tx, Webhook webhook, StreamId subject, string line)
    {
        var last = store.Rings.Last(tx, subject, webhook.Number, line);
        if (store.Leads.Find(tx, subject) is not { } lead) return last;
        foreach (var stream in lead.Streams)
        {
            if (stream.Stream != subject && store.Rings.Last(tx, stream.Stream, webhook.Number, line) is { } earlier) last = Math.Max(last ?? earlier, earlier);
        }
        return last;
    }
}
