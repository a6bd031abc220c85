using System.Diagnostics;

namespace Kelvin.Server.Tests.Commands;

/// <summary>A folder of its own in which the built program is run as a person would.</summary>
internal sealed class KelvinFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("kelvin-command-").FullName;

    public string PathOf(string name) => Path.Combine(Root, name);

    public KelvinFolder With(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return this;
    }

    public string Read(string name) => File.ReadAllText(PathOf(name));

    /// <param name="arguments">Parted by blanks.</param>
    public Outcome Run(string arguments, string? input = null)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "kelvin.exe" : "kelvin"), arguments.Split(' '))
        {
            WorkingDirectory = Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (input is not null) process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return new Outcome(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    internal sealed record Outcome(int Code, string Output, string Error)
    {
        public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
