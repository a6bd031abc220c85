using System.Globalization;
using Kelvin.Scoring.Values;
using YamlDotNet.Core;
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
    private readonly YamlNode node;

    private YamlTree(string file, YamlNode node) => (this.file, this.node) = (file, node);

    public static YamlTree Read(string file, string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count == 1 ? new YamlTree(file, stream.Documents[0].RootNode) : throw new YamlFault(file, 1, 1, "One YAML document was expected.");
        }
        catch (YamlException error)
        {
            throw new YamlFault(file, error.Start.Line, error.Start.Column, error.InnerException?.Message ?? error.Message);
        }
    }

    public long Line => node.Start.Line;
    public (long First, long Last) Lines => (node.Start.Line, node.End.Line);
    public bool IsMapping => node is YamlMappingNode;
    public bool IsList => node is YamlSequenceNode;
    public bool IsNull => node is YamlScalarNode && Value.IsMissingOrNull;

    public YamlFault Fault(string message) => new(file, node.Start.Line, node.Start.Column, message);

    /// <summary>The keys with what stands under them, in their order.</summary>
    public IReadOnlyList<(string Key, YamlTree Value)> Entries => node is YamlMappingNode mapping
        ? [.. mapping.Children.Select(child => (KeyOf(child.Key), new YamlTree(file, child.Value)))]
        : throw Fault("A mapping of keys was expected.");

    public IReadOnlyList<YamlTree> Items => node is YamlSequenceNode list
        ? [.. list.Children.Select(child => new YamlTree(file, child))]
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
