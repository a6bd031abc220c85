using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Kelvin.Scoring.Values;

namespace Kelvin.Server.Ingest;

/// <summary>
/// Reads one Segment call from its UTF-8 bytes: one pass to find what is there (<see cref="CallTokens"/>), then the
/// decisions on it. Nothing that a stranger sends makes it throw.
/// </summary>
public static class CallReader
{
    /// <summary>Levels of nesting, the call itself being the first.</summary>
    public const int MaxDepth = ValueReader.MaxDepth;

    /// <summary>Bytes of one call on the tracking API. Event files are held to a line's length only.</summary>
    public const int MaxBytes = 32 * 1024;
    public const int MaxIdLength = 512;
    public const int MaxEventNameLength = 512;
    public const int MaxMessageIdLength = 100;
    public const int MaxEmailLength = 320;

    private static readonly SearchValues<byte> UpperCase = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    /// <summary>Reads a call; its spans live as long as the bytes.</summary>
    /// <param name="type">What the path says the call is; it wins over the call's own <c>type</c>.</param>
    public static CallProblem Read(ReadOnlySpan<byte> json, out Call call, CallType? type = null, int maxBytes = MaxBytes)
    {
        call = default;
        if (json.Length > maxBytes) return CallProblem.TooLarge;
        var tokens = new CallTokens(json);
        tokens.Find();
        if (tokens.Problem != CallProblem.None) return tokens.Problem;
        var problem = ReadType(in tokens, type, ref call);
        if (problem == CallProblem.None) problem = ReadIds(in tokens, ref call);
        if (problem == CallProblem.None) problem = ReadMessageId(in tokens, ref call);
        if (problem == CallProblem.None) problem = ReadTimes(in tokens, ref call);
        if (problem == CallProblem.None) problem = ReadObjects(in tokens, ref call);
        return problem;
    }

    /// <summary>The call's type by its name, as it stands in a path or in <c>type</c>.</summary>
    public static bool TryReadType(ReadOnlySpan<byte> name, out CallType type)
    {
        CallType? found = name.Length switch
        {
            5 when name.SequenceEqual("track"u8) => CallType.Track,
            4 when name.SequenceEqual("page"u8) => CallType.Page,
            6 when name.SequenceEqual("screen"u8) => CallType.Screen,
            8 when name.SequenceEqual("identify"u8) => CallType.Identify,
            5 when name.SequenceEqual("group"u8) => CallType.Group,
            5 when name.SequenceEqual("alias"u8) => CallType.Alias,
            _ => null,
        };
        type = found ?? default;
        return found is not null;
    }

    private static CallProblem ReadType(scoped in CallTokens tokens, CallType? given, ref Call call)
    {
        if (given is { } known) call.Type = known;
        else if (!tokens[CallMember.Type].IsGiven) return CallProblem.TypeMissing;
        else if (tokens[CallMember.Type].Kind != JsonTokenType.String || !TryReadType(Trimmed(tokens, tokens[CallMember.Type]), out var type)) return CallProblem.TypeUnknown;
        else call.Type = type;

        switch (call.Type)
        {
            case CallType.Page: call.EventName = "page"u8; break;
            case CallType.Screen: call.EventName = "screen"u8; break;
            case CallType.Identify: call.EventName = "identify"u8; break;
            case CallType.Group: call.EventName = "group"u8; break;
            case CallType.Track:
                if (tokens[CallMember.Event].Kind != JsonTokenType.String) return CallProblem.EventNameMissing;
                call.EventName = Trimmed(tokens, tokens[CallMember.Event]);
                if (call.EventName.IsEmpty) return CallProblem.EventNameMissing;
                if (IsLongerThan(call.EventName, MaxEventNameLength)) return CallProblem.EventNameTooLong;
                if (TryReadType(call.EventName, out _)) return CallProblem.EventNameReserved;
                break;
        }
        return CallProblem.None;
    }

