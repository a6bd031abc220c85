using System.Text;
using System.Text.Json;
using Kelvin.Scoring.Values;

namespace Kelvin.Server.Ingest;

/// <summary>A JSON value where it stands in a call: the text between its quotes, or the value's own bytes. Small, for there are many.</summary>
internal readonly record struct CallToken(int Start, int Length, JsonTokenType Kind, bool Escaped)
{
    public bool IsGiven => Kind is not (JsonTokenType.None or JsonTokenType.Null);
}

/// <summary>
/// The one pass over a call's bytes: finds the members that Kelvin knows, and looks at every other token only to
/// see that it is sound. Of a member that stands twice the last counts, as in ECMAScript.
/// </summary>
internal ref struct CallTokens
{
    public CallToken Type, Event, Name, Category, UserId, AnonymousId, GroupId, PreviousId, MessageId;
    public CallToken Timestamp, OriginalTimestamp, SentAt, Machine;
    public CallToken Properties, Traits, TraitsEmail, Context, ContextTraits, ContextTraitsEmail;
    public CallProblem Problem;

    private readonly ReadOnlySpan<byte> json;
    private Utf8JsonReader reader;

    public CallTokens(ReadOnlySpan<byte> json)
    {
        this.json = json;
        // Deeper than is allowed, so that the depth can be told from broken JSON.
        reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = CallReader.MaxDepth * 2 });
    }

    public void Walk()
    {
        try
        {
            if (!reader.Read()) { Problem = CallProblem.NotJson; return; }
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                reader.Read();
                Problem = CallProblem.NotAnObject;
                return;
            }
            WalkMembers();
            reader.Read();
        }
        catch (JsonException)
        {
            Problem = CallProblem.NotJson;
        }
    }

    private void WalkMembers()
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = MemberName();
            reader.Read();
            switch (name.Length)
            {
                case 4 when name.SequenceEqual("type"u8): Take(ref Type); break;
                case 4 when name.SequenceEqual("name"u8): Take(ref Name); break;
                case 5 when name.SequenceEqual("event"u8): Take(ref Event); break;
                case 6 when name.SequenceEqual("userId"u8): Take(ref UserId); break;
                case 6 when name.SequenceEqual("traits"u8): TakeTraits(ref Traits, ref TraitsEmail); break;
                case 6 when name.SequenceEqual("sentAt"u8): Take(ref SentAt); break;
                case 7 when name.SequenceEqual("context"u8): TakeContext(); break;
                case 7 when name.SequenceEqual("groupId"u8): Take(ref GroupId); break;
                case 7 when name.SequenceEqual("machine"u8): Take(ref Machine); break;
                case 8 when name.SequenceEqual("category"u8): Take(ref Category); break;
                case 9 when name.SequenceEqual("messageId"u8): Take(ref MessageId); break;
                case 9 when name.SequenceEqual("timestamp"u8): Take(ref Timestamp); break;
                case 10 when name.SequenceEqual("properties"u8): Take(ref Properties); break;
                case 10 when name.SequenceEqual("previousId"u8): Take(ref PreviousId); break;
                case 11 when name.SequenceEqual("anonymousId"u8): Take(ref AnonymousId); break;
                case 17 when name.SequenceEqual("originalTimestamp"u8): Take(ref OriginalTimestamp); break;
                default: Pass(); break;
            }
        }
    }

    /// <summary>The reader's own comparison throws at a lone surrogate, so an escaped name is unescaped by ours.</summary>
    private ReadOnlySpan<byte> MemberName() =>
        reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(ValueReader.ReadText(ref reader)) : reader.ValueSpan;

    private void TakeContext()
    {
        ContextTraits = default;
        ContextTraitsEmail = default;
        if (reader.TokenType != JsonTokenType.StartObject) { Take(ref Context); return; }
        var start = (int)reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isTraits = MemberName().SequenceEqual("traits"u8);
            reader.Read();
            if (isTraits) TakeTraits(ref ContextTraits, ref ContextTraitsEmail);
            else Pass();
        }
        Context = ValueFrom(start, JsonTokenType.StartObject);
    }

    private void TakeTraits(ref CallToken traits, ref CallToken email)
    {
        email = default;
        if (reader.TokenType != JsonTokenType.StartObject) { Take(ref traits); return; }
        var start = (int)reader.TokenStartIndex;
        Check();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isEmail = MemberName().SequenceEqual("email"u8);
            reader.Read();
            if (isEmail) Take(ref email);
            else Pass();
        }
        traits = ValueFrom(start, JsonTokenType.StartObject);
    }

    private void Take(ref CallToken token)
    {
        var kind = reader.TokenType;
        var start = (int)reader.TokenStartIndex;
        if (kind is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            Pass();
            token = ValueFrom(start, kind);
            return;
        }
        if (kind == JsonTokenType.Number) Check();
        token = new CallToken(kind == JsonTokenType.String ? start + 1 : start, reader.ValueSpan.Length, kind, reader.ValueIsEscaped);
    }

    private CallToken ValueFrom(int start, JsonTokenType kind) => new(start, (int)reader.BytesConsumed - start, kind, Escaped: false);

    public readonly ReadOnlySpan<byte> Bytes(CallToken token) => json.Slice(token.Start, token.Length);

    /// <summary>The token as JSON: of a text with its quotes. Empty when it is null or not there.</summary>
    public readonly ReadOnlySpan<byte> Json(CallToken token) =>
        !token.IsGiven ? default : token.Kind == JsonTokenType.String ? json.Slice(token.Start - 1, token.Length + 2) : Bytes(token);

    /// <summary>Goes to the end of the value at which the reader stands.</summary>
    private void Pass()
    {
        Check();
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return;
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth) Check();
    }

    private void Check()
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                // Without an exponent only a number of hundreds of digits could be too large.
                if ((reader.ValueSpan.Length > 300 || reader.ValueSpan.IndexOfAny((byte)'e', (byte)'E') >= 0)
                    && !(reader.TryGetDouble(out var number) && double.IsFinite(number))) Note(CallProblem.NumberOutOfRange);
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                if (reader.CurrentDepth >= CallReader.MaxDepth) Note(CallProblem.TooDeep);
                break;
        }
    }

    private void Note(CallProblem problem)
    {
        if (Problem == CallProblem.None || problem < Problem) Problem = problem;
    }
}
