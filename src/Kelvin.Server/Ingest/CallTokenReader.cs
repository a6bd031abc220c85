using System.Text;
using System.Text.Json;
using Kelvin.Scoring.Values;

namespace Kelvin.Server.Ingest;

/// <summary>Finds a call's members with .NET's own reader, and names what is wrong with it.</summary>
internal ref struct CallTokenReader
{
    private Utf8JsonReader reader;
    private CallProblem problem;

    // Deeper than is allowed, so that the depth can be told from broken JSON.
    public CallTokenReader(ReadOnlySpan<byte> json) =>
        reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = CallReader.MaxDepth * 2 });

    public void Find(ref CallTokens tokens)
    {
        try
        {
            tokens.Problem = reader.Read() ? CallProblem.None : CallProblem.NotJson;
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                FindMembers(ref tokens);
                reader.Read();
                tokens.Problem = problem;
            }
            else
            {
                reader.Skip();
                reader.Read();
                tokens.Problem = CallProblem.NotAnObject;
            }
        }
        catch (JsonException)
        {
            tokens.Problem = CallProblem.NotJson;
        }
    }

    private void FindMembers(ref CallTokens tokens)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = CallTokens.MemberOf(MemberName());
            reader.Read();
            switch (member)
            {
                case CallMember.Unknown: Pass(); break;
                case CallMember.Context: FindContext(ref tokens); break;
                case CallMember.Traits: FindTraits(ref tokens, CallMember.Traits, CallMember.TraitsEmail); break;
                default: tokens.Set(member, Take()); break;
            }
        }
    }

    private void FindContext(ref CallTokens tokens)
    {
        tokens.Set(CallMember.ContextTraits, default);
        tokens.Set(CallMember.ContextTraitsEmail, default);
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            tokens.Set(CallMember.Context, Take());
            return;
        }
        var start = (int)reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isTraits = MemberName().SequenceEqual("traits"u8);
            reader.Read();
            if (isTraits) FindTraits(ref tokens, CallMember.ContextTraits, CallMember.ContextTraitsEmail);
            else Pass();
        }
        tokens.Set(CallMember.Context, ValueFrom(start, JsonTokenType.StartObject));
    }

    private void FindTraits(ref CallTokens tokens, CallMember traits, CallMember email)
    {
        tokens.Set(email, default);
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            tokens.Set(traits, Take());
            return;
        }
        var start = (int)reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isEmail = MemberName().SequenceEqual("email"u8);
            reader.Read();
            if (isEmail) tokens.Set(email, Take());
            else Pass();
        }
        tokens.Set(traits, ValueFrom(start, JsonTokenType.StartObject));
    }

    /// <summary>The reader's own comparison throws at a lone surrogate, so an escaped name is unescaped by ours.</summary>
    private ReadOnlySpan<byte> MemberName() =>
        reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(ValueReader.ReadText(ref reader)) : reader.ValueSpan;

    private CallToken Take()
    {
        var kind = reader.TokenType;
        var start = (int)reader.TokenStartIndex;
        Pass();
        return kind switch
        {
            JsonTokenType.StartObject or JsonTokenType.StartArray => ValueFrom(start, kind),
            JsonTokenType.String => new CallToken(start + 1, reader.ValueSpan.Length, kind, reader.ValueIsEscaped),
            _ => new CallToken(start, reader.ValueSpan.Length, kind, Escaped: false),
        };
    }

    private readonly CallToken ValueFrom(int start, JsonTokenType kind) => new(start, (int)reader.BytesConsumed - start, kind, Escaped: false);

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
                if (!(reader.TryGetDouble(out var number) && double.IsFinite(number))) Note(CallProblem.NumberOutOfRange);
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                if (reader.CurrentDepth >= CallReader.MaxDepth) Note(CallProblem.TooDeep);
                break;
        }
    }

    private void Note(CallProblem noted)
    {
        if (problem == CallProblem.None || noted < problem) problem = noted;
    }
}
