using System.CommandLine;
using System.Text;
using System.Text.Json;
using Kelvin.Scoring.Plans;

namespace Kelvin.Server.Commands;

/// <summary>What <c>kelvin plan</c> does on a running server, where its plans are kept.</summary>
internal sealed class PlanServer : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly RunningKelvin kelvin;

    public PlanServer(string? url, string? token) => kelvin = RunningKelvin.At(url, token);

    public void Dispose() => kelvin.Dispose();

    /// <summary>The plan of a file, which must be valid.</summary>
    public static (Plan Plan, string Text, string MediaType) Read(string file)
    {
        var text = File.ReadAllText(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        var reading = PlanReader.Read(text);
        if (reading.Plan is not { } plan) throw new CommandException(string.Join('\n', reading.Problems.Select(problem => $"{file}:{problem}").Prepend($"{file} is no valid plan:")));
        return (plan, text, file.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? "application/json" : "application/yaml");
    }

    /// <summary>What differs between the plan that scores, or a version, and the one of a file.</summary>
    public JsonElement Diff(string plan, string text, string mediaType, int? from) =>
        kelvin.Post($"/api/plans/{Escaped(plan)}/diff{(from is null ? "" : $"?from={from}")}", text, mediaType) ?? throw new CommandException($"There is no version {from} of the plan '{plan}'.");

    /// <summary>What the plan of a file would do to everybody. Waits while the server reads its base into memory.</summary>
    public JsonElement Preview(string plan, string text, string mediaType, string query, Action<string>? waiting = null)
    {
        while (true)
        {
            var answer = kelvin.Post($"/api/plans/{Escaped(plan)}/preview{query}", text, mediaType) ?? throw new CommandException($"There is no plan '{plan}'.");
            if (!answer.TryGetProperty("state", out _)) return answer;
            waiting?.Invoke("The server reads everybody into memory ...");
            Thread.Sleep(Pause);
        }
    }

    public JsonElement Put(string plan, string text, string mediaType, string query) => kelvin.Put($"/api/plans/{Escaped(plan)}{query}", text, mediaType);

    /// <summary>The document of a version, as it was written; null: there is none such.</summary>
    public string? Pull(string plan, int? version) => kelvin.GetText($"/api/plans/{Escaped(plan)}{(version is null ? "" : $"/versions/{version}")}", "application/yaml");

    public JsonElement? Get(string path) => kelvin.Get(path);

    public JsonElement? Activate(string plan, int version, string query) => kelvin.Post($"/api/plans/{Escaped(plan)}/versions/{version}/activate{query}", null, null);

    public static string Escaped(string part) => Uri.EscapeDataString(part);

    public static Argument<string> FileArgument() => new("FILE") { Description = "The plan, YAML or JSON." };

    public static Option<bool> JsonOption() => new("--json") { Description = "The answer as JSON." };
}
