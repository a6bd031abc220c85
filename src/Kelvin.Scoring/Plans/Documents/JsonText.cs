using System.Text;
using System.Text.Json;
using Kelvin.Scoring.Plans.Reading;

namespace Kelvin.Scoring.Plans.Documents;

/// <summary>Reads JSON into the tree, with the place of every token.</summary>
internal sealed class JsonText(string text, Problems problems)
{
    // One deeper than we allow, so that we say it before the reader does.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = PlanLimits.Depth + 2 };

    private readonly byte[] utf8 = Encoding.UTF8.GetBytes(text);
    private readonly TreeBuilder tree = new(problems);
    private int seen;
    private int line = 1;
    private int column = 1;

    /// <summary>The root; null after a problem that leaves no tree.</summary>
    public PlanNode? Read()
    {
        var reader = new Utf8JsonReader(utf8, Options);
        try
        {
            reader.Read();
            var root = ReadNode(ref reader, null, null, 0, 1);
            if (root is not null) reader.Read();
            return root;
        }
        catch (JsonException error)
        {
            AddSyntax(error);
            return null;
        }
    }

    private PlanNode? ReadNode(ref Utf8JsonReader reader, PlanNode? parent, string? key, int index, int depth)
    {
        MoveTo((int)reader.TokenStartIndex);
        var node = TreeBuilder.Place(Begin(ref reader), parent, key, index);
        if (!tree.HasRoom(node, depth)) return null;
        return node switch
        {
            PlanSequence sequence => ReadItems(ref reader, sequence, depth) ? sequence : null,
            PlanMapping mapping => ReadEntries(ref reader, mapping, depth) ? mapping : null,
            _ => Finite(node),
        };
    }

    private PlanNode Begin(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => new PlanMapping(line, column),
        JsonTokenType.StartArray => new PlanSequence(line, column),
        JsonTokenType.String => Text(ref reader),
        JsonTokenType.Number => Number(Encoding.UTF8.GetString(reader.ValueSpan)),
        JsonTokenType.True => new PlanScalar(line, column, "true", false, ScalarKind.True, 0),
        JsonTokenType.False => new PlanScalar(line, column, "false", false, ScalarKind.False, 0),
        _ => new PlanScalar(line, column, "null", false, ScalarKind.Null, 0),
    };

    private bool ReadItems(ref Utf8JsonReader reader, PlanSequence sequence, int depth)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (ReadNode(ref reader, sequence, null, sequence.Items.Count, depth + 1) is not { } item) return false;
            sequence.Items.Add(item);
        }
        return true;
    }

    private bool ReadEntries(ref Utf8JsonReader reader, PlanMapping mapping, int depth)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            MoveTo((int)reader.TokenStartIndex);
            var key = TreeBuilder.Place(Text(ref reader), mapping, null, 0);
            key.Key = key.Text;
            reader.Read();
            if (ReadNode(ref reader, mapping, key.Text, 0, depth + 1) is not { } value) return false;
            tree.AddEntry(mapping, key, value);
        }
        return true;
    }

    private PlanScalar Text(ref Utf8JsonReader reader)
    {
        string value;
        try
        {
            value = reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            problems.Add(line, column, "", "The text has an escape that is half of a surrogate pair.");
            value = "\uFFFD";
        }
        return new PlanScalar(line, column, value, true, ScalarKind.Text, 0);
    }

    private PlanScalar Number(string written)
    {
        var kind = CoreSchema.Resolve(written, out var number);
        return new PlanScalar(line, column, written, false, kind, number);
    }

    private PlanNode Finite(PlanNode node)
    {
        if (node is not PlanScalar { IsNumber: true } scalar || double.IsFinite(scalar.Number)) return node;
        problems.Add(node, $"'{Shown.Short(scalar.Text)}' is out of the range of numbers.");
        return TreeBuilder.Place(new PlanBroken(node.Line, node.Column), node.Parent, node.Key, node.Index);
    }

    private void AddSyntax(JsonException error)
    {
        var start = 0;
        for (var i = error.LineNumber ?? 0; i > 0; i--) start = Array.IndexOf(utf8, (byte)'\n', start) + 1;
        var at = Math.Clamp(start + (int)(error.BytePositionInLine ?? 0), start, utf8.Length);
        var place = Encoding.UTF8.GetCharCount(utf8, start, at - start) + 1;
        var message = error.Message;
        var tail = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        if (tail >= 0) message = message[..tail];
        problems.Add((int)(error.LineNumber ?? 0) + 1, place, "", $"This is not JSON: {message}");
    }

    /// <summary>Moves line and column on to a byte; tokens come in order, so the text is walked once.</summary>
    private void MoveTo(int index)
    {
        for (; seen < index; seen++)
        {
            var b = utf8[seen];
            if (b == '\n') (line, column) = (line + 1, 1);
            else if (b is < 0x80 or >= 0xC0) column += b >= 0xF0 ? 2 : 1;
        }
    }
}
