using System.Net.Http.Headers;
using System.Text;
using Kelvin.Server.Access;
using Kelvin.Server.Commands;
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
    private readonly string folder;

    private RunningServer(WebApplication app, string folder, NewSecrets made)
    {
        this.app = app;
        this.folder = folder;
        Made = made;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Http { get; }

    /// <summary>What the start made and would have shown on the console.</summary>
    public NewSecrets Made { get; }
    public Store Store => app.Services.GetRequiredService<Store>();
    public IServiceProvider Services => app.Services;

    /// <param name="settings">By the names of configuration, such as <c>Ingest:KeepAddresses</c>. A null takes one of ours away.</param>
    public static async Task<RunningServer> Start(TimeProvider? clock = null, string? folder = null, params (string Name, string? Value)[] settings)
    {
        folder ??= Directory.CreateTempSubdirectory("kelvin-server-").FullName;
        var values = new Dictionary<string, string?>
        {
            ["Kelvin:Store"] = Path.Combine(folder, "kelvin.db"),
            ["Kelvin:AdminToken"] = AdminToken,
            ["Kelvin:WriteKey"] = ServerKey,
            ["Kelvin:BrowserWriteKey"] = PublicKey,
        };
        foreach (var (name, value) in settings) values["Kelvin:" + name] = value;
        var app = ServeCommand.Build("http://127.0.0.1:0", builder =>
        {
            builder.Logging.ClearProviders();
            builder.Configuration.AddInMemoryCollection(values);
            if (clock is not null) builder.Services.AddSingleton(clock);
        });
        var made = await app.Services.GetRequiredService<FirstStart>().Run();
        await app.StartAsync();
        return new RunningServer(app, folder, made);
    }

    public Task<HttpResponseMessage> Post(string path, string json, string? key = ServerKey) => Post(path, new StringContent(json, Encoding.UTF8, "application/json"), key);

    public Task<HttpResponseMessage> Post(string path, HttpContent content, string? key = ServerKey)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (key is not null) request.Headers.Authorization = Basic(key);
        return Send(request);
    }

    public Task<HttpResponseMessage> Send(HttpRequestMessage request) => Http.SendAsync(request, TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> Get(string path) => Send(new HttpRequestMessage(HttpMethod.Get, path));

    public static AuthenticationHeaderValue Basic(string key) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(key + ":")));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