    private static CallProblem ReadIds(scoped in CallTokens tokens, ref Call call)
    {
        var blocked = false;
        if (ReadId(tokens, tokens[CallMember.UserId], ref blocked, out var userId) is var userProblem and not CallProblem.None) return userProblem;
        if (ReadId(tokens, tokens[CallMember.AnonymousId], ref blocked, out var anonymousId) is var anonymousProblem and not CallProblem.None) return anonymousProblem;
        call.UserId = userId;
        call.AnonymousId = anonymousId;
        // The traits of a group call are the account's, so its e-mail address is nobody's own.
        call.Email = tokens[CallMember.TraitsEmail].IsGiven && call.Type != CallType.Group ? ReadEmail(tokens, tokens[CallMember.TraitsEmail]) : default;
        if (call.Email.IsEmpty) call.Email = ReadEmail(tokens, tokens[CallMember.ContextTraitsEmail]);
        if (userId.IsEmpty && anonymousId.IsEmpty && call.Email.IsEmpty) return blocked ? CallProblem.IdBlocked : CallProblem.IdMissing;

        if (call.Type == CallType.Group)
        {
            if (ReadId(tokens, tokens[CallMember.GroupId], ref blocked, out var groupId) is var problem and not CallProblem.None) return problem;
            if (groupId.IsEmpty) return CallProblem.GroupIdMissing;
            call.GroupId = groupId;
        }
        if (call.Type == CallType.Alias)
        {
            if (ReadId(tokens, tokens[CallMember.PreviousId], ref blocked, out var previousId) is var problem and not CallProblem.None) return problem;
            if (previousId.IsEmpty) return CallProblem.PreviousIdMissing;
            if (userId.IsEmpty) return CallProblem.AliasWithoutUserId;
            call.PreviousId = previousId;
        }
        return CallProblem.None;
    }

    /// <summary>An id, trimmed; of a number its digits as written. Null, blank, blocked and missing are the same: empty.</summary>
    private static CallProblem ReadId(scoped in CallTokens tokens, CallToken token, scoped ref bool blocked, out ReadOnlySpan<byte> id)
    {
        id = default;
        if (!token.IsGiven) return CallProblem.None;
        if (token.Kind is not (JsonTokenType.String or JsonTokenType.Number)) return CallProblem.IdNotText;
        var text = Trimmed(tokens, token);
        if (IsLongerThan(text, MaxIdLength)) return CallProblem.IdTooLong;
        if (text.Contains((byte)0)) return CallProblem.IdHoldsNul;
        if (text.IsEmpty) return CallProblem.None;
        if (BlockedIds.Contains(text)) blocked = true;
        else id = text;
        return CallProblem.None;
    }

    /// <summary>An e-mail address as an identity, or empty: what is no address stays a trait and identifies nobody.</summary>
    private static ReadOnlySpan<byte> ReadEmail(scoped in CallTokens tokens, CallToken token)
    {
        if (token.Kind != JsonTokenType.String) return default;
        var text = Trimmed(tokens, token);
        var at = text.IndexOf((byte)'@');
        if (at <= 0 || at == text.Length - 1 || IsLongerThan(text, MaxEmailLength)) return default;
        if (Ascii.IsValid(text) && text.IndexOfAny(UpperCase) < 0) return text;
        return Encoding.UTF8.GetBytes(NormalEmail(Encoding.UTF8.GetString(text)));
    }

    /// <summary>One writing for one address: trimmed, NFC, lower case.</summary>
    public static string NormalEmail(string email) => email.Trim().Normalize(NormalizationForm.FormC).ToLowerInvariant();

    private static CallProblem ReadMessageId(scoped in CallTokens tokens, ref Call call)
    {
        var token = tokens[CallMember.MessageId];
        if (!token.IsGiven) return CallProblem.None;
        if (token.Kind is not (JsonTokenType.String or JsonTokenType.Number)) return CallProblem.MessageIdNotText;
        call.MessageId = Text(tokens, token);
        return IsLongerThan(call.MessageId, MaxMessageIdLength) ? CallProblem.MessageIdTooLong : CallProblem.None;
    }

