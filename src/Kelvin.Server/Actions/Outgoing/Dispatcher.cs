using System.Collections.Concurrent;
using Kelvin.Server.Actions.Mail;
using Kelvin.Server.Settings;
using Kelvin.Storage;
using Kelvin.Storage.Actions;
using Kelvin.Storage.Sqlite;
using Microsoft.Extensions.Hosting;

namespace Kelvin.Server.Actions.Outgoing;

/// <summary>
/// Sends what is due. It goes round and round: writes down what has ended and takes what is due, in one transaction; then
/// sends what it took, each webhook in a lane of its own. What was taken and never written down is due again: a receiver
/// may get a message twice, with the same id, and never not at all.
/// </summary>
internal sealed class Dispatcher(
    Store store, WebhookBook webhooks, Sender sender, MailRoom mails, Recorder recorder, Bell bell, WebhookSettings settings, KelvinSettings kelvin, TimeProvider clock, ILogger<Dispatcher> log) : BackgroundService
{
    /// <summary>Webhooks and due deliveries are looked for at least so often, in seconds, whatever the bell says.</summary>
    private const double LookEvery = 1;

    /// <summary>How long a taken delivery is left to the one who took it, beyond the time that a request may take.</summary>
    private const int LeaseMarginSeconds = 20;

    /// <summary>How long a request may go on when the server ends.</summary>
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<int, Lane> lanes = [];
    private readonly ConcurrentQueue<Ended> ended = [];

    /// <summary>What this program sends itself, until it is written down: the clock may jump past the time that was set for it.</summary>
    private readonly HashSet<DeliveryKey> own = [];
    private readonly List<Ended> toWrite = [];
    private readonly CancellationTokenSource sending = new();
    private double lanesReadAt = double.MinValue;
    private int underWay;

    /// <summary>Seconds on a clock that never jumps.</summary>
    private double Now => clock.GetTimestamp() / (double)clock.TimestampFrequency;

    private long WallClock => clock.GetUtcNow().ToUnixTimeMilliseconds();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The bell may ring before anyone listens; there is no order among the parts that start.
        await Task.Yield();
        await Try(() => store.WriteAsync(tx => { store.Deliveries.ReleaseAll(tx, WallClock); })).ConfigureAwait(false);
        try
        {
            while (true)
            {
                await bell.Wait(TimeSpan.FromSeconds(Math.Clamp(NextLook() - Now, 0.001, LookEvery)), stoppingToken).ConfigureAwait(false);
                if (!await Try(Turn).ConfigureAwait(false)) await Task.Delay(Rest, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await EndAsync().ConfigureAwait(false);
        }
    }

    public override void Dispose()
    {
        sending.Dispose();
        base.Dispose();
    }

    private async Task Turn()
    {
        Collect();
        var due = Look();
        if (toWrite.Count + due.Count == 0) return;
        Begin(await Write(due).ConfigureAwait(false));
    }

    /// <summary>Takes up what has ended since the last turn. Their lanes have room again, whether or not the store can be written.</summary>
    private void Collect()
    {
        while (ended.TryDequeue(out var done))
        {
            toWrite.Add(done);
            Leave(done.Lane);
            done.Lane.Pace.Ended(done.Sent, Now);
        }
    }

    private void Leave(Lane lane)
    {
        underWay--;
        lane.UnderWay--;
        lane.LookAt = Math.Min(lane.LookAt, Now);
    }

    /// <summary>What is due for lanes that have room. Nothing is taken yet.</summary>
    private List<(Lane Lane, StoredDelivery Delivery)> Look()
    {
        var due = new List<(Lane, StoredDelivery)>();
        var (rungFor, resumed) = bell.Take();
        var now = Now;
        if (rungFor.Count == 0 && now < lanesReadAt + LookEvery && lanes.Values.All(lane => lane.LookAt > now)) return due;
        using var snapshot = store.Read();
        ReadLanes(snapshot);
        foreach (var webhook in rungFor) lanes.GetValueOrDefault(webhook)?.LookAt = now;
        foreach (var webhook in resumed) lanes.GetValueOrDefault(webhook)?.Pace.Resume();
        // Those that hold the fewest places come first, in case there are not enough for all.
        foreach (var lane in lanes.Values.Where(lane => lane.LookAt <= now).OrderBy(lane => lane.UnderWay))
        {
            if (lane.Webhook.IsMail)
            {
                // What has ended counts for the hour once it is written down, so that comes first.
                var isWritten = !toWrite.Exists(done => done.Lane == lane);
                lane.LookAt = isWritten ? now + LookEvery : now;
                if (lane.UnderWay == 0 && isWritten) due.AddRange(mails.Due(snapshot, lane, WallClock, own).Select(delivery => (lane, delivery)));
                continue;
            }
            var room = Math.Min(lane.Pace.Room(lane.UnderWay, now), settings.RequestsAtOnceInAll - underWay - due.Count);
            if (room <= 0)
            {
                lane.LookAt = Math.Max(lane.Pace.NextRoom(now), now + 0.01);
                continue;
            }
            var found = store.Deliveries.Due(snapshot, lane.Webhook.Number, WallClock, room + lane.UnderWay).Where(delivery => !own.Contains(delivery.Key)).Take(room).ToList();
            due.AddRange(found.Select(delivery => (lane, delivery)));
            lane.LookAt = found.Count == room ? Math.Max(lane.Pace.NextRoom(now), now + 0.01) : now + SecondsToNext(snapshot, lane);
        }
        return due;
    }

    private double SecondsToNext(Session session, Lane lane)
    {
        // What was found due is the first; the one after it counts, and finding that is not worth a query of its own.
        var next = store.Deliveries.NextDue(session, lane.Webhook.Number);
        return next is { } at ? Math.Clamp((at - WallClock) / 1000.0, 0.005, LookEvery) : LookEvery;
    }

    private void ReadLanes(Session session)
    {
        lanesReadAt = Now;
        var active = webhooks.All(session).Where(webhook => webhook.IsActive).ToDictionary(webhook => webhook.Number);
        foreach (var gone in lanes.Keys.Where(number => !active.ContainsKey(number)).ToList()) lanes.Remove(gone);
        foreach (var (number, webhook) in active)
        {
            if (!lanes.TryGetValue(number, out var lane)) lanes.Add(number, new Lane(webhook, new Pace(settings.RequestsPerSecond, settings.RequestsAtOnce)));
            else lane.Webhook = webhook;
        }
    }

    /// <summary>One transaction: what has ended, and what is taken. Gives what was taken.</summary>
    private async Task<List<(Lane Lane, StoredDelivery Delivery)>> Write(List<(Lane Lane, StoredDelivery Delivery)> due)
    {
        long Until(Lane lane) => WallClock + (((lane.Webhook.IsMail ? mails.TimeoutSeconds : settings.TimeoutSeconds) + LeaseMarginSeconds) * 1000L);
        var written = new List<(Ended Ended, Aftermath After)>();
        var taken = await store.WriteAsync(tx =>
        {
            foreach (var done in toWrite)
            {
                var after = recorder.AftermathOf(done);
                recorder.Write(tx, done, after);
                written.Add((done, after));
            }
            var claimed = due.Where(item => store.Deliveries.Claim(tx, item.Delivery, Until(item.Lane))).ToList();
            foreach (var together in claimed.Where(item => item.Lane.Webhook.IsMail).GroupBy(item => item.Lane)) mails.PutTogether(tx, together.Key, together.Select(item => item.Delivery));
            return claimed;
        }).ConfigureAwait(false);
        foreach (var (done, after) in written)
        {
            recorder.Done(done, after);
            own.Remove(done.Delivery.Key);
        }
        toWrite.Clear();
        return taken;
    }

    private void Begin(List<(Lane Lane, StoredDelivery Delivery)> taken)
    {
        if (taken.Count == 0) return;
        using var snapshot = store.Read();
        var inMails = new Dictionary<Lane, List<(StoredDelivery Delivery, StoredMessage Message, byte[] Data)>>();
        foreach (var (lane, delivery) in taken)
        {
            // A message may be gone by now, because its person was.
            if (store.Outbox.Find(snapshot, delivery.Key.Item) is not { } message || store.Outbox.DataOf(snapshot, message) is not { } data) continue;
            underWay++;
            lane.UnderWay++;
            lane.Pace.Began();
            own.Add(delivery.Key);
            if (lane.Webhook.IsMail)
            {
                if (!inMails.TryGetValue(lane, out var mail)) inMails.Add(lane, mail = []);
                mail.Add((delivery, message, data));
                continue;
            }
            var body = MessageBody.Of(message, data, lane.Webhook.Document.Format, settings.Source, kelvin.PublicUrl);
            _ = Send(lane, [(delivery, message)], token => sender.SendAsync(lane.Webhook.Url, body, message.Id.ToString(), lane.Webhook.SecretsAt(WallClock), token));
        }
        foreach (var (lane, mail) in inMails)
        {
            var send = mails.Sending(snapshot, lane, mail);
            _ = Send(lane, [.. mail.Select(one => (one.Delivery, one.Message))], send);
        }
    }

    private async Task Send(Lane lane, IReadOnlyList<(StoredDelivery Delivery, StoredMessage Message)> together, Func<CancellationToken, Task<Sent>> send)
    {
        await Task.Yield();
        var at = WallClock;
        try
        {
            var sent = await send(sending.Token).ConfigureAwait(false);
            foreach (var (delivery, message) in together) ended.Enqueue(new Ended(lane, delivery, message, at, sent));
        }
        catch (OperationCanceledException)
        {
            // The server ends; the next one sends it.
        }
        catch (Exception fault)
        {
            log.DeliveriesStumbled(fault);
            foreach (var (delivery, message) in together) ended.Enqueue(new Ended(lane, delivery, message, at, new Sent(AttemptOutcome.NotConnected, null, 0, null, null)));
        }
        bell.Ring();
    }

    private double NextLook() => lanes.Count == 0 ? Now + LookEvery : lanes.Values.Min(lane => lane.LookAt);

    private async Task<bool> Try(Func<Task> turn)
    {
        try
        {
            await turn().ConfigureAwait(false);
            return true;
        }
        catch (Exception fault) when (fault is StoreException or StoreFault)
        {
            log.DeliveriesStumbled(fault);
            return false;
        }
    }

    /// <summary>Lets what is under way end for a short while, and writes it down.</summary>
    private async Task EndAsync()
    {
        sending.CancelAfter(LastPatience);
        var until = Now + LastPatience.TotalSeconds;
        for (Collect(); underWay > 0 && Now < until; Collect()) await bell.Wait(Rest, CancellationToken.None).ConfigureAwait(false);
        await Try(() => Write([])).ConfigureAwait(false);
    }
}
