using System.Globalization;
using Kelvin.Scoring.Values;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Kelvin.Server.Documents;

/// <summary>Something in a YAML file that cannot be taken, with its place.</summary>
public sealed class YamlFault(string file, long line, long column, string message) : Exception($"{file}:{line}:{column}: {message}");

/// <summary>
/// A place in a small YAML file that a person wrote: a mapping file, or a plan's tests. Asks for what should stand there and
/// says where it does not. Plain scalars are those of YAML's core schema.
/// </summary>
public sealed class YamlTree
{
    private readonly string file;
    private readonly string source;
    private readonly YamlNode node;

    private YamlTree(string file, string source, YamlNode node) => (this.file, this.source, this.node) = (file, source, node);

    public static YamlTree Read(string file, string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count == 1 ? new YamlTree(file, text, stream.Documents[0].RootNode) : throw new YamlFault(file, 1, 1, "One YAML document was expected.");
        }
        catch (YamlException error)
        {
            throw new YamlFault(file, error.Start.Line, error.Start.Column, error.InnerException?.Message ?? error.Message);
        }
    }

    public long Line => node.Start.Line;

    /// <summary>
    /// This mapping alone as a document, at its own line, so that whoever reads it names the same lines: the text as written,
    /// moved to the left edge; or, if it is written in braces, as JSON.
    /// </summary>
    public string Document
    {
        get
        {
            var before = new string('\n', (int)node.Start.Line - 1);
            if (node is YamlMappingNode { Style: MappingStyle.Flow }) return before + Value;
            var indent = (int)node.Start.Column - 1;
            var lines = source.ReplaceLineEndings("\n").Split('\n').Skip((int)node.Start.Line - 1).ToList();
            var others = lines.Skip(1).TakeWhile(line => IndentOf(line) >= indent).Select(line => line[Math.Min(indent, line.Length - line.TrimStart(' ').Length)..]);
            // In a list the first key stands behind a dash.
            return before + string.Join('\n', others.Prepend(lines[0][indent..]));
        }
    }

    /// <summary>Blank lines and comments belong to whatever they stand in.</summary>
    private static int IndentOf(string line)
    {
        var text = line.TrimStart(' ');
        return text.Length == 0 || text[0] == '#' ? int.MaxValue : line.Length - text.Length;
    }

    public bool IsMapping => node is YamlMappingNode;
    public bool IsList => node is YamlSequenceNode;
    public bool IsNull => node is YamlScalarNode && Value.IsMissingOrNull;

    public YamlFault Fault(string message) => new(file, node.Start.Line, node.Start.Column, message);

    /// <summary>The keys with what stands under them, in their order.</summary>
    public IReadOnlyList<(string Key, YamlTree Value)> Entries => node is YamlMappingNode mapping
        ? [.. mapping.Children.Select(child => (KeyOf(child.Key), new YamlTree(file, source, child.Value)))]
        : throw Fault("A mapping of keys was expected.");

    public IReadOnlyList<YamlTree> Items => node is YamlSequenceNode list
        ? [.. list.Children.Select(child => new YamlTree(file, source, child))]
        : throw Fault("A list was expected.");

    /// <summary>The list, or what stands in its place as the one item.</summary>
    public IReadOnlyList<YamlTree> ItemsOrOne => IsList ? Items : [this];

    public YamlTree? this[string key] => Entries.FirstOrDefault(entry => entry.Key == key).Value;

    /// <summary>Refuses keys that mean nothing here.</summary>
    public YamlTree Allowing(params string[] keys)
    {
        foreach (var (key, value) in Entries)
        {
            if (!keys.Contains(key)) throw value.Fault($"'{key}' is not known here. Allowed: {string.Join(", ", keys)}.");
        }
        return this;
    }

    public string Text => node is YamlScalarNode { Value: { } text } && !IsNull ? text : throw Fault("A text was expected.");

    public double Number => Value is { Kind: ValueKind.Number } value ? value.AsNumber : throw Fault("A number was expected.");

    public bool Truth => Value.Kind switch
    {
        ValueKind.True => true,
        ValueKind.False => false,
        _ => throw Fault("true or false was expected."),
    };

    /// <summary>The whole of it as a JSON value.</summary>
    public Value Value => node switch
    {
        YamlMappingNode => Scoring.Values.Value.Of(Entries.Select(entry => new KeyValuePair<string, Value>(entry.Key, entry.Value.Value))),
        YamlSequenceNode => Scoring.Values.Value.Of([.. Items.Select(item => item.Value)]),
        YamlScalarNode { Style: not (ScalarStyle.Plain or ScalarStyle.Any) } quoted => Scoring.Values.Value.Of(Texts.WellFormed(quoted.Value ?? "")),
        YamlScalarNode plain => Plain(plain.Value ?? ""),
        _ => throw Fault("This kind of YAML is not read."),
    };

    private static Value Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => Scoring.Values.Value.Null,
        "true" or "True" or "TRUE" => Scoring.Values.Value.Of(true),
        "false" or "False" or "FALSE" => Scoring.Values.Value.Of(false),
        _ when IsNumber(text) && double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) is var number && double.IsFinite(number) => Scoring.Values.Value.Of(number),
        _ => Scoring.Values.Value.Of(Texts.WellFormed(text)),
    };

    /// <summary>The core schema's decimal numbers.</summary>
    private static bool IsNumber(string text)
    {
        var digits = text.AsSpan().TrimStart("+-");
        return text.Length - digits.Length <= 1 && digits.Length > 0 && (char.IsAsciiDigit(digits[0]) || (digits[0] == '.' && digits.Length > 1 && char.IsAsciiDigit(digits[1])))
            && digits.IndexOfAnyExcept("0123456789.eE+-") < 0
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
    }

    private string KeyOf(YamlNode key) => key is YamlScalarNode { Value: { } text } ? text : throw Fault("A key must be a text.");
}
