using System.Diagnostics;
using System.Globalization;

namespace Kelvin.Server.Tests.Faults;

/// <summary>
/// How often a fault is tried, and the line of the campaign's table that tells how it went (eng/faults). KELVIN_RUNS is
/// <c>release</c>, or counts such as <c>F1=200,F6=20</c>; without it each fault is tried as often as every run of the tests can afford.
/// </summary>
internal sealed class Runs
{
    private static readonly Lock Writing = new();

    private readonly string fault;
    private string what;
    private readonly Stopwatch watch = Stopwatch.StartNew();

    private Runs(string fault, string what, int count) => (this.fault, this.what, Count) = (fault, what, count);

    public int Count { get; }

    /// <summary>Where random moments begin; another number tries others.</summary>
    public static int Seed => int.TryParse(Environment.GetEnvironmentVariable("KELVIN_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : 1;

    public static Runs Of(string fault, string what, int ci, int release)
    {
        var wish = Environment.GetEnvironmentVariable("KELVIN_RUNS") ?? "";
        var own = wish.Split(',').Select(part => part.Split('=')).FirstOrDefault(part => part.Length == 2 && part[0] == fault);
        return new Runs(fault, what, own is not null ? int.Parse(own[1], CultureInfo.InvariantCulture) : wish == "release" ? release : ci);
    }

    /// <summary>A bound on time that a campaign holds, on a machine of its own; beside other tests it is only a bound on patience.</summary>
    public static TimeSpan Within(int seconds) => TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("KELVIN_RUNS") is { Length: > 0 } ? seconds : 600);

    /// <summary>Tries the fault so often, each time with random numbers of its own, and stops at the first failure.</summary>
    public async Task Try(Func<Random, Task> once)
    {
        for (var run = 0; run < Count; run++)
        {
            try
            {
                await once(new Random(HashCode.Combine(Seed, run)));
            }
            catch (Exception failure) when (Write(run + 1, failure.GetType().Name))
            {
                throw;
            }
        }
        Write(Count, null);
    }

    /// <summary>Adds what was measured to the line.</summary>
    public void Note(string measured) => what += ": " + measured;

    /// <summary>Says that this machine does not allow the fault.</summary>
    public void Skip(string why)
    {
        Write(0, "skipped: " + why);
        Xunit.Assert.Skip(why);
    }

    private bool Write(int runs, string? failure)
    {
        if (Environment.GetEnvironmentVariable("KELVIN_FAULTS_REPORT") is not { Length: > 0 } report) return true;
        var failures = failure is null || runs == 0 ? 0 : 1;
        lock (Writing) File.AppendAllText(report, string.Create(CultureInfo.InvariantCulture, $"{fault}\t{what}\t{runs}\t{failures}\t{watch.Elapsed.TotalSeconds:F0}\t{failure}\n"));
        return true;
    }
}
