using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Kelvin.Server.Access;
using Kelvin.Server.Api;
using Kelvin.Server.Commands;
using Kelvin.Server.Scores;
using Kelvin.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Kelvin.Server.Tests;

/// <summary>A whole server on a port of its own, with a store in a temporary folder.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    public const string AdminToken = "kelvin_for_tests";
    public const string ServerKey = "wk_for_tests";
    public const string PublicKey = "pk_for_tests";

    private readonly WebApplication app;
    private readonly string? folder;

    private RunningServer(WebApplication app, string? folder, NewSecrets made, KeptLog log)
    {
        this.app = app;
        this.folder = folder;
        Made = made;
        Http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(app.Urls.First()) };
        Log = log;
    }

    public HttpClient Http { get; }

    /// <summary>What the start made and would have shown on the console.</summary>
    public NewSecrets Made { get; }
    /// <summary>What the server complained of.</summary>
    public KeptLog Log { get; }
    public Store Store => app.Services.GetRequiredService<Store>();
    public IServiceProvider Services => app.Services;

    /// <param name="services">Doubles of what lies outside of the program.</param>
    /// <param name="settings">By the names of configuration, such as <c>Ingest:KeepAddresses</c>. A null takes one of ours away.</param>
    public static async Task<RunningServer> Start(TimeProvider? clock = null, string? folder = null, bool keepFolder = false, Action<IServiceCollection>? services = null, params (string Name, string? Value)[] settings)
    {
        folder ??= Directory.CreateTempSubdirectory("kelvin-server-").FullName;
        var values = new Dictionary<string, string?>
        {
            ["Kelvin:Store"] = TestStores.In(folder),
            ["Kelvin:AdminToken"] = AdminToken,
            ["Kelvin:WriteKey"] = ServerKey,
            ["Kelvin:BrowserWriteKey"] = PublicKey,
        };
        foreach (var (name, value) in settings) values["Kelvin:" + name] = value;
        var log = new KeptLog();
        var app = ServeCommand.Build("http://127.0.0.1:0", builder =>
        {
            builder.Logging.ClearProviders().AddProvider(log);
            builder.Configuration.AddInMemoryCollection(values);
            if (clock is not null) builder.Services.AddSingleton(clock);
            services?.Invoke(builder.Services);
        });
        var made = await app.Services.GetRequiredService<FirstStart>().Run();
        await app.StartAsync();
        return new RunningServer(app, keepFolder ? null : folder, made, log);
    }

    public Task<HttpResponseMessage> Post(string path, string json, string? key = ServerKey) => Post(path, new StringContent(json, Encoding.UTF8, "application/json"), key);

    public Task<HttpResponseMessage> Post(string path, HttpContent content, string? key = ServerKey)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (key is not null) request.Headers.Authorization = Basic(key);
        return Send(request);
    }

    public Task<HttpResponseMessage> Send(HttpRequestMessage request) => Http.SendAsync(request, TestContext.Current.CancellationToken);

    /// <summary>A call of the management API.</summary>
    public Task<HttpResponseMessage> Api(HttpMethod method, string path, HttpContent? content = null, string? token = AdminToken)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return Send(request);
    }

    /// <summary>The management API's answer to a GET, which must be a success.</summary>
    public async Task<JsonNode> Ask(string path)
    {
        var response = await Api(HttpMethod.Get, path);
        var text = await response.Text();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    public Task<HttpResponseMessage> PutPlan(string id, string yaml) => Api(HttpMethod.Put, $"/api/plans/{id}", new StringContent(yaml, Encoding.UTF8, "application/yaml"));

    public Task<HttpResponseMessage> Get(string path) => Send(new HttpRequestMessage(HttpMethod.Get, path));

    /// <summary>Waits until everything that was sent is scored.</summary>
    public async Task Settle()
    {
        var plans = Services.GetRequiredService<PlanCache>();
        for (var i = 0; i < 12_000; i++)
        {
            using (var snapshot = Store.Read())
            {
                if (Store.Inbox.Depth == 0 && !Store.Work.Any(snapshot) && Sweep.IsDone(Store, snapshot, plans.Of(snapshot).Epoch)) return;
            }
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException("The server does not come to rest. " + string.Join("\n", Log.Lines.Take(5)));
    }

    /// <summary>Sends calls with the server's key and waits until they are scored.</summary>
    public async Task Track(params string[] calls)
    {
        var answer = await (await Post("/v1/batch", $$"""{"batch":[{{string.Join(',', calls)}}]}""")).Json();
        Assert.Equal(calls.Length, (int)answer["accepted"]!);
        await Settle();
    }

    public static AuthenticationHeaderValue Basic(string key) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(key + ":")));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        if (folder is not null) TestStores.Remove(folder);
    }
}

/// <summary>One server for all tests of a class: those that do not mind what the others sent.</summary>
public sealed class OneServer : IAsyncLifetime
{
    internal RunningServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await RunningServer.Start();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

internal static class Answers
{
    public static Task<string> Text(this HttpResponseMessage response) => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    public static async Task<JsonNode> Json(this HttpResponseMessage response) => JsonNode.Parse(await response.Text())!;

    /// <summary>The answer is an error as RFC 9457 says, with this status and code.</summary>
    public static async Task<JsonNode> IsProblem(this HttpResponseMessage response, int status, string code)
    {
        var problem = await response.Json();
        Assert.Equal((status, code, status), ((int)response.StatusCode, (string?)problem["code"], (int)problem["status"]!));
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return problem;
    }
}
