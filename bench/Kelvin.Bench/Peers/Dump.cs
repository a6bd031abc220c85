using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Kelvin.Bench.Workload;
using Kelvin.Scoring.Values;

namespace Kelvin.Bench.Peers;

/// <summary>
/// The reference workload as tables, for engines that know nothing of Segment calls: leads with their traits as they are at
/// the end, accounts, and events in order of time. Whose an event is, is resolved already, and of its properties only those
/// are there that the plan asks for: both are in the favour of the other engines.
/// </summary>
internal static class Dump
{
    private const string LeadHead = "lead,account,email,position,industry,country,region,city,company_size,annual_revenue,age,consent,source\n";
    private const string EventHead = "lead,happened,event,machine,path,form,webinar,asset_id,percent\n";

    private static readonly string[] TraitColumns = ["email", "position", "industry", "country", "region", "city", "company_size", "annual_revenue", "age", "consent", "source"];
    private static readonly string[] EventColumns = ["path", "form", "webinar", "asset_id", "percent"];

    public static string Leads(string folder) => Path.Combine(folder, "leads.csv");
    public static string Accounts(string folder) => Path.Combine(folder, "accounts.csv");
    public static string Events(string folder) => Path.Combine(folder, "events.csv");

    /// <returns>How many events there are.</returns>
    public static long Write(ReferenceWorkload workload, string folder)
    {
        Directory.CreateDirectory(folder);
        var all = WriteLeads(workload, folder);
        all.Sort();
        WriteEvents(workload, all, Events(folder));
        return all.Count;
    }

    private static List<Happening> WriteLeads(ReferenceWorkload workload, string folder)
    {
        var all = new List<Happening>(workload.Leads * 52);
        var one = new List<Happening>();
        var accounts = new SortedSet<int>();
        using var leads = new StreamWriter(Leads(folder), append: false, new UTF8Encoding(false), 1 << 20);
        leads.Write(LeadHead);
        for (var lead = 0; lead < workload.Leads; lead++)
        {
            workload.HistoryOf(lead, one);
            all.AddRange(one);
            var person = workload.PersonOf(lead);
            var traits = new Dictionary<string, Value>();
            foreach (var said in one.Where(happening => Shapes.DeedOf(happening.Shape) == Deed.Identify))
                foreach (var (key, value) in said.Shape == Shapes.FirstIdentify ? person.Traits : person.LaterTraits) traits[key] = value;
            var bound = one.Exists(happening => happening.Shape == Shapes.Group);
            if (bound) accounts.Add(person.Account);
            leads.Write(string.Create(CultureInfo.InvariantCulture, $"{lead},{(bound ? person.Account : null)}"));
            foreach (var column in TraitColumns) leads.Write("," + Cell(traits.GetValueOrDefault(column)));
            leads.Write('\n');
        }
        File.WriteAllLines(Accounts(folder), ["account,employees", .. accounts.Select(account => $"{account},{Cell(Person.AccountTraits(workload.Seed, account)["employees"])}")]);
        return all;
    }

    // What is alike in all events of one shape is written once.
    private static void WriteEvents(ReferenceWorkload workload, List<Happening> all, string path)
    {
        byte[][] tails = [.. Enumerable.Range(0, Shapes.Count).Select(shape => Encoding.UTF8.GetBytes(TailOf((ushort)shape)))];
        byte[][] names = [.. Enumerable.Range(0, Shapes.Count).Select(shape => Encoding.UTF8.GetBytes($",{Shapes.Names[(int)Shapes.DeedOf((ushort)shape)]},"))];
        using var output = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 20);
        output.Write(Encoding.UTF8.GetBytes(EventHead));
        var number = new byte[20];
        var time = new byte[24];
        foreach (var happening in all)
        {
            Utf8Formatter.TryFormat(happening.Lead, number, out var written);
            output.Write(number, 0, written);
            output.WriteByte((byte)',');
            DateTimeOffset.FromUnixTimeMilliseconds(happening.Timestamp).UtcDateTime.TryFormat(time, out written, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            output.Write(time, 0, written);
            output.Write(names[happening.Shape]);
            output.WriteByte(workload.IsMachine(happening) ? (byte)'1' : (byte)'0');
            output.Write(tails[happening.Shape]);
        }
        output.Flush(flushToDisk: true);
    }

    private static string TailOf(ushort shape)
    {
        var properties = Shapes.PropertiesOf(shape);
        return string.Concat(EventColumns.Select(column => "," + Cell(properties[column]))) + "\n";
    }

    // Nothing of the workload's own has a comma or a quote in it.
    private static string Cell(Value value) => value.Kind switch
    {
        ValueKind.Missing => "",
        ValueKind.Text => value.AsText,
        _ => ValueWriter.ToJson(value),
    };
}