    private static CallProblem ReadTimes(scoped in CallTokens tokens, ref Call call)
    {
        if (!ReadTime(tokens, tokens[CallMember.Timestamp], out var timestamp) || !ReadTime(tokens, tokens[CallMember.OriginalTimestamp], out var original)) return CallProblem.TimestampUnreadable;
        call.Timestamp = timestamp;
        call.OriginalTimestamp = original;
        // Only the correction of a sender's clock needs it, and that can be left out.
        call.SentAt = ReadTime(tokens, tokens[CallMember.SentAt], out var sent) ? sent : null;
        return CallProblem.None;
    }

    private static bool ReadTime(scoped in CallTokens tokens, CallToken token, out long? instant)
    {
        instant = null;
        if (!token.IsGiven) return true;
        if (token.Kind is not (JsonTokenType.String or JsonTokenType.Number)) return false;
        var text = tokens.Bytes(token);
        if (token.Escaped) text = Text(tokens, token);
        if (text.IsEmpty) return true;
        if (!CallTime.TryRead(text, token.Kind, out var read)) return false;
        instant = read;
        return true;
    }

    private static CallProblem ReadObjects(scoped in CallTokens tokens, ref Call call)
    {
        if (!IsObjectOrNone(tokens[CallMember.Properties])) return CallProblem.PropertiesNotObject;
        if (!IsObjectOrNone(tokens[CallMember.Traits])) return CallProblem.TraitsNotObject;
        if (!IsObjectOrNone(tokens[CallMember.Context])) return CallProblem.ContextNotObject;
        call.Properties = call.Type switch
        {
            CallType.Identify => tokens[CallMember.Traits].IsGiven ? tokens.Bytes(tokens[CallMember.Traits])
                : tokens[CallMember.ContextTraits].Kind == JsonTokenType.StartObject ? tokens.Bytes(tokens[CallMember.ContextTraits]) : default,
            CallType.Group => tokens[CallMember.Traits].IsGiven ? tokens.Bytes(tokens[CallMember.Traits]) : default,
            CallType.Alias => default,
            _ => tokens[CallMember.Properties].IsGiven ? tokens.Bytes(tokens[CallMember.Properties]) : default,
        };
        call.Context = tokens[CallMember.Context].IsGiven ? tokens.Bytes(tokens[CallMember.Context]) : default;
        if (call.Type is CallType.Page or CallType.Screen)
        {
            call.Name = tokens.Json(tokens[CallMember.Name]);
            call.Category = tokens.Json(tokens[CallMember.Category]);
        }
        call.Machine = tokens[CallMember.Machine].Kind == JsonTokenType.True;
        return CallProblem.None;
    }

    private static bool IsObjectOrNone(CallToken token) => !token.IsGiven || token.Kind == JsonTokenType.StartObject;

    /// <summary>The token's text as well-formed UTF-8, unescaped; the bytes themselves wherever they are that already.</summary>
    private static ReadOnlySpan<byte> Text(scoped in CallTokens tokens, CallToken token)
    {
        var bytes = tokens.Bytes(token);
        return !token.Escaped && (tokens.IsAscii || Utf8.IsValid(bytes)) ? bytes : Encoding.UTF8.GetBytes(ValueReader.Read(tokens.Json(token)).AsText);
    }

    private static ReadOnlySpan<byte> Trimmed(scoped in CallTokens tokens, CallToken token)
    {
        var text = Text(tokens, token);
        if (text.IsEmpty || (IsPlain(text[0]) && IsPlain(text[^1]))) return text;
        return Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text).Trim());
    }

    /// <summary>ASCII and no white space.</summary>
    private static bool IsPlain(byte unit) => unit < 0x80 && unit != ' ' && unit is not (>= 9 and <= 13);

    private static bool IsLongerThan(ReadOnlySpan<byte> text, int characters) =>
        text.Length > characters && Encoding.UTF8.GetCharCount(text) > characters;
}
