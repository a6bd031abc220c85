using System.Buffers;
using System.Text.Json;

namespace Kelvin.Server.Ingest;

/// <summary>
/// Changes a call's bytes before it is read: what the batch says for all its calls joins it, and what a public key may not say leaves it.
/// Works on the bytes, so that what is kept stays exactly as it was written.
/// </summary>
internal static class ItemSplice
{
    private static ReadOnlySpan<byte> OpenBrace => "{"u8;
    private static ReadOnlySpan<byte> Comma => ","u8;

    /// <summary>
    /// The call with the batch's own object (its <c>context</c>) merged in: the call's members win. Both are well-formed JSON objects.
    /// </summary>
    public static byte[] Merge(ReadOnlySpan<byte> call, ReadOnlySpan<byte> memberName, ReadOnlySpan<byte> shared)
    {
        var place = FindMember(call, memberName);
        var buffer = new ArrayBufferWriter<byte>(call.Length + shared.Length + memberName.Length + 8);
        if (place.IsEmpty)
        {
            var rest = call[1..].TrimStart(" \t\r\n"u8);
            buffer.Write("{\""u8);
            buffer.Write(memberName);
            buffer.Write("\":"u8);
            buffer.Write(shared);
            if (rest[0] != (byte)'}') buffer.Write(Comma);
            buffer.Write(rest);
            return buffer.WrittenSpan.ToArray();
        }
        var own = place.Of(call);
        buffer.Write(call[..place.Start]);
        if (own[0] == (byte)'{')
        {
            // Of a member that stands twice the last counts, so the call's own follow the shared ones.
            var sharedInside = Inside(shared);
            var ownInside = Inside(own);
            buffer.Write(OpenBrace);
            buffer.Write(sharedInside);
            if (sharedInside.Length > 0 && ownInside.Length > 0) buffer.Write(Comma);
            buffer.Write(ownInside);
            buffer.Write("}"u8);
        }
        else
        {
            buffer.Write(own.SequenceEqual("null"u8) ? shared : own);
        }
        buffer.Write(call[(place.Start + place.Length)..]);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>
    /// The call without those traits, at the top of <c>traits</c> and of <c>context.traits</c>; null when it has none of them.
    /// A dotted name covers what it leads through, both ways.
    /// </summary>
    public static byte[]? WithoutTraits(ReadOnlySpan<byte> call, IReadOnlyList<string> names)
    {
        byte[]? changed = null;
        var traits = FindMember(call, "traits"u8);
        if (!traits.IsEmpty && Without(traits.Of(call), names) is { } fewer) changed = Replace(call, traits, fewer);
        var current = changed ?? call;
        var context = FindMember(current, "context"u8);
        if (context.IsEmpty || current[context.Start] != (byte)'{') return changed;
        var inner = FindMember(context.Of(current), "traits"u8);
        if (inner.IsEmpty) return changed;
        var place = new Slice(context.Start + inner.Start, inner.Length);
        return Without(place.Of(current), names) is { } fewerInContext ? Replace(current, place, fewerInContext) : changed;
    }

    private static byte[]? Without(ReadOnlySpan<byte> traits, IReadOnlyList<string> names)
    {
        if (traits[0] != (byte)'{') return null;
        var kept = new List<Slice>();
        var dropped = false;
        var reader = new Utf8JsonReader(traits);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var drop = IsCovered(Scoring.Values.ValueReader.ReadText(ref reader), names);
            reader.Read();
            reader.Skip();
            if (drop) dropped = true;
            else kept.Add(new Slice(start, (int)reader.BytesConsumed - start));
        }
        if (!dropped) return null;
        var buffer = new ArrayBufferWriter<byte>(traits.Length);
        buffer.Write(OpenBrace);
        for (var i = 0; i < kept.Count; i++)
        {
            if (i > 0) buffer.Write(Comma);
            buffer.Write(kept[i].Of(traits));
        }
        buffer.Write("}"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static bool IsCovered(string key, IReadOnlyList<string> names)
    {
        for (var i = 0; i < names.Count; i++)
        {
            var name = names[i];
            if (key == name || LeadsThrough(key, name) || LeadsThrough(name, key)) return true;
        }
        return false;
    }

    private static bool LeadsThrough(string longer, string shorter) =>
        longer.Length > shorter.Length && longer[shorter.Length] == '.' && longer.StartsWith(shorter, StringComparison.Ordinal);

    private static byte[] Replace(ReadOnlySpan<byte> call, Slice place, ReadOnlySpan<byte> value) =>
        [.. call[..place.Start], .. value, .. call[(place.Start + place.Length)..]];

    /// <summary>Where the value of a member stands, the last of that name; empty when there is none.</summary>
    public static Slice FindMember(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        var found = default(Slice);
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return found;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = reader.NameIs(name);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isIt) found = new Slice(start, (int)reader.BytesConsumed - start);
        }
        return found;
    }

    private static ReadOnlySpan<byte> Inside(ReadOnlySpan<byte> braces) => braces[1..^1].Trim(" \t\r\n"u8);
}
