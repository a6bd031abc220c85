using System.Text.Json;
using Kelvin.Storage;
using Kelvin.Storage.Sqlite;
using Microsoft.AspNetCore.Http;

namespace Kelvin.Server.Access;

/// <summary>Turns what went wrong into an answer that tells nothing but what the caller can use.</summary>
internal sealed class Faults(RequestDelegate next, ILogger<Faults> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
            if (IsBareError(http.Response)) await Describe(http, http.Response.StatusCode);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone, so there is nobody to answer.
        }
        catch (Exception fault) when (!http.Response.HasStarted)
        {
            await Answer(http, fault);
        }
    }

    private Task Answer(HttpContext http, Exception fault)
    {
        switch (fault)
        {
            case BadHttpRequestException bad:
                return bad.InnerException is JsonException json
                    ? Problem.Write(http, StatusCodes.Status400BadRequest, "body-not-as-expected", $"The body is not as it should be at {json.Path ?? "$"}.")
                    : Describe(http, bad.StatusCode);
            case StoreException or StoreFault:
                log.LogError(fault, "The store failed while a request was served.");
                return Problem.Write(http, StatusCodes.Status503ServiceUnavailable, "store-unavailable", "The store cannot be used just now.");
            case OutOfMemoryException:
                return Problem.Write(http, StatusCodes.Status503ServiceUnavailable, "short-of-memory", "The server is short of memory just now.");
            default:
                log.LogError(fault, "A request failed: {Route}.", http.GetEndpoint()?.DisplayName);
                return Problem.Write(http, StatusCodes.Status500InternalServerError, "failed", "The server failed at this request. Its log says why.");
        }
    }

    private static bool IsBareError(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null };

    private static Task Describe(HttpContext http, int status) => status switch
    {
        StatusCodes.Status404NotFound => Problem.Write(http, status, "not-found", "There is nothing at this address."),
        StatusCodes.Status405MethodNotAllowed => Problem.Write(http, status, "method-not-allowed", "This address does not take that method."),
        StatusCodes.Status408RequestTimeout => Problem.Write(http, status, "too-slow", "The request did not arrive in time."),
        StatusCodes.Status413PayloadTooLarge => Problem.Write(http, status, "too-large", "The request is larger than is accepted."),
        StatusCodes.Status415UnsupportedMediaType => Problem.Write(http, status, "media-type-unknown", "The body's media type is not understood here."),
        _ => Problem.Write(http, status, "bad-request", "The request could not be read."),
    };
}
