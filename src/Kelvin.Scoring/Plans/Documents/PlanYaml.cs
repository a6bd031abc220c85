using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Kelvin.Scoring.Plans.Reading;

namespace Kelvin.Scoring.Plans.Documents;

/// <summary>Writes a plan as YAML as a person would: short things in braces on a line, the rest in blocks.</summary>
public static partial class PlanYaml
{
    private const int LineMost = 110;
    private const int FlowDepthMost = 2;
    private static readonly JsonSerializerOptions Quoting = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The plan's text as YAML, without comments; null when the text is no document at all.</summary>
    public static string? From(string text)
    {
        if (PlanDocument.Read(text, new Problems()) is not { } root) return null;
        return (root is PlanMapping mapping ? Block(mapping, 0).TrimStart('\n') : Flow(root)) + "\n";
    }

    /// <summary>What stands behind <c>key:</c> or <c>-</c>, with the blank or the line break before it.</summary>
    /// <param name="column">How far the key or the dash is indented.</param>
    internal static string Value(PlanNode node, int column)
    {
        var flow = Flow(node);
        if (node is PlanScalar || (flow.Length + column <= LineMost && DepthOf(node) <= FlowDepthMost)) return " " + flow;
        return node is PlanMapping mapping ? Block(mapping, column + 2) : Block((PlanSequence)node, column + 2);
    }

    /// <summary>One item of a list in a block, from its dash on.</summary>
    internal static string Item(PlanNode node, int column)
    {
        var value = Value(node, column);
        return "-" + (value[0] == '\n' ? " " + value.TrimStart('\n').TrimStart(' ') : value);
    }

    /// <summary>On one line, in braces and brackets.</summary>
    internal static string Flow(PlanNode node) => node switch
    {
        PlanScalar scalar => Scalar(scalar),
        PlanSequence list => $"[{string.Join(", ", list.Items.Select(Flow))}]",
        PlanMapping { Entries.Count: 0 } => "{}",
        PlanMapping mapping => $"{{ {string.Join(", ", mapping.Entries.Select(entry => $"{Text(entry.Key.Text)}: {Flow(entry.Value)}"))} }}",
        _ => "null",
    };

    /// <summary>A key as it can stand in a mapping.</summary>
    internal static string Key(PlanScalar key) => Text(key.Text);

    private static string Block(PlanMapping mapping, int column)
    {
        var indent = new string(' ', column);
        return string.Concat(mapping.Entries.Select(entry => $"\n{indent}{Text(entry.Key.Text)}:{Value(entry.Value, column)}"));
    }

    private static string Block(PlanSequence list, int column)
    {
        var indent = new string(' ', column);
        return string.Concat(list.Items.Select(item => $"\n{indent}{Item(item, column)}"));
    }

    private static int DepthOf(PlanNode node) => node switch
    {
        PlanMapping mapping => 1 + mapping.Entries.Select(entry => DepthOf(entry.Value)).DefaultIfEmpty().Max(),
        PlanSequence list => (list.Items.Exists(item => item is not PlanScalar) ? 1 : 0) + list.Items.Select(DepthOf).DefaultIfEmpty().Max(),
        _ => 0,
    };

    private static string Scalar(PlanScalar scalar) => scalar.Kind switch
    {
        ScalarKind.Null => "null",
        ScalarKind.True => "true",
        ScalarKind.False => "false",
        ScalarKind.Text => Text(scalar.Text),
        _ => scalar.Text,
    };

    private static string Text(string text) =>
        PlainText().IsMatch(text) && CoreSchema.Resolve(text, out _) == ScalarKind.Text ? text : JsonSerializer.Serialize(text, Quoting);

    /// <summary>What is surely read as itself without quotes, also in braces.</summary>
    [GeneratedRegex(@"^[\p{L}\d_/](?:[\p{L}\p{N}_./@%+'-]| (?=[\p{L}\p{N}_./@%+-]))*\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainText();
}
