using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Kelvin.Server.Documents;
using Kelvin.Server.Ingest;
using Kelvin.Storage;
using Spectre.Console;

namespace Kelvin.Server.Commands;

/// <summary>What was asked for cannot be done as it was asked: exit code 2, and the message for the person who asked.</summary>
public sealed class CommandException(string message) : Exception(message);

/// <summary>What commands share: exit codes, and how arguments are read.</summary>
public static class Commanded
{
    public const int Fine = 0;
    public const int SomethingIsWrong = 1;
    public const int Unusable = 2;

    public static int Run(Func<int> run)
    {
        try
        {
            return run();
        }
        catch (CommandException unusable)
        {
            Console.Error.WriteLine("kelvin: " + unusable.Message);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or YamlFault or StoreException)
        {
            Console.Error.WriteLine("kelvin: " + fault.Message);
        }
        return Unusable;
    }

    /// <summary>Writes JSON for a program to standard output.</summary>
    public static void WriteJson(Action<Utf8JsonWriter> write)
    {
        using var output = Console.OpenStandardOutput();
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) write(writer);
        output.Write("\n"u8);
    }

    public static async Task<int> RunAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (CommandException unusable)
        {
            await Console.Error.WriteLineAsync("kelvin: " + unusable.Message);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or YamlFault or Storage.StoreException)
        {
            await Console.Error.WriteLineAsync("kelvin: " + fault.Message);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("kelvin: stopped.");
        }
        return Unusable;
    }

    /// <summary>An instant as it is given on the command line; null is now.</summary>
    public static long Instant(string? text, string option)
    {
        if (text is null) return DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        return CallTime.TryRead(Encoding.UTF8.GetBytes(text), JsonTokenType.String, out var instant) ? instant
            : throw new CommandException($"{option} must be an instant such as 2025-03-01T09:00:00Z or a date, not '{text}'.");
    }
}

/// <summary>Shows how far a long step is, on standard error and only where a person looks at it.</summary>
internal static class Waiting
{
    public static Task ForAsync(string what, long total, Func<Action<long>?, Task> work)
    {
        if (Console.IsErrorRedirected || Console.IsInputRedirected || total == 0) return work(null);
        return Bar().StartAsync(context =>
        {
            var task = context.AddTask(what, maxValue: total);
            return work(done => task.Value = done);
        });
    }

    /// <summary>With the rows so far, and how many in a second.</summary>
    public static Task<T> ForRows<T>(string what, long total, Func<Action<long, long>?, Task<T>> work)
    {
        if (Console.IsErrorRedirected || Console.IsInputRedirected || total == 0) return work(null);
        return Bar().StartAsync(context =>
        {
            var task = context.AddTask(what, maxValue: total);
            return work((done, rows) =>
            {
                var rate = rows / Math.Max(0.001, task.ElapsedTime?.TotalSeconds ?? 0);
                task.Description = string.Create(CultureInfo.InvariantCulture, $"{what} {rows:N0} rows, {rate:N0}/s");
                task.Value = done;
            });
        });
    }

    public static T For<T>(string what, long total, Func<Action<long>?, T> work)
    {
        if (Console.IsErrorRedirected || Console.IsInputRedirected || total == 0) return work(null);
        return Bar().Start(context =>
        {
            var task = context.AddTask(what, maxValue: total);
            return work(done => task.Value = done);
        });
    }

    private static Progress Bar() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }).Progress().AutoClear(true)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn());
}

/// <summary>Names lines that could not be read, the first of them one by one, and counts all.</summary>
internal sealed class BrokenLines(TextWriter output)
{
    private const int NamedOneByOne = 100;

    private long said;

    public long Count { get; private set; }

    public void Say(string line)
    {
        if (said++ < NamedOneByOne) output.WriteLine(line);
    }

    public void Add(long count) => Count += count;

    public void Sum()
    {
        if (said > NamedOneByOne) output.WriteLine($"... and {said - NamedOneByOne} more.");
        if (Count > 0) output.WriteLine($"{Count} {(Count == 1 ? "line" : "lines")} could not be read and {(Count == 1 ? "was" : "were")} skipped.");
    }
}
