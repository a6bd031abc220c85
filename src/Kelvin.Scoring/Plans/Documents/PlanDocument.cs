using System.Text;
using Kelvin.Scoring.Plans.Reading;

namespace Kelvin.Scoring.Plans.Documents;

/// <summary>Reads the text of a plan, YAML or JSON, into one kind of tree. What cannot be read is a problem with its place.</summary>
internal static class PlanDocument
{
    /// <summary>The root of the document; null when there is none to go on with, and then there is a problem.</summary>
    public static PlanNode? Read(string text, Problems problems)
    {
        if (text.Length > PlanLimits.TextBytes || Encoding.UTF8.GetByteCount(text) > PlanLimits.TextBytes)
        {
            SayTooLarge(problems);
            return null;
        }
        if (text.StartsWith('\uFEFF')) text = text[1..];
        if (SourceText.FindRefused(text, problems)) return null;
        if (!text.AsSpan().TrimStart().StartsWith("{")) return ReadYaml(text, problems);
        return ReadJson(text, problems);
    }

    public static void SayTooLarge(Problems problems) =>
        problems.Add(1, 1, "", $"The plan is larger than {PlanLimits.TextBytes / 1024} KiB and was not read.");

    private static PlanNode? ReadYaml(string text, Problems problems) =>
        SourceText.FindForeignBreaks(text, problems) ? null : new YamlText(text, problems).Read();

    /// <summary>What starts with a brace is JSON; or it is YAML in braces, and then the complaints of a JSON reader would be beside the point.</summary>
    private static PlanNode? ReadJson(string text, Problems problems)
    {
        var asJson = new Problems();
        if (new JsonText(text, asJson).Read() is { } json)
        {
            problems.AddAll(asJson);
            return json;
        }
        var asYaml = new Problems();
        if (ReadYaml(text, asYaml) is { } yaml)
        {
            problems.AddAll(asYaml);
            return yaml;
        }
        problems.AddAll(asJson);
        return null;
    }
}
