using System.Text.Json;
using Kelvin.Scoring.Plans;
using Kelvin.Server.Access;
using Kelvin.Storage;
using Kelvin.Storage.Plans;
using Microsoft.AspNetCore.Http;

namespace Kelvin.Server.Api;

/// <summary>The plan that a request is about: its body, or without one a version that is kept.</summary>
/// <param name="Version">Of a kept plan; null: a draft that only the request knows.</param>
internal sealed record PlanBody(Plan Plan, string Format, int? Version)
{
    public const string Yaml = "application/yaml";
    public const string Json = "application/json";

    /// <summary>The plan of the body; or the problem that the request is answered with.</summary>
    public static async Task<(PlanBody? Read, IResult? Problem)> Read(HttpContext http, string plan)
    {
        if (FormatOf(http.Request.ContentType) is not { } format) return (null, Problem.Result(415, "media-type-unknown", $"A plan is {Yaml} or {Json}."));
        if (await Bytes(http) is not { } document) return (null, Problem.Result(413, "too-large", $"A plan has at most {PlanLimits.TextBytes} bytes."));
        var reading = PlanReader.Read(document);
        if (reading.Plan is not { } read) return (null, Invalid(reading.Problems));
        if (read.Id != plan) return (null, Problem.Result(422, "plan-id-differs", $"The document's plan is '{read.Id}', the address says '{plan}'."));
        return (new PlanBody(read, format, null), null);
    }

    /// <summary>The plan of the body; without a body that of a version: the one that is asked for, else the active one, else the newest.</summary>
    public static async Task<(PlanBody? Read, IResult? Problem)> ReadOrFind(HttpContext http, Store store, string plan, int? version)
    {
        if (http.Request.ContentLength is not (null or 0) || http.Request.ContentType is not null) return await Read(http, plan);
        return Find(store, plan, version) is { } found ? (found, null) : (null, NoPlan());
    }

    /// <summary>A version that is kept: the one that is asked for, else the active one, else the newest.</summary>
    public static PlanBody? Find(Store store, string plan, int? version)
    {
        using var snapshot = store.Read();
        var stored = version is { } wanted ? store.Plans.Find(snapshot, plan, wanted) : store.Plans.All(snapshot).FirstOrDefault(one => one.Plan == plan);
        return stored is not null && PlanReader.Read(stored.Document).Plan is { } read ? new PlanBody(read, stored.Format, stored.Version) : null;
    }

    public static IResult NoPlan() => Problem.Result(404, "no-plan", "There is no such plan, or no such version of it.");

    public static IResult Invalid(IReadOnlyList<PlanProblem> problems) => Problem.Result(
        422, "plan-invalid", problems.Count == 1 ? problems[0].ToString() : $"The plan has {problems.Count} problems.", json =>
        {
            json.WriteStartArray("problems");
            foreach (var problem in problems) Write(json, problem);
            json.WriteEndArray();
        });

    private static void Write(Utf8JsonWriter json, PlanProblem problem)
    {
        json.WriteStartObject();
        json.WriteNumber("line", problem.Line);
        json.WriteNumber("column", problem.Column);
        json.WriteString("path", problem.Path);
        json.WriteString("message", problem.Message);
        json.WriteString("allowed", problem.Allowed);
        json.WriteString("nearest", problem.Nearest);
        json.WriteEndObject();
    }

    /// <summary>The body; null when it is larger than any plan.</summary>
    public static async Task<byte[]?> Bytes(HttpContext http)
    {
        var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        for (int read; (read = await http.Request.Body.ReadAsync(chunk, http.RequestAborted)) > 0;)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > PlanLimits.TextBytes + 3) return null;
        }
        return buffer.ToArray();
    }

    public static string? FormatOf(string? mediaType) => mediaType?.Split(';')[0].Trim().ToLowerInvariant() switch
    {
        Json => "json",
        Yaml or "application/x-yaml" or "text/yaml" or "text/x-yaml" => "yaml",
        _ => null,
    };
}
