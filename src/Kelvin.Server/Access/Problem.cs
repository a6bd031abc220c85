using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Kelvin.Server.Access;

/// <summary>
/// An error answer as RFC 9457 describes it. <c>type</c> ends in the code that programs look at; the detail is for people
/// and never holds a trace, SQL or a secret.
/// </summary>
internal static class Problem
{
    public const string MediaType = "application/problem+json";
    private const string TypePrefix = "urn:kelvin:problem:";

    public static async Task Write(HttpContext http, int status, string code, string detail, Action<Utf8JsonWriter>? more = null)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = MediaType;
        if (HttpMethods.IsHead(http.Request.Method)) return;
        await using (var json = new Utf8JsonWriter(response.BodyWriter))
        {
            json.WriteStartObject();
            json.WriteString("type", TypePrefix + code);
            json.WriteString("title", Title(status));
            json.WriteNumber("status", status);
            json.WriteString("detail", detail);
            json.WriteString("code", code);
            more?.Invoke(json);
            json.WriteEndObject();
        }
        await response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    /// <summary>For an endpoint that returns its answer.</summary>
    public static IResult Result(int status, string code, string detail, Action<Utf8JsonWriter>? more = null) => new Answer(status, code, detail, more);

    /// <summary>What was asked for cannot be as it is: everything that is wrong with it, each with its place.</summary>
    public static IResult Invalid(string code, IReadOnlyList<FieldProblem> problems) => Result(StatusCodes.Status422UnprocessableEntity, code, problems[0].Message, json =>
    {
        json.WriteStartArray("problems");
        foreach (var problem in problems)
        {
            json.WriteStartObject();
            json.WriteString("path", problem.Path);
            json.WriteString("message", problem.Message);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private static string Title(int status) => status switch
    {
        400 => "Bad request",
        401 => "Not signed in",
        403 => "Not allowed",
        404 => "Not found",
        405 => "Method not allowed",
        408 => "Too slow",
        409 => "Conflict",
        412 => "Changed meanwhile",
        413 => "Too large",
        415 => "Unsupported media type",
        422 => "Not acceptable as it is",
        429 => "Too many requests",
        431 => "Headers too large",
        503 => "Not available just now",
        _ => status >= 500 ? "Server error" : "Error",
    };

    private sealed class Answer(int status, string code, string detail, Action<Utf8JsonWriter>? more) : IResult, IStatusCodeHttpResult
    {
        public int? StatusCode => status;

        public Task ExecuteAsync(HttpContext httpContext) => Write(httpContext, status, code, detail, more);
    }
}

/// <summary>Something about a request that cannot be as it was asked for.</summary>
internal sealed record FieldProblem(string Path, string Message);
