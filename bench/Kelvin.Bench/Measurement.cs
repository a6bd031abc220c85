using System.Diagnostics;

namespace Kelvin.Bench;

/// <summary>
/// How long something took. The machine is shared, so the figure that counts is the CPU time of this process; what is
/// measured runs on one thread.
/// </summary>
internal readonly record struct Measurement(double CpuSeconds, double WallSeconds, long BytesAllocated)
{
    public static Measurement Of(Action action)
    {
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var cpu = Environment.CpuUsage.TotalTime;
        var wall = Stopwatch.StartNew();
        action();
        var took = wall.Elapsed.TotalSeconds;
        return new Measurement((Environment.CpuUsage.TotalTime - cpu).TotalSeconds, took, GC.GetAllocatedBytesForCurrentThread() - bytes);
    }

    /// <summary>The least of several runs, after some that let the compiler finish: others on the machine only ever add.</summary>
    public static Measurement Best(int runs, Action action)
    {
        for (var i = 0; i < 3; i++) action();
        return Enumerable.Range(0, runs).Select(_ => Of(action)).MinBy(m => m.CpuSeconds);
    }
}
