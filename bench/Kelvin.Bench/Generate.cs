using System.CommandLine;
using System.Diagnostics;
using Kelvin.Bench.Workload;

namespace Kelvin.Bench;

/// <summary>How the events of a file follow each other.</summary>
internal enum Order { Time, Lead, None }

/// <summary><c>generate</c>: the reference workload as a file of Segment calls.</summary>
internal static class Generate
{
    public static Command Create()
    {
        var leads = new Option<int>("--leads") { Description = "How many leads; fifty events each on average.", DefaultValueFactory = _ => 100_000 };
        var seed = new Option<ulong>("--seed") { Description = "The same seed gives the same file.", DefaultValueFactory = _ => 1 };
        var output = new Option<string>("--out") { Description = "The file to write.", Required = true };
        var sorted = new Option<bool>("--sorted") { Description = "In order of time. Without it, in no order at all." };
        var byLead = new Option<bool>("--by-lead") { Description = "Lead by lead, each in order of time." };
        var command = new Command("generate", "Writes the reference workload as Segment calls, one a line.") { leads, seed, output, sorted, byLead };
        command.SetAction(asked =>
        {
            var watch = Stopwatch.StartNew();
            var workload = new ReferenceWorkload(asked.GetValue(leads), asked.GetValue(seed));
            var order = asked.GetValue(sorted) ? Order.Time : asked.GetValue(byLead) ? Order.Lead : Order.None;
            var (events, bytes) = Write(workload, order, asked.GetValue(output)!);
            Console.WriteLine($"{events:N0} events of {workload.Leads:N0} leads, {bytes:N0} bytes ({(double)bytes / events:F0} an event), in {watch.Elapsed.TotalSeconds:F1} s");
            return 0;
        });
        return command;
    }

    public static (long Events, long Bytes) Write(ReferenceWorkload workload, Order order, string path)
    {
        var happenings = All(workload);
        if (order == Order.Time) happenings.Sort();
        if (order == Order.None) Shuffle(happenings, workload.Seed);
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var writer = new CallWriter(workload, stream);
        foreach (var happening in happenings) writer.Write(happening);
        writer.Flush();
        // On the disk before anything is measured on it: the system would otherwise write it meanwhile, with a core of its own.
        stream.Flush(flushToDisk: true);
        return (happenings.Count, writer.Bytes);
    }

    private static List<Happening> All(ReferenceWorkload workload)
    {
        var all = new List<Happening>(workload.Leads * 52);
        var one = new List<Happening>();
        for (var lead = 0; lead < workload.Leads; lead++)
        {
            workload.HistoryOf(lead, one);
            all.AddRange(one);
        }
        return all;
    }

    private static void Shuffle(List<Happening> happenings, ulong seed)
    {
        var draw = Draw.For(seed, ulong.MaxValue);
        for (var i = happenings.Count - 1; i > 0; i--)
        {
            var j = draw.Below(i + 1);
            (happenings[i], happenings[j]) = (happenings[j], happenings[i]);
        }
    }
}
