using System.Text.Json;

namespace Kelvin.Server.Ingest;

/// <summary>Finds a call's members in JSON of the usual kind. False where it is of another kind, or broken.</summary>
internal ref struct CallScanner(ReadOnlySpan<byte> json)
{
    private readonly ReadOnlySpan<byte> json = json;
    private JsonScanner scanner = new(json);

    public bool TryFind(ref CallTokens tokens)
    {
        scanner.PassSpace();
        return FindMembers(ref tokens, CallMember.Unknown, depth: 1) && scanner.At == json.Length;
    }

    /// <summary>Finds the members of an object that are known there.</summary>
    /// <param name="of">What the object is: the context, some traits, or unknown for the call itself.</param>
    private bool FindMembers(ref CallTokens tokens, CallMember of, int depth)
    {
        if (!scanner.Pass((byte)'{')) return false;
        if (scanner.Next == '}') return scanner.Pass((byte)'}');
        while (true)
        {
            var start = scanner.At + 1;
            // An escaped name could be any.
            if (!scanner.PassText() || scanner.Escaped) return false;
            var name = json[start..(scanner.At - 1)];
            scanner.PassSpace();
            if (!scanner.Pass((byte)':') || !FindValue(ref tokens, MemberIn(of, name), depth + 1)) return false;
            if (scanner.Next == '}') return scanner.Pass((byte)'}');
            if (!scanner.Pass((byte)',')) return false;
        }
    }

    private static CallMember MemberIn(CallMember of, ReadOnlySpan<byte> name) => of switch
    {
        CallMember.Unknown => CallTokens.MemberOf(name),
        CallMember.Context => name.SequenceEqual("traits"u8) ? CallMember.ContextTraits : CallMember.Unknown,
        CallMember.Traits => name.SequenceEqual("email"u8) ? CallMember.TraitsEmail : CallMember.Unknown,
        _ => name.SequenceEqual("email"u8) ? CallMember.ContextTraitsEmail : CallMember.Unknown,
    };

    private bool FindValue(ref CallTokens tokens, CallMember member, int depth)
    {
        if (member == CallMember.Unknown) return scanner.PassValue(depth);
        if (member is CallMember.Context or CallMember.Traits or CallMember.ContextTraits)
        {
            // If it stands here a second time, what was in the first is gone.
            if (member == CallMember.Context) tokens.Set(CallMember.ContextTraits, default);
            tokens.Set(member == CallMember.Traits ? CallMember.TraitsEmail : CallMember.ContextTraitsEmail, default);
        }
        var start = scanner.At;
        var kind = KindOf(scanner.Next);
        if (kind == JsonTokenType.StartObject && member is CallMember.Context or CallMember.Traits or CallMember.ContextTraits)
        {
            if (!FindMembers(ref tokens, member, depth)) return false;
        }
        else if (!scanner.PassValue(depth))
        {
            return false;
        }
        var end = scanner.At;
        while (json[end - 1] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') end--;
        tokens.Set(member, kind == JsonTokenType.String ? new CallToken(start + 1, end - start - 2, kind, scanner.Escaped) : new CallToken(start, end - start, kind, Escaped: false));
        return true;
    }

    private static JsonTokenType KindOf(byte first) => first switch
    {
        (byte)'"' => JsonTokenType.String,
        (byte)'{' => JsonTokenType.StartObject,
        (byte)'[' => JsonTokenType.StartArray,
        (byte)'t' => JsonTokenType.True,
        (byte)'f' => JsonTokenType.False,
        (byte)'n' => JsonTokenType.Null,
        _ => JsonTokenType.Number,
    };
}
