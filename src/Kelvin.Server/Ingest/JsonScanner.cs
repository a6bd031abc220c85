using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kelvin.Server.Ingest;

/// <summary>
/// Passes over JSON as fast as it can be checked. Made for what is nearly always so: whatever it says is well-formed is
/// well-formed; of the rest, and of numbers with an exponent or hundreds of digits, it says nothing and .NET's reader is asked.
/// </summary>
internal ref struct JsonScanner(ReadOnlySpan<byte> json)
{
    private const int LongestPlainNumber = 300;

    private readonly ref byte first = ref MemoryMarshal.GetReference(json);
    private readonly int length = json.Length;

    /// <summary>Of the next byte.</summary>
    public int At;

    /// <summary>The text passed last has escapes in it.</summary>
    public bool Escaped;

    /// <summary>The next byte; 0, which no JSON has outside its texts, at the end.</summary>
    public readonly byte Next
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => At < length ? Unsafe.Add(ref first, At) : (byte)0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PassSpace()
    {
        while (Next is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') At++;
    }

    /// <summary>Passes one byte, and space after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Pass(byte wanted)
    {
        if (Next != wanted) return false;
        At++;
        if (Next <= ' ') PassSpace();
        return true;
    }

    /// <summary>Passes a value and space after it.</summary>
    /// <param name="depth">Of the value, if it is an object or a list; the call itself is at 1.</param>
    public bool PassValue(int depth)
    {
        var passed = Next switch
        {
            (byte)'"' => PassText(),
            (byte)'{' => PassObject(depth),
            (byte)'[' => PassList(depth),
            (byte)'t' => PassWord("true"u8),
            (byte)'f' => PassWord("false"u8),
            (byte)'n' => PassWord("null"u8),
            _ => PassNumber(),
        };
        if (passed && Next <= ' ') PassSpace();
        return passed;
    }

    /// <summary>Passes a text; its inside begins one byte behind where it stood.</summary>
    public bool PassText()
    {
        if (Next != '"') return false;
        Escaped = false;
        for (var i = At + 1; ;)
        {
            i = FindEndOrEscape(i);
            if (i >= length) return false;
            var found = Unsafe.Add(ref first, i);
            if (found == '"')
            {
                At = i + 1;
                return true;
            }
            if (found != '\\' || !PassEscape(ref i)) return false;
            Escaped = true;
        }
    }

    /// <summary>The place of the next quote, backslash or control character.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int FindEndOrEscape(int i)
    {
        for (; i + Vector256<byte>.Count <= length; i += Vector256<byte>.Count)
        {
            var bytes = Vector256.LoadUnsafe(ref first, (nuint)i);
            var found = Vector256.Equals(bytes, Vector256.Create((byte)'"')) | Vector256.Equals(bytes, Vector256.Create((byte)'\\'))
                | Vector256.Equals(Vector256.Min(bytes, Vector256.Create((byte)0x1F)), bytes);
            var bits = found.ExtractMostSignificantBits();
            if (bits != 0) return i + BitOperations.TrailingZeroCount(bits);
        }
        while (i < length && Unsafe.Add(ref first, i) is >= 0x20 and not (byte)'"' and not (byte)'\\') i++;
        return i;
    }

    private readonly bool PassEscape(ref int i)
    {
        if (i + 1 >= length) return false;
        switch (Unsafe.Add(ref first, i + 1))
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                i += 2;
                return true;
            case (byte)'u':
                if (i + 6 > length) return false;
                for (var digit = i + 2; digit < i + 6; digit++)
                {
                    if (!char.IsAsciiHexDigit((char)Unsafe.Add(ref first, digit))) return false;
                }
                i += 6;
                return true;
            default:
                return false;
        }
    }

    private bool PassObject(int depth)
    {
        if (depth > CallReader.MaxDepth || !Pass((byte)'{')) return false;
        if (Next == '}') return PassLast();
        while (true)
        {
            if (!PassText()) return false;
            PassSpace();
            if (!Pass((byte)':') || !PassValue(depth + 1)) return false;
            if (Next == '}') return PassLast();
            if (!Pass((byte)',')) return false;
        }
    }

    private bool PassList(int depth)
    {
        if (depth > CallReader.MaxDepth || !Pass((byte)'[')) return false;
        if (Next == ']') return PassLast();
        while (true)
        {
            if (!PassValue(depth + 1)) return false;
            if (Next == ']') return PassLast();
            if (!Pass((byte)',')) return false;
        }
    }

    private bool PassLast()
    {
        At++;
        return true;
    }

    private bool PassWord(ReadOnlySpan<byte> word)
    {
        if (length - At < word.Length || !MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref first, At), word.Length).SequenceEqual(word)) return false;
        At += word.Length;
        return true;
    }

    private bool PassNumber()
    {
        var start = At;
        if (Next == '-') At++;
        if (Next == '0') At++;
        else if (!PassDigits()) return false;
        if (Next == '.')
        {
            At++;
            if (!PassDigits()) return false;
        }
        return Next is not ((byte)'e' or (byte)'E') && At - start <= LongestPlainNumber;
    }

    private bool PassDigits()
    {
        var start = At;
        while ((uint)(Next - '0') <= 9) At++;
        return At > start;
    }
}
