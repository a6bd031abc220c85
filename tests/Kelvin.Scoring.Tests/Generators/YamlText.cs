using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Kelvin.Scoring.Tests.Generators;

/// <summary>A JSON document as YAML in block style, as a person would write it; text is quoted where YAML would read it as anything else.</summary>
public static class YamlText
{
    public static string Of(JsonNode document)
    {
        var yaml = new StringBuilder();
        Block(yaml, document, 0);
        return yaml.ToString();
    }

    private static void Block(StringBuilder yaml, JsonNode? node, int indent)
    {
        var first = true;
        if (node is JsonObject members)
        {
            foreach (var (key, value) in members)
            {
                yaml.Append(' ', first ? 0 : indent).Append(Key(key)).Append(':');
                Value(yaml, value, indent);
                first = false;
            }
        }
        else
        {
            foreach (var item in node!.AsArray())
            {
                yaml.Append(' ', first ? 0 : indent).Append('-');
                if (IsBlock(item))
                {
                    yaml.Append(' ');
                    Block(yaml, item, indent + 2);
                }
                else
                {
                    Value(yaml, item, indent);
                }

                first = false;
            }
        }
    }

    private static void Value(StringBuilder yaml, JsonNode? value, int indent)
    {
        if (IsBlock(value))
        {
            yaml.Append('\n').Append(' ', indent + 2);
            Block(yaml, value, indent + 2);
        }
        else
        {
            yaml.Append(' ').Append(Scalar(value)).Append('\n');
        }
    }

    private static bool IsBlock(JsonNode? node) => node is JsonObject { Count: > 0 } or JsonArray { Count: > 0 };

    private static string Scalar(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        _ when node.GetValueKind() == JsonValueKind.String => Text(node.GetValue<string>()),
        _ => node.ToJsonString(),
    };

    /// <summary>A whole number may stand bare as a key: keys of tables are texts in any case.</summary>
    private static string Key(string key) => Regex.IsMatch(key, @"\A-?(0|[1-9][0-9]*)\z") ? key : Text(key);

    private static string Text(string text) =>
        Regex.IsMatch(text, @"\A[A-Za-z/_]([A-Za-z0-9 /_.-]*[A-Za-z0-9_])?\z")
        && !Regex.IsMatch(text, @"\A(true|false|null|yes|no|on|off|y|n)\z", RegexOptions.IgnoreCase)
            ? text
            : Quoted(text);

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            quoted.Append(rune.Value switch
            {
                '"' or '\\' => $"\\{rune}",
                >= ' ' and <= '~' or 'ł' or 'ó' or 'ś' or 'ę' => rune.ToString(),
                > char.MaxValue => $"\\U{rune.Value:X8}",
                _ => $"\\u{rune.Value:X4}",
            });
        }

        return quoted.Append('"').ToString();
    }
}
