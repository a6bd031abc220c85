using Kelvin.Scoring.Plans.Reading;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Kelvin.Scoring.Plans.Documents;

/// <summary>Reads YAML 1.2 without anchors, aliases, tags and merge keys. Depth is bounded before the stack is.</summary>
internal sealed class YamlText(string text, Problems problems)
{
    private readonly Parser parser = new(new Scanner(new StringReader(text), skipComments: true));
    private readonly TreeBuilder tree = new(problems);
    private readonly Stack<NodeEvent> open = new();

    private ParsingEvent Current => parser.Current!;

    /// <summary>The root; null after a problem that leaves no tree.</summary>
    public PlanNode? Read()
    {
        try
        {
            return ReadStream();
        }
        catch (GaveUpException)
        {
            return null;
        }
        catch (Exception error) when (error is YamlException or InvalidOperationException or ArgumentException or OverflowException)
        {
            YamlErrors.Explain(text, error, parser.Current, open, problems);
            return null;
        }
    }

    private PlanNode? ReadStream()
    {
        parser.MoveNext();
        parser.MoveNext();
        if (Current is StreamEnd)
        {
            problems.Add(1, 1, "", "The plan is empty.");
            return null;
        }
        var start = (DocumentStart)Current;
        if (start.Version is { Version: { Major: 1, Minor: 0 or 1 } } version)
        {
            problems.Add(Line(version), Column(version), "", "Plans are YAML 1.2.", "%YAML 1.2, or no such line");
        }
        parser.MoveNext();
        var root = ReadNode(null, null, 0, 1);
        parser.MoveNext();
        parser.MoveNext();
        if (Current is DocumentStart second)
        {
            problems.Add(Line(second), Column(second), "", "A second document starts here; a plan is one document.");
        }
        return root;
    }

    private PlanNode ReadNode(PlanNode? parent, string? key, int index, int depth)
    {
        var current = Current;
        if (current is AnchorAlias alias)
        {
            var broken = TreeBuilder.Place(new PlanBroken(Line(current), Column(current)), parent, key, index);
            problems.Add(broken, $"'*{Shown.Short(alias.Value.Value)}' is an alias; plans have none.", "the value itself; or quotes, if the text is meant");
            return broken;
        }
        PlanNode node = current switch
        {
            Scalar scalar => Read(scalar),
            SequenceStart => new PlanSequence(Line(current), Column(current)),
            MappingStart => new PlanMapping(Line(current), Column(current)),
            // The parser lets some mappings in braces end behind a key.
            _ => throw new SemanticErrorException(current.Start, current.End, "a value was expected."),
        };
        TreeBuilder.Place(node, parent, key, index);
        if (!tree.HasRoom(node, depth)) throw new GaveUpException();
        RefuseProperties((NodeEvent)current, node);
        (node.Start, node.End) = ((int)current.Start.Index, (int)current.End.Index);
        if (node is PlanScalar) return Finite(node);
        node.IsFlow = current is SequenceStart { Style: SequenceStyle.Flow } or MappingStart { Style: MappingStyle.Flow };
        open.Push((NodeEvent)current);
        if (node is PlanSequence sequence) ReadItems(sequence, depth);
        else ReadEntries((PlanMapping)node, depth);
        open.Pop();
        node.End = node.IsFlow ? (int)Current.Start.Index + 1 : Math.Max(node.Start, node is PlanSequence list ? list.Items[^1].End : ((PlanMapping)node).Entries.Select(entry => Math.Max(entry.Key.End, entry.Value.End)).LastOrDefault(node.Start));
        return node;
    }

    private void ReadItems(PlanSequence sequence, int depth)
    {
        while (parser.MoveNext() && Current is not SequenceEnd)
        {
            sequence.Items.Add(ReadNode(sequence, null, sequence.Items.Count, depth + 1));
        }
    }

    private void ReadEntries(PlanMapping mapping, int depth)
    {
        while (parser.MoveNext() && Current is not MappingEnd)
        {
            var written = (Current as Scalar)?.Value;
            var key = ReadNode(mapping, written ?? "?", 0, depth + 1);
            parser.MoveNext();
            var value = ReadNode(mapping, written ?? "?", 0, depth + 1);
            if (key is PlanScalar scalar && !IsMerge(scalar))
            {
                tree.AddEntry(mapping, scalar, value);
                continue;
            }
            mapping.IsWhole = false;
            if (key is PlanScalar) problems.Add(key, "'<<' merges mappings; plans have no such keys.");
            else if (key is not PlanBroken) problems.Add(key, $"A key must be a single value, not {key.Says}.");
        }
    }

    private static bool IsMerge(PlanScalar key) => key is { Text: "<<", Quoted: false };

    private static PlanScalar Read(Scalar scalar)
    {
        var quoted = scalar.Style != ScalarStyle.Plain;
        var number = 0d;
        var kind = quoted ? ScalarKind.Text : CoreSchema.Resolve(scalar.Value, out number);
        return new PlanScalar(Line(scalar), Column(scalar), scalar.Value, quoted, kind, number);
    }

    private PlanNode Finite(PlanNode node)
    {
        if (node is not PlanScalar { IsNumber: true } scalar || double.IsFinite(scalar.Number)) return node;
        problems.Add(node, $"'{Shown.Short(scalar.Text)}' is not a finite number.", "a finite number; or quotes, if the text is meant");
        return TreeBuilder.Place(new PlanBroken(node.Line, node.Column), node.Parent, node.Key, node.Index);
    }

    private void RefuseProperties(NodeEvent current, PlanNode node)
    {
        if (!current.Anchor.IsEmpty)
        {
            problems.Add(node, $"'&{Shown.Short(current.Anchor.Value)}' is an anchor; plans have none.");
        }
        if (!current.Tag.IsEmpty)
        {
            problems.Add(node, $"'{Shown.Short(current.Tag.Value)}' is a tag; plans have none.", "quotes, if a text is meant");
        }
    }

    private static int Line(ParsingEvent at) => (int)at.Start.Line;
    private static int Column(ParsingEvent at) => (int)at.Start.Column;
    private static int Line(YamlDotNet.Core.Tokens.Token at) => (int)at.Start.Line;
    private static int Column(YamlDotNet.Core.Tokens.Token at) => (int)at.Start.Column;

    /// <summary>A limit was passed: what follows is not looked at.</summary>
    private sealed class GaveUpException : Exception;
}
