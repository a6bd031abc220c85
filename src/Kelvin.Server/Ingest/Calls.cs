using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Kelvin.Server.Access;
using Kelvin.Server.Erasure;
using Kelvin.Storage.Ingest;

namespace Kelvin.Server.Ingest;

/// <summary>The calls of one request, read one by one into what the inbox keeps and what is refused.</summary>
internal sealed class Calls(IngestSettings settings, Burials burials, Source source, long receivedAt, IPAddress? address)
{
    private readonly MailDomains? domains = settings.AccountsByDomain ? MailDomains.Of(settings) : null;
    private readonly List<int> identities = [];
    private readonly bool isPublic = source.Power == KeyPower.Public;

    public List<InboxItem> Items { get; } = [];
    public List<Rejection>? Rejections { get; private set; }

    /// <summary>Calls of erased people: they are answered as any other, and nothing of them is kept.</summary>
    public int Suppressed { get; private set; }
    public int Accepted => Items.Count - Added + Suppressed;

    /// <summary>Items that nobody sent, but that follow from those that were.</summary>
    public int Added { get; private set; }

    /// <summary>A hash of the strongest identity of each call, of a public key's calls only.</summary>
    public ReadOnlySpan<int> Identities => CollectionsMarshal.AsSpan(identities);

    /// <param name="found">What is known to be wrong already, by the place of the call.</param>
    public void Read(ReadOnlyMemory<byte> body, Envelope envelope, CallType? type, IReadOnlyDictionary<int, CallProblem>? found = null)
    {
        Items.EnsureCapacity(envelope.Items.Count);
        var batchSentAt = CallClock.Read(envelope.SentAt.Of(body.Span));
        for (var index = 0; index < envelope.Items.Count; index++)
        {
            var json = envelope.Items[index].Of(body);
            var problem = found is not null && found.TryGetValue(index, out var known) ? known : Read(json, body, envelope, type, batchSentAt);
            if (problem == CallProblem.None) continue;
            (Rejections ??= []).Add(new Rejection(index, IngestAnswer.MessageIdOf(json.Span), problem));
        }
    }

    public InboxBatch ToBatch() => new()
    {
        ReceivedAt = receivedAt,
        Power = source.Power,
        Source = source.Number,
        Items = Items,
        Rejected = Rejections?.Count ?? 0,
        Suppressed = Suppressed,
    };

    private CallProblem Read(ReadOnlyMemory<byte> json, ReadOnlyMemory<byte> body, Envelope envelope, CallType? type, long? batchSentAt)
    {
        if (json.Length > settings.Limits.EventBytes) return CallProblem.TooLarge;
        if (json.Span[0] == (byte)'{') json = Complete(json, body, envelope);
        var problem = CallReader.Read(json.Span, out var call, type, settings.Limits.EventBytes);
        if (problem != CallProblem.None) return problem;
        if (HasTooManyProperties(json.Span)) return CallProblem.TooManyProperties;
        if (isPublic)
        {
            if (call.Type == CallType.Alias) return CallProblem.AliasNeedsServerKey;
            identities.Add(IdentityOf(in call));
        }
        if (burials.Cover(in call))
        {
            Suppressed++;
            return CallProblem.None;
        }
        var messageId = call.MessageId.IsEmpty ? $"made-{Guid.CreateVersion7():N}" : null;
        var item = new InboxItem(json, (byte)call.Type, CallClock.HappenedAt(in call, batchSentAt, receivedAt), messageId);
        Items.Add(item);
        if (domains?.BindingOf(in call, item) is not { } binding) return CallProblem.None;
        Items.Add(binding);
        Added++;
        return CallProblem.None;
    }

    /// <summary>The call by itself: what its batch says for all is in it, what its key may not say is not.</summary>
    private ReadOnlyMemory<byte> Complete(ReadOnlyMemory<byte> json, ReadOnlyMemory<byte> body, Envelope envelope)
    {
        if (!envelope.Context.IsEmpty) json = ItemSplice.Merge(json.Span, "context"u8, envelope.Context.Of(body.Span));
        if (!envelope.Integrations.IsEmpty) json = ItemSplice.Merge(json.Span, "integrations"u8, envelope.Integrations.Of(body.Span));
        if (!isPublic) return json;
        if (settings.KeepAddresses && address is not null)
            json = ItemSplice.Merge(json.Span, "context"u8, Encoding.ASCII.GetBytes($$"""{"ip":"{{address}}"}"""));
        return settings.ServerOnlyTraits.Count > 0 && ItemSplice.WithoutTraits(json.Span, settings.ServerOnlyTraits) is { } fewer ? fewer : json;
    }

    private static int IdentityOf(in Call call)
    {
        var hash = new HashCode();
        hash.AddBytes(!call.UserId.IsEmpty ? call.UserId : !call.AnonymousId.IsEmpty ? call.AnonymousId : call.Email);
        return hash.ToHashCode();
    }

    /// <summary>The shortest member, <c>"":0,</c>, takes five bytes, so a short call need not be counted.</summary>
    private bool HasTooManyProperties(ReadOnlySpan<byte> json)
    {
        var most = settings.Limits.PropertiesPerEvent;
        if (json.Length <= most * 5L) return false;
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && --most < 0) return true;
        }
        return false;
    }
}
