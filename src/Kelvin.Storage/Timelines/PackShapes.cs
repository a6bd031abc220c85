using System.Text;
using Kelvin.Scoring.Conditions;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;
using Kelvin.Storage.Keys;

namespace Kelvin.Storage.Timelines;

/// <summary>
/// The shapes and values of traits that packs of one layout name by number. They outlive the people in whose packs they stand,
/// so that only what several people have in common gets a number; what is one's own stands in the pack itself, under its key.
/// Bounded. Safe for many threads.
/// </summary>
public sealed class PackShapes
{
    /// <summary>What so many streams have said is nobody's own.</summary>
    private const int StreamsToShare = 3;

    private const int BytesMost = 128;
    private const int CandidatesMost = 100_000;

    private readonly Dictionary<string, (StreamId First, StreamId Second)> candidates = new(StringComparer.Ordinal);
    private readonly int[] saved;
    private volatile byte[] tells = [];

    internal PackShapes(int layout, ShapeTable table)
    {
        (Layout, Table) = (layout, table);
        saved = new int[1 + table.Traits.Keys.Length];
    }

    /// <summary>The number of the layout; a newer one has a greater.</summary>
    public int Layout { get; }

    public ShapeTable Table { get; }

    /// <summary>What a pack holds beside an event of a shape.</summary>
    internal enum Beside : byte { Nothing = 0, Traits = 1, Account = 2 }

    internal Beside Tells(int number)
    {
        var known = tells;
        if (number >= known.Length)
        {
            var count = Table.Count;
            if (number >= count) throw new StoreException($"A pack names the shape {number}, which is not known.");
            tells = known = [.. Enumerable.Range(0, count).Select(i => (byte)Tells(Table[i].Layout))];
        }
        return (Beside)known[number];
    }

    internal static Beside Tells(NameLayout layout) => layout.Name switch
    {
        Event.Identify => Beside.Traits,
        Event.Group => Beside.Account,
        _ => Beside.Nothing,
    };

    /// <summary>The number of a shape; -1 when it has none, and gets none yet.</summary>
    internal int NumberOf(StreamId stream, NameLayout layout, ReadOnlySpan<Value> fields, bool machine)
    {
        var number = Table.Find(layout, fields, machine);
        if (number >= 0 || Table.Count == ShapeTable.Capacity) return number;
        var isOwn = fields[..layout.Operands.Count].ContainsAnyExcept(Value.Missing);
        if (isOwn && !IsShared(stream, Write(new ByteWriter(), layout, fields, machine))) return -1;
        return Table.NumberOf(layout, fields, machine);
    }

    /// <summary>The number of a trait's value, <see cref="TraitPool.Removed"/>, or <see cref="TraitPool.Unnumbered"/>.</summary>
    internal int NumberOf(StreamId stream, int place, Value value)
    {
        var number = Table.Traits.Find(place, value);
        if (number != TraitPool.Unnumbered || Table.Traits.CountOf(place) == TraitPool.Capacity || value.Kind is ValueKind.Array or ValueKind.Object) return number;
        var to = new ByteWriter();
        to.Byte(byte.MaxValue);
        to.Number((ulong)place);
        ValueFormat.Write(to, value);
        return IsShared(stream, to) ? Table.Traits.NumberOf(place, value) : TraitPool.Unnumbered;
    }

    private bool IsShared(StreamId stream, ByteWriter said)
    {
        if (said.Written.Length > BytesMost) return false;
        var key = Encoding.Latin1.GetString(said.Written);
        lock (candidates)
        {
            if (candidates.Count >= CandidatesMost) candidates.Clear();
            if (!candidates.TryGetValue(key, out var by)) candidates.Add(key, (stream, default));
            else if (by.First == stream || by.Second == stream) return false;
            else if (by.Second == default) candidates[key] = (by.First, stream);
            else return candidates.Remove(key);
            return StreamsToShare < 2;
        }
    }

    /// <summary>Stores what was numbered since it was last stored; in the transaction of the packs that name it.</summary>
    internal void Save(Session tx, ServerKey key)
    {
        var now = Counts();
        for (var number = saved[0]; number < now[0]; number++)
        {
            var shape = Table[number];
            Save(tx, key, 0, number, Write(new ByteWriter(), shape.Layout, shape.Fields, shape.Machine));
        }
        for (var place = 0; place < now.Length - 1; place++)
        {
            for (var number = saved[1 + place]; number < now[1 + place]; number++)
            {
                var to = new ByteWriter();
                ValueFormat.Write(to, Table.Traits.ValueOf(place, number + 1));
                Save(tx, key, 1 + place, number, to);
            }
        }
    }

    /// <summary>The transaction is on disk.</summary>
    internal void Saved(int[] counts) => counts.CopyTo(saved, 0);

