using System.Text;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;

namespace Kelvin.Server.Ingest;

public enum CallType : byte { Track, Page, Screen, Identify, Group, Alias }

/// <summary>
/// One Segment call as it stands in its bytes. Nothing is copied where the bytes can be used as they are: ids are
/// well-formed UTF-8, trimmed and unescaped; objects are the JSON between their braces. Empty means that there is none.
/// </summary>
public ref struct Call
{
    public CallType Type { get; internal set; }

    /// <summary>The event's name as scoring knows it: of a track call its own, else that of the call; empty for alias.</summary>
    public ReadOnlySpan<byte> EventName { get; internal set; }

    public ReadOnlySpan<byte> UserId { get; internal set; }
    public ReadOnlySpan<byte> AnonymousId { get; internal set; }

    /// <summary>The lead's e-mail address as an identity: trimmed, NFC, lower case.</summary>
    public ReadOnlySpan<byte> Email { get; internal set; }

    /// <summary>Of a group call: the account that it binds the lead to.</summary>
    public ReadOnlySpan<byte> GroupId { get; internal set; }

    /// <summary>Of an alias call: who the user was before.</summary>
    public ReadOnlySpan<byte> PreviousId { get; internal set; }

    /// <summary>As it was sent; empty where the receiver has to make one.</summary>
    public ReadOnlySpan<byte> MessageId { get; internal set; }

    /// <summary>Milliseconds since 1970, UTC. Which of the three counts is for the receiver to say.</summary>
    public long? Timestamp { get; internal set; }
    public long? OriginalTimestamp { get; internal set; }
    public long? SentAt { get; internal set; }

    /// <summary>The call says of itself that a machine made it.</summary>
    public bool Machine { get; internal set; }

    /// <summary>The event's properties as JSON: of an identify call the lead's traits, of a group call the account's.</summary>
    public ReadOnlySpan<byte> Properties { get; internal set; }
    public ReadOnlySpan<byte> Context { get; internal set; }

    /// <summary>Of page and screen calls: JSON values that join the properties unless they are there already.</summary>
    public ReadOnlySpan<byte> Name { get; internal set; }
    public ReadOnlySpan<byte> Category { get; internal set; }

    /// <summary>When it happened, for a receiver that trusts the sender's clock: an explicit timestamp before the device's.</summary>
    public readonly long? StatedTime => Timestamp ?? OriginalTimestamp;

    public readonly bool IsEvent => Type != CallType.Alias;

    /// <summary>The properties with the call's name and category, an object; or missing.</summary>
    public readonly Value ReadProperties()
    {
        var properties = Properties.IsEmpty ? Value.Missing : ValueReader.Read(Properties);
        if (Name.IsEmpty && Category.IsEmpty) return properties;
        var members = new List<KeyValuePair<string, Value>>();
        if (!Name.IsEmpty) members.Add(new("name", ValueReader.Read(Name)));
        if (!Category.IsEmpty) members.Add(new("category", ValueReader.Read(Category)));
        if (!properties.IsMissing) members.AddRange(properties.AsObject);
        return Value.Of(members);
    }

    public readonly Value ReadContext() => Context.IsEmpty ? Value.Missing : ValueReader.Read(Context);

    /// <summary>The event as scoring sees it. Not for alias, which is none.</summary>
    public readonly Event ToEvent(string messageId, long timestamp) => new()
    {
        MessageId = messageId,
        Timestamp = timestamp,
        Name = Encoding.UTF8.GetString(EventName),
        Properties = ReadProperties(),
        Context = ReadContext(),
        Machine = Machine,
        GroupId = Type == CallType.Group ? Encoding.UTF8.GetString(GroupId) : null,
    };

    public static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
