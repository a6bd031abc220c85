using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Kelvin.Server.Commands;

/// <summary>A running server that a command speaks to: what changes data while a server runs goes through its API.</summary>
internal sealed class RunningKelvin : IDisposable
{
    public const string DefaultUrl = "http://127.0.0.1:5080";

    private readonly HttpClient http;

    private RunningKelvin(string url, string token)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")) throw new CommandException($"--url must be an address such as {DefaultUrl}, not '{url}'.");
        http = new HttpClient { BaseAddress = address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public static Option<string?> UrlOption() => new("--url") { Description = $"The server; otherwise Kelvin__Url, otherwise {DefaultUrl}." };

    public static Option<string?> TokenOption() => new("--token") { Description = "An API token; otherwise Kelvin__Token." };

    public static RunningKelvin At(string? url, string? token) => new(
        url ?? Environment.GetEnvironmentVariable("Kelvin__Url") ?? DefaultUrl,
        token ?? Environment.GetEnvironmentVariable("Kelvin__Token") ?? throw new CommandException("The server asks for a token: --token or Kelvin__Token."));

    /// <summary>The answer's JSON; null for 404.</summary>
    public JsonElement? Get(string path)
    {
        using var answer = Send(HttpMethod.Get, path);
        return answer is null ? null : JsonSerializer.Deserialize<JsonElement>(answer.Content.ReadAsStream());
    }

    /// <summary>The answer's text in a media type; null for 404.</summary>
    public string? GetText(string path, string mediaType)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd(mediaType);
        using var answer = Send(request);
        if (answer is null) return null;
        using var text = new StreamReader(answer.Content.ReadAsStream());
        return text.ReadToEnd();
    }

    /// <summary>The answer's JSON; null for 404.</summary>
    public JsonElement? Post(string path, string? body, string? mediaType) => SendBody(HttpMethod.Post, path, body, mediaType);

    public JsonElement Put(string path, string body, string mediaType) => SendBody(HttpMethod.Put, path, body, mediaType) ?? throw new CommandException("The server does not know such a thing.");

    private JsonElement? SendBody(HttpMethod method, string path, string? body, string? mediaType)
    {
        using var answer = Send(new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, mediaType!) });
        return answer is null ? null : JsonSerializer.Deserialize<JsonElement>(answer.Content.ReadAsStream());
    }

    /// <summary>False: there is no such thing.</summary>
    public bool Delete(string path)
    {
        using var answer = Send(HttpMethod.Delete, path);
        return answer is not null;
    }

    /// <summary>The answer's JSON; null for 404.</summary>
    public JsonElement? Send(HttpMethod method, string path, object body)
    {
        using var answer = Send(method, path, JsonContent.Create(body));
        return answer is null ? null : JsonSerializer.Deserialize<JsonElement>(answer.Content.ReadAsStream());
    }

    /// <summary>The server, for links that a person opens.</summary>
    public string Address => http.BaseAddress!.GetLeftPart(UriPartial.Authority);

    public void Dispose() => http.Dispose();

    private HttpResponseMessage? Send(HttpMethod method, string path, HttpContent? content = null) => Send(new HttpRequestMessage(method, path) { Content = content });

    private HttpResponseMessage? Send(HttpRequestMessage request)
    {
        HttpResponseMessage answer;
        try
        {
            answer = http.Send(request);
        }
        catch (HttpRequestException fault)
        {
            throw new CommandException($"No server answers at {http.BaseAddress}: {fault.Message}");
        }
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            answer.Dispose();
            return null;
        }
        if (answer.IsSuccessStatusCode) return answer;
        using (answer)
        {
            throw new CommandException(answer.StatusCode switch
            {
                HttpStatusCode.Unauthorized => "The server does not know that token.",
                HttpStatusCode.Forbidden => "That token may not do this.",
                _ => DetailOf(answer) ?? $"The server answered {(int)answer.StatusCode}.",
            });
        }
    }

    private static string? DetailOf(HttpResponseMessage answer)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(answer.Content.ReadAsStream()).GetProperty("detail").GetString();
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
