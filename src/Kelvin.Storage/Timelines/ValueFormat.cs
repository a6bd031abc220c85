using System.Text;
using Kelvin.Scoring.Values;

namespace Kelvin.Storage.Timelines;

/// <summary>
/// JSON values in fewer bytes than as text, and read without parsing: a byte that says what follows (from 0x80 on: a text
/// of up to 127 bytes), known words by their place, UUIDs in sixteen bytes.
/// </summary>
internal static class ValueFormat
{
    private const byte Missing = 0, Null = 1, False = 2, True = 3, Whole = 4, Real = 5, Text = 6, Array = 7, Object = 8, Word = 9, Uuid = 10, WithUuid = 11;
    private const byte ShortText = 0x80;
    private const int UuidLength = 36;
    private const double LargestWhole = 1L << 53;

    public static void Write(ByteWriter to, Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Missing: to.Byte(Missing); break;
            case ValueKind.Null: to.Byte(Null); break;
            case ValueKind.False: to.Byte(False); break;
            case ValueKind.True: to.Byte(True); break;
            case ValueKind.Number: Write(to, value.AsNumber); break;
            case ValueKind.Text: Write(to, value.AsText); break;
            case ValueKind.Array:
                to.Byte(Array);
                to.Number((ulong)value.AsArray.Length);
                foreach (var element in value.AsArray) Write(to, element);
                break;
            case ValueKind.Object:
                to.Byte(Object);
                to.Number((ulong)value.AsObject.Count);
                foreach (ref readonly var member in value.AsObject.Members)
                {
                    Write(to, member.Key);
                    Write(to, member.Value);
                }
                break;
        }
    }

    public static void Write(ByteWriter to, string text)
    {
        if (Words.TryFind(text, out var word))
        {
            to.Byte(Word);
            to.Number((ulong)word);
            return;
        }
        if (text.Length >= UuidLength && IsUuid(text.AsSpan(text.Length - UuidLength), out var uuid))
        {
            var hasPrefix = text.Length > UuidLength;
            to.Byte(hasPrefix ? WithUuid : Uuid);
            if (hasPrefix) Write(to, text[..^UuidLength]);
            Span<byte> bytes = stackalloc byte[16];
            uuid.TryWriteBytes(bytes, bigEndian: true, out _);
            to.Bytes(bytes);
            return;
        }
        var length = Encoding.UTF8.GetByteCount(text);
        if (length < ShortText) to.Byte((byte)(ShortText + length));
        else
        {
            to.Byte(Text);
            to.Number((ulong)length);
        }
        to.Utf8(text, length);
    }

    public static Value Read(ref ByteReader from)
    {
        var tag = from.Byte();
        switch (tag)
        {
            case Missing: return Value.Missing;
            case Null: return Value.Null;
            case False: return Value.Of(false);
            case True: return Value.Of(true);
            case Whole: return Value.Of((double)from.Signed());
            case Real: return Value.Of(from.Double());
            case Array:
                var elements = new Value[(int)from.Number()];
                for (var i = 0; i < elements.Length; i++) elements[i] = Read(ref from);
                return Value.Of(elements);
            case Object:
                var members = new KeyValuePair<string, Value>[(int)from.Number()];
                for (var i = 0; i < members.Length; i++)
                {
                    var key = ReadText(ref from);
                    members[i] = new(key, Read(ref from));
                }
                return Value.Of(members);
            default: return Value.Of(ReadText(tag, ref from));
        }
    }

    public static string ReadText(ref ByteReader from) => ReadText(from.Byte(), ref from);

    private static string ReadText(byte tag, ref ByteReader from) => tag switch
    {
        >= ShortText => Encoding.UTF8.GetString(from.Bytes(tag - ShortText)),
        Text => Encoding.UTF8.GetString(from.Bytes((int)from.Number())),
        Word => Words.At((int)from.Number()),
        Uuid => ReadUuid(ref from),
        WithUuid => ReadText(ref from) + ReadUuid(ref from),
        _ => throw new StoreException($"An event in the store holds a value of the unknown kind {tag}."),
    };

    private static void Write(ByteWriter to, double number)
    {
        // Minus zero is no whole number here: it would come back as zero.
        if (Math.Abs(number) <= LargestWhole && Math.Floor(number) == number && !(number == 0 && double.IsNegative(number)))
        {
            to.Byte(Whole);
            to.Signed((long)number);
            return;
        }
        to.Byte(Real);
        to.Double(number);
    }

    /// <summary>Only what comes back letter for letter: lower case with hyphens.</summary>
    private static bool IsUuid(ReadOnlySpan<char> text, out Guid uuid)
    {
        uuid = default;
        return text[8] == '-' && text[13] == '-' && text.IndexOfAnyInRange('A', 'Z') < 0 && Guid.TryParseExact(text, "D", out uuid);
    }

    private static string ReadUuid(ref ByteReader from) => new Guid(from.Bytes(16), bigEndian: true).ToString("D");
}
