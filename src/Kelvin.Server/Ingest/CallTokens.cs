using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Kelvin.Server.Ingest;

/// <summary>A JSON value where it stands in a call: the text between its quotes, or the value's own bytes. Small, for there are many.</summary>
internal readonly record struct CallToken(int Start, int Length, JsonTokenType Kind, bool Escaped)
{
    public bool IsGiven => Kind is not (JsonTokenType.None or JsonTokenType.Null);
}

/// <summary>The members of a call that Kelvin knows; the last three stand deeper.</summary>
internal enum CallMember
{
    Unknown,
    Type, Event, Name, Category, UserId, AnonymousId, GroupId, PreviousId, MessageId,
    Timestamp, OriginalTimestamp, SentAt, Machine,
    Properties, Traits, Context,
    TraitsEmail, ContextTraits, ContextTraitsEmail,
}

/// <summary>
/// Where in a call's bytes its known members stand. Of a member that stands twice the last counts, as in ECMAScript.
/// Nearly every call is found by <see cref="CallScanner"/>; what that leaves open <see cref="CallTokenReader"/> settles.
/// </summary>
internal ref struct CallTokens(ReadOnlySpan<byte> json)
{
    private readonly ReadOnlySpan<byte> json = json;
    private Places places;

    /// <summary>Then all its texts are well-formed, and need not be looked at one by one.</summary>
    public readonly bool IsAscii = Ascii.IsValid(json);

    public CallProblem Problem;

    public readonly CallToken this[CallMember member] => places[(int)member];

    public void Set(CallMember member, CallToken token) => places[(int)member] = token;

    /// <summary>Finds everything, in one pass.</summary>
    public void Find()
    {
        if (new CallScanner(json).TryFind(ref this)) return;
        places = default;
        new CallTokenReader(json).Find(ref this);
    }

    /// <summary>The bytes of a token.</summary>
    public readonly ReadOnlySpan<byte> Bytes(CallToken token) => json.Slice(token.Start, token.Length);

    /// <summary>The token as JSON: of a text with its quotes. Empty when it is null or not there.</summary>
    public readonly ReadOnlySpan<byte> Json(CallToken token) =>
        !token.IsGiven ? default : token.Kind == JsonTokenType.String ? json.Slice(token.Start - 1, token.Length + 2) : Bytes(token);

    /// <summary>What a member at the top of a call is.</summary>
    public static CallMember MemberOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 when name.SequenceEqual("type"u8) => CallMember.Type,
        4 when name.SequenceEqual("name"u8) => CallMember.Name,
        5 when name.SequenceEqual("event"u8) => CallMember.Event,
        6 when name.SequenceEqual("userId"u8) => CallMember.UserId,
        6 when name.SequenceEqual("traits"u8) => CallMember.Traits,
        6 when name.SequenceEqual("sentAt"u8) => CallMember.SentAt,
        7 when name.SequenceEqual("context"u8) => CallMember.Context,
        7 when name.SequenceEqual("groupId"u8) => CallMember.GroupId,
        7 when name.SequenceEqual("machine"u8) => CallMember.Machine,
        8 when name.SequenceEqual("category"u8) => CallMember.Category,
        9 when name.SequenceEqual("messageId"u8) => CallMember.MessageId,
        9 when name.SequenceEqual("timestamp"u8) => CallMember.Timestamp,
        10 when name.SequenceEqual("properties"u8) => CallMember.Properties,
        10 when name.SequenceEqual("previousId"u8) => CallMember.PreviousId,
        11 when name.SequenceEqual("anonymousId"u8) => CallMember.AnonymousId,
        17 when name.SequenceEqual("originalTimestamp"u8) => CallMember.OriginalTimestamp,
        _ => CallMember.Unknown,
    };

    [InlineArray((int)CallMember.ContextTraitsEmail + 1)]
    private struct Places
    {
        private CallToken first;
    }
}