    /// <summary>How many shapes there are, and how many values of each trait.</summary>
    internal int[] Counts() => [Table.Count, .. Enumerable.Range(0, Table.Traits.Keys.Length).Select(Table.Traits.CountOf)];

    private void Save(Session tx, ServerKey key, int kind, int number, ByteWriter document)
    {
        var added = tx.Sql("insert into shapes (layout, kind, number, document) values ($1, $2, $3, $4) on conflict (layout, kind, number) do nothing")
            .Bind((long)Layout).Bind((long)kind).Bind((long)number).Bind(key.Shapes.Close(document.Written)).Run();
        if (added > 0) return;
        using var row = tx.Sql("select document from shapes where layout = $1 and kind = $2 and number = $3").Bind((long)Layout).Bind((long)kind).Bind((long)number);
        row.Step();
        if (!key.Shapes.Open(row.Blob(0)).AsSpan().SequenceEqual(document.Written)) throw new StoreException("Somebody else has numbered shapes meanwhile.");
    }

    /// <summary>Reads what is stored of a layout.</summary>
    internal static PackShapes Read(Session session, ServerKey key, int layout, ReadOnlySpan<byte> document)
    {
        var from = new ByteReader(key.Shapes.Open(document));
        var shapes = new PackShapes(layout, ReadLayout(ref from).MakeTable());
        using var rows = session.Sql("select kind, number, document from shapes where layout = $1 order by kind, number").Bind((long)layout);
        while (rows.Step())
        {
            var (kind, number) = (rows.Int(0), rows.Int(1));
            var one = new ByteReader(key.Shapes.Open(rows.Blob(2)));
            var given = kind == 0 ? shapes.Add(ref one) : shapes.Table.Traits.NumberOf(kind - 1, ValueFormat.Read(ref one)) - 1;
            if (given != number) throw new StoreException($"The shapes of layout {layout} are not as they were numbered.");
        }
        shapes.Saved(shapes.Counts());
        return shapes;
    }

    private int Add(ref ByteReader from)
    {
        var (layout, fields, machine) = Read(ref from);
        return Table.NumberOf(layout, fields, machine);
    }

    internal static ByteWriter Write(ByteWriter to, NameLayout layout, ReadOnlySpan<Value> fields, bool machine)
    {
        ValueFormat.Write(to, layout.Name is null ? Value.Missing : Value.Of(layout.Name));
        to.Byte(machine ? (byte)1 : (byte)0);
        foreach (ref readonly var field in fields[..layout.Operands.Count]) ValueFormat.Write(to, field);
        return to;
    }

    internal (NameLayout Layout, Value[] Fields, bool Machine) Read(ref ByteReader from)
    {
        var name = ValueFormat.Read(ref from);
        var layout = name.IsMissing ? Table.AnyName : Table.LayoutOf(name.AsText);
        var machine = from.Byte() == 1;
        var fields = new Value[layout.Operands.Count];
        for (var i = 0; i < fields.Length; i++) fields[i] = ValueFormat.Read(ref from);
        return (layout, fields, machine);
    }

    internal static byte[] WriteLayout(ShapeLayout layout)
    {
        var to = new ByteWriter();
        to.Number((ulong)layout.Names.Count);
        foreach (var (name, fields) in layout.Names.OrderBy(name => name.Key, StringComparer.Ordinal))
        {
            ValueFormat.Write(to, name);
            WriteFields(to, fields);
        }
        WriteFields(to, layout.AnyName);
        to.Number((ulong)layout.TraitKeys.Count);
        foreach (var key in layout.TraitKeys) ValueFormat.Write(to, key);
        return to.Written.ToArray();
    }

    private static void WriteFields(ByteWriter to, IReadOnlyList<Operand> fields)
    {
        to.Number((ulong)fields.Count);
        foreach (var field in fields)
        {
            to.Byte((byte)field.Root);
            ValueFormat.Write(to, field.Path);
        }
    }

    private static ShapeLayout ReadLayout(ref ByteReader from)
    {
        var names = new KeyValuePair<string, IReadOnlyList<Operand>>[(int)from.Number()];
        for (var i = 0; i < names.Length; i++) names[i] = KeyValuePair.Create(ValueFormat.ReadText(ref from), ReadFields(ref from));
        var any = ReadFields(ref from);
        var keys = new string[(int)from.Number()];
        for (var i = 0; i < keys.Length; i++) keys[i] = ValueFormat.ReadText(ref from);
        return new ShapeLayout(names, any, keys);
    }

    private static IReadOnlyList<Operand> ReadFields(ref ByteReader from)
    {
        var fields = new Operand[(int)from.Number()];
        for (var i = 0; i < fields.Length; i++) fields[i] = new Operand((OperandRoot)from.Byte(), ValueFormat.ReadText(ref from));
        return fields;
    }
}
