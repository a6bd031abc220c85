using System.Buffers.Binary;
using System.Text;
using Kelvin.Scoring.Conditions;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;
using Kelvin.Server.Ingest;

namespace Kelvin.Server.EventFiles;

/// <summary>
/// Finds the shape of a call from its bytes. Of its properties and context it takes the bytes of those members that some
/// plan asks of such an event, and remembers the shape that they led to; so values are made only of what was not met before.
/// For one thread; several share one shape table.
/// </summary>
internal sealed class ShapeReader(ShapeTable table)
{
    /// <summary>What is remembered, counted in shapes and in bytes; beyond it every event is read in full, with the same answers.</summary>
    private const int MostRemembered = 2 * ShapeTable.Capacity;
    private const int LongestRemembered = 1024;

    private readonly Dictionary<byte[], Layout>.AlternateLookup<ReadOnlySpan<byte>> layouts = new Dictionary<byte[], Layout>(ByteComparer.Instance).GetAlternateLookup<ReadOnlySpan<byte>>();
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> numbers = new Dictionary<byte[], int>(ByteComparer.Instance).GetAlternateLookup<ReadOnlySpan<byte>>();
    private readonly Value[] fields = new Value[table.MostFields];
    private readonly byte[] key = new byte[LongestRemembered];

    public int NumberOf(in Call call)
    {
        var layout = LayoutOf(call.EventName);
        if (layout.AsksNothing) return call.Machine ? layout.MachineShape ??= Read(layout, call) : layout.Shape ??= Read(layout, call);
        var length = KeyOf(layout, call);
        if (length < 0) return Read(layout, call);
        if (numbers.TryGetValue(key.AsSpan(0, length), out var number)) return number;
        number = Read(layout, call);
        if (numbers.Dictionary.Count < MostRemembered) numbers[key.AsSpan(0, length)] = number;
        return number;
    }

    /// <summary>The shape of one event alone, for when the table is full.</summary>
    public Shape Unnumbered(in Call call)
    {
        var layout = LayoutOf(call.EventName);
        layout.Names.Read(call.ReadProperties(), call.ReadContext(), fields);
        return ShapeTable.Unnumbered(layout.Names, fields, call.Machine);
    }

    private int Read(Layout layout, in Call call)
    {
        if (layout.AsksNothing) return table.NumberOf(layout.Names, [], call.Machine);
        layout.Names.Read(call.ReadProperties(), call.ReadContext(), fields);
        return table.NumberOf(layout.Names, fields, call.Machine);
    }

    private Layout LayoutOf(ReadOnlySpan<byte> name)
    {
        if (layouts.TryGetValue(name, out var layout)) return layout;
        layout = new Layout(table.LayoutOf(Encoding.UTF8.GetString(name)), layouts.Dictionary.Count);
        if (layouts.Dictionary.Count < MostRemembered) layouts[name] = layout;
        return layout;
    }

    /// <summary>Everything that the fields depend on, as bytes; -1 when it is too long to be remembered.</summary>
    private int KeyOf(Layout layout, in Call call)
    {
        BinaryPrimitives.WriteInt32LittleEndian(key, layout.Number);
        key[4] = call.Machine ? (byte)1 : (byte)0;
        var length = 5;
        if (layout.Properties.Length > 0)
        {
            if (!AddMembers(call.Properties, layout.Properties, 0, ref length)) return -1;
            if (!Add(call.Name, 1, ref length) || !Add(call.Category, 2, ref length)) return -1;
        }
        return layout.Context.Length == 0 || AddMembers(call.Context, layout.Context, 3, ref length) ? length : -1;
    }

    private bool AddMembers(ReadOnlySpan<byte> json, byte[][] wanted, byte mark, ref int length)
    {
        if (json.IsEmpty) return true;
        var scanner = new JsonScanner(json);
        if (!scanner.Pass((byte)'{')) return false;
        while (scanner.Next != '}')
        {
            var start = scanner.At;
            if (!scanner.PassText()) return false;
            // An escaped name could be any; it is taken in as it stands.
            var asked = scanner.Escaped || IsOneOf(json[(start + 1)..(scanner.At - 1)], wanted);
            scanner.PassSpace();
            if (!scanner.Pass((byte)':') || !scanner.PassValue(1)) return false;
            if (asked && !Add(json[start..scanner.At], mark, ref length)) return false;
            if (scanner.Next != '}' && !scanner.Pass((byte)',')) return false;
        }
        return true;
    }

    private static bool IsOneOf(ReadOnlySpan<byte> name, byte[][] wanted)
    {
        foreach (var one in wanted)
        {
            if (name.SequenceEqual(one)) return true;
        }
        return false;
    }

    private bool Add(ReadOnlySpan<byte> bytes, byte mark, ref int length)
    {
        if (bytes.IsEmpty) return true;
        if (length + 3 + bytes.Length > key.Length) return false;
        key[length] = mark;
        BinaryPrimitives.WriteUInt16LittleEndian(key.AsSpan(length + 1), (ushort)bytes.Length);
        bytes.CopyTo(key.AsSpan(length + 3));
        length += 3 + bytes.Length;
        return true;
    }

    /// <summary>What the plans ask of events of one name.</summary>
    private sealed class Layout(NameLayout names, int number)
    {
        public NameLayout Names => names;
        public int Number => number;
        public bool AsksNothing { get; } = names.Operands.Count == 0;
        public byte[][] Properties { get; } = KeysOf(names, OperandRoot.Property);
        public byte[][] Context { get; } = KeysOf(names, OperandRoot.Context);
        public int? Shape { get; set; }
        public int? MachineShape { get; set; }

        /// <summary>The top-level members that can matter: of <c>a.b</c> the member of that name and <c>a</c>.</summary>
        private static byte[][] KeysOf(NameLayout names, OperandRoot root) =>
            [.. names.Operands.Where(operand => operand.Root == root)
                .SelectMany(operand => new[] { operand.Path, operand.Path.Split('.')[0] })
                .Distinct(StringComparer.Ordinal).Select(Encoding.UTF8.GetBytes)];
    }
}
