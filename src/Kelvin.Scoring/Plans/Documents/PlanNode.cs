using System.Text;

namespace Kelvin.Scoring.Plans.Documents;

/// <summary>A place in the document tree of a plan, the same for YAML and JSON. Lines and columns count from 1.</summary>
internal abstract class PlanNode(int line, int column)
{
    public int Line { get; } = line;
    public int Column { get; } = column;

    /// <summary>The mapping or list that this stands in; null for the document itself.</summary>
    public PlanNode? Parent { get; set; }

    /// <summary>The key that this stands under, if its parent is a mapping.</summary>
    public string? Key { get; set; }

    /// <summary>The place in its parent, if that is a list; from 0.</summary>
    public int Index { get; set; }

    /// <summary>Where in the text it begins, and where it ends, exclusive. Known of YAML only; there nothing else edits in place.</summary>
    public int Start { get; set; }
    public int End { get; set; }

    /// <summary>Written in brackets or braces.</summary>
    public bool IsFlow { get; set; }

    /// <summary>What this is, for a message: <c>a list</c>, <c>the text 'x'</c>.</summary>
    public abstract string Says { get; }

    /// <summary>Such as <c>engagement.rules[2].decay</c>; put together only when a problem needs it.</summary>
    public string Path => PathParts.Of(this);
}

/// <summary>A list.</summary>
internal sealed class PlanSequence(int line, int column) : PlanNode(line, column)
{
    public List<PlanNode> Items { get; } = [];
    public override string Says => "a list";
}

/// <summary>A mapping from keys to nodes, in the order of the text; no key stands twice.</summary>
internal sealed class PlanMapping(int line, int column) : PlanNode(line, column)
{
    private readonly Dictionary<string, PlanEntry> byKey = new(StringComparer.Ordinal);

    public List<PlanEntry> Entries { get; } = [];

    /// <summary>False once an entry was refused: then what is missing may have been meant to be in that.</summary>
    public bool IsWhole { get; set; } = true;

    public override string Says => "a mapping of keys";

    public bool TryAdd(PlanEntry entry)
    {
        if (!byKey.TryAdd(entry.Key.Text, entry)) return false;
        Entries.Add(entry);
        return true;
    }

    public bool Has(string key) => byKey.ContainsKey(key);

    public PlanEntry? Find(string key) => byKey.GetValueOrDefault(key);

    public PlanNode? this[string key] => byKey.TryGetValue(key, out var entry) ? entry.Value : null;
}

/// <summary>A key with its value. The key is a scalar; the text as written is what counts.</summary>
internal sealed record PlanEntry(PlanScalar Key, PlanNode Value);

/// <summary>Stands for what was refused already: whoever meets it says nothing more about it.</summary>
internal sealed class PlanBroken(int line, int column) : PlanNode(line, column)
{
    public override string Says => "something that is not allowed";
}

/// <summary>How the core schema of YAML 1.2 reads a scalar; for JSON, what it is.</summary>
internal enum ScalarKind { Null, False, True, Whole, Float, Text }

/// <summary>A single value with its text as written (without quotes and escapes).</summary>
internal sealed class PlanScalar(int line, int column, string text, bool quoted, ScalarKind kind, double number) : PlanNode(line, column)
{
    public string Text { get; } = text;
    public bool Quoted { get; } = quoted;
    public ScalarKind Kind { get; } = kind;

    /// <summary>If <see cref="IsNumber"/>.</summary>
    public double Number { get; } = number;

    public bool IsNull => Kind == ScalarKind.Null;
    public bool IsText => Kind == ScalarKind.Text;
    public bool IsNumber => Kind is ScalarKind.Whole or ScalarKind.Float;
    public bool IsTruth => Kind is ScalarKind.False or ScalarKind.True;

    public override string Says => Kind switch
    {
        ScalarKind.Null => "empty",
        ScalarKind.False or ScalarKind.True => Text,
        ScalarKind.Text => $"the text '{Shown.Short(Text)}'",
        _ => $"the number {Shown.Short(Text)}",
    };
}

/// <summary>Foreign text in a message: cut short, without line breaks.</summary>
internal static class Shown
{
    private const int Longest = 60;

    public static string Short(string text)
    {
        var cut = text.Length > Longest;
        if (cut) text = text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)];
        return cut ? Line(text) + '…' : Line(text);
    }

    /// <summary>All of it, in one line.</summary>
    public static string Line(string text)
    {
        var built = new StringBuilder(text.Length + 1);
        foreach (var c in text) built.Append(char.IsControl(c) ? ' ' : c);
        return built.ToString();
    }
}

internal static class PathParts
{
    public static string Of(PlanNode node)
    {
        var steps = new Stack<string>();
        for (var at = node; at.Parent is { } parent; at = parent)
        {
            steps.Push(at.Key is { } key ? Step(key) : $"[{at.Index}]");
        }
        return string.Concat(steps).TrimStart('.');
    }

    private static string Step(string key)
    {
        foreach (var c in key)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('_' or '-')) return $"[\"{Shown.Short(key)}\"]";
        }
        return key.Length == 0 ? "[\"\"]" : "." + Shown.Short(key);
    }
}
