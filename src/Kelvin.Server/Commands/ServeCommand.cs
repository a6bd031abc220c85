using System.CommandLine;
using Kelvin.Server.Access;
using Kelvin.Server.Settings;
using Kelvin.Storage;

namespace Kelvin.Server.Commands;

/// <summary><c>kelvin serve</c>: the server.</summary>
public static class ServeCommand
{
    public static Command Create()
    {
        var urls = new Option<string?>("--urls") { Description = "Where to listen, for example http://0.0.0.0:5080. Only this machine unless told otherwise." };
        var command = new Command("serve", "Runs the server.") { urls };
        command.SetAction((arguments, cancellation) => RunAsync(arguments.GetValue(urls), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? urls, CancellationToken cancellation)
    {
        try
        {
            await using var app = Build(urls);
            var made = await app.Services.GetRequiredService<FirstStart>().Run();
            await app.StartAsync(cancellation);
            Console.Write(made.Shown(app.Urls.First()));
            await app.WaitForShutdownAsync(cancellation);
            return 0;
        }
        catch (StoreException fault)
        {
            await Console.Error.WriteLineAsync("kelvin: " + fault.Message);
            return 1;
        }
    }

    /// <summary>The server as it will run, not yet started.</summary>
    /// <param name="urls">Null: ASPNETCORE_URLS, else loopback only.</param>
    /// <param name="configure">A test's own settings and doubles.</param>
    public static WebApplication Build(string? urls = null, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        urls ??= builder.Configuration["urls"] ?? "http://127.0.0.1:5080";
        builder.WebHost.UseUrls(urls);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Services.AddKelvin(builder.Configuration);
        builder.Services.AddSurface();
        configure?.Invoke(builder);
        var app = builder.Build();
        app.Services.StartKelvin();
        app.UseSurface();
        return app;
    }
}
