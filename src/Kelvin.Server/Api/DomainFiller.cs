using System.Security.Cryptography;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;
using Kelvin.Server.Ingest;
using Kelvin.Storage;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Ingest;
using Kelvin.Storage.Leads;

namespace Kelvin.Server.Api;

/// <summary>
/// Once accounts are found by domain, goes through the leads that were known before, and has each bound that an address of a
/// company names. It remembers how far it came; the ids of its calls see to it that none counts twice.
/// </summary>
internal sealed partial class DomainFiller(Store store, PlanCache plans, IngestSettings settings, TimeProvider clock, ILogger<DomainFiller> log) : BackgroundService
{
    private const string Position = "accounts by domain: filled up to";
    private const int AtOnce = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);
    private static readonly StreamId Beyond = StreamId.Read([.. Enumerable.Repeat(byte.MaxValue, StreamId.Bytes)]);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (settings.AccountsByDomain) await Task.Run(() => Fill(stoppingToken), stoppingToken);
            else if (ReadPosition() is not null) await store.WriteAsync(tx => store.OwnSettings.Remove(tx, Position));
        }
        catch (Exception fault)
        {
            if (!stoppingToken.IsCancellationRequested) NotFilled(log, fault);
        }
    }

    private async Task Fill(CancellationToken stopping)
    {
        var domains = MailDomains.Of(settings);
        for (var last = ReadPosition() ?? default; last != Beyond && !stopping.IsCancellationRequested;)
        {
            var (items, next) = Page(domains, last);
            await Append(items, stopping);
            await store.WriteAsync(tx => store.OwnSettings.Write(tx, Position, Bytes(next)));
            last = next;
        }
    }

    private StreamId? ReadPosition()
    {
        using var snapshot = store.Read();
        return store.OwnSettings.Read(snapshot, Position) is { } bytes ? StreamId.Read(bytes) : null;
    }

    private static byte[] Bytes(StreamId id)
    {
        var bytes = new byte[StreamId.Bytes];
        id.Write(bytes);
        return bytes;
    }

    private (List<InboxItem> Items, StreamId Next) Page(MailDomains domains, StreamId last)
    {
        using var reading = LeadReading.OpenAll(store, plans, clock);
        var ids = store.Leads.IdsAfter(reading.Session, last, AtOnce);
        var items = new List<InboxItem>();
        foreach (var id in ids)
        {
            if (reading.Find(id) is not { } lead) continue;
            try
            {
                items.AddRange(BindingsOf(reading, lead, domains));
            }
            catch (Exception fault) when (fault is CryptographicException or StoreException)
            {
                // A damaged lead: kelvin verify names it, and the others go on.
            }
        }
        return (items, ids.Count < AtOnce ? Beyond : ids[^1]);
    }

    private static IEnumerable<InboxItem> BindingsOf(LeadReading reading, StoredLead lead, MailDomains domains)
    {
        var history = reading.HistoryOf(lead);
        var known = history.Events.Where(e => e.Name == Event.Group).Select(e => e.MessageId).ToHashSet(StringComparer.Ordinal);
        var names = reading.IdentitiesOf(lead);
        foreach (var e in history.Events)
        {
            if (e.Name != Event.Identify || e.Properties["email"] is not { Kind: ValueKind.Text } address) continue;
            var email = CallReader.NormalEmail(address.AsText);
            var messageId = MailDomains.MessageIdOf(e.MessageId);
            if (domains.CompanyOf(email) is not { } domain || known.Contains(messageId)) continue;
            yield return MailDomains.Binding(
                BindingEndpoints.NameOf(names, IdentityKind.User), BindingEndpoints.NameOf(names, IdentityKind.Anonymous), email, messageId, e.Timestamp, domain);
        }
    }

    private async Task Append(List<InboxItem> items, CancellationToken stopping)
    {
        if (items.Count == 0) return;
        var batch = new InboxBatch { ReceivedAt = clock.GetUtcNow().ToUnixTimeMilliseconds(), Power = KeyPower.Server, Items = items };
        while (await store.Inbox.AppendAsync(batch) != InboxAnswer.OnDisk) await Task.Delay(Patience, stopping);
    }

    [LoggerMessage(1, LogLevel.Error, "Leads of before could not all be bound to the accounts of their domains; the next start goes on with it.")]
    private static partial void NotFilled(ILogger<DomainFiller> log, Exception fault);
}
