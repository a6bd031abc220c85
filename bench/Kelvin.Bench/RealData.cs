using System.CommandLine;
using System.Text.Json;
using CsvHelper;

namespace Kelvin.Bench;

/// <summary><c>real-data</c>: scores public data sets by the plans in samples/ and counts who of the best tenth became a customer.</summary>
internal static class RealData
{
    private sealed record DataSet(string Name, string Sample, string Leads, Func<string, HashSet<string>> Won);

    private static readonly DataSet[] Sets =
    [
        new("X Education", "samples/xeducation", "xeducation/Leads.csv", data => Ids(Path.Combine(data, "xeducation/Leads.csv"), "Prospect ID", row => row["Converted"].ToString() == "1")),
        new("Olist", "samples/olist", "olist_funnel/olist_marketing_qualified_leads_dataset.csv", data => Ids(Path.Combine(data, "olist_funnel/olist_closed_deals_dataset.csv"), "mql_id", _ => true)),
    ];

    public static Command Create()
    {
        var kelvin = new Option<string>("--kelvin") { Description = "The program.", DefaultValueFactory = _ => "src/Kelvin.Server/bin/Release/net10.0/kelvin" };
        var output = new Option<string>("--out") { Description = "Where the result goes.", DefaultValueFactory = _ => "bench/results/real-data.md" };
        var command = new Command("real-data", "Scores the data sets under KELVIN_DATA and counts who of the best tenth became a customer.") { kelvin, output };
        command.SetAction(asked => Run(asked.GetValue(kelvin)!, asked.GetValue(output)!));
        return command;
    }

    private static int Run(string kelvin, string output)
    {
        if (Environment.GetEnvironmentVariable("KELVIN_DATA") is not { Length: > 0 } data)
        {
            Console.Error.WriteLine("Skipped: KELVIN_DATA does not say where the data sets are.");
            return 0;
        }
        var rows = Sets.Select(set => Row(set, ScoresOf(kelvin, set, data), set.Won(data))).ToList();
        ResultFile.Write(output, "Real data",
        [
            "Leads scored by the plans in `samples/`, and how many of the best tenth by score became customers. Where the border of",
            "the tenth runs through leads of equal score, they count by their share, as if drawn by lot.",
            "",
            "| data set | leads | became customers | of the top tenth | by chance | perfect order | lift | area under the curve | distinct scores |",
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
            .. rows,
            "",
            "Again: `dotnet build -c Release && KELVIN_DATA=FOLDER dotnet run -c Release --project bench/Kelvin.Bench -- real-data`",
        ]);
        return 0;
    }

    private static string Row(DataSet set, Dictionary<string, long> scores, HashSet<string> won)
    {
        var leads = scores.Select(lead => (Score: lead.Value, Won: won.Contains(lead.Key))).ToList();
        var customers = leads.Count(lead => lead.Won);
        var tenth = leads.Count / 10;
        var found = WonAmongBest(leads, tenth);
        var share = (double)customers / leads.Count;
        return $"| {set.Name} | {ResultFile.Number(leads.Count)} | {ResultFile.Number(customers)} ({share:P1}) | **{ResultFile.Number(found)} of {tenth} ({found / tenth:P1})** | "
            + $"{ResultFile.Number(tenth * share)} ({share:P1}) | {Math.Min(tenth, customers)} ({(double)Math.Min(tenth, customers) / tenth:P1}) | {ResultFile.Number(found / tenth / share, 2)}x | "
            + $"{ResultFile.Number(AreaUnderCurve(leads), 3)} | {leads.Select(lead => lead.Score).Distinct().Count()} |";
    }

    private static double WonAmongBest(List<(long Score, bool Won)> leads, int count)
    {
        double found = 0;
        var left = count;
        foreach (var equal in leads.GroupBy(lead => lead.Score).OrderByDescending(equal => equal.Key))
        {
            var taken = Math.Min(left, equal.Count());
            found += equal.Count(lead => lead.Won) * (double)taken / equal.Count();
            left -= taken;
        }
        return found;
    }

    /// <summary>How often a customer stands above one who is none, two equal scores counting as half.</summary>
    private static double AreaUnderCurve(List<(long Score, bool Won)> leads)
    {
        double pairs = 0;
        long othersBelow = 0;
        foreach (var equal in leads.GroupBy(lead => lead.Score).OrderBy(equal => equal.Key))
        {
            long won = equal.Count(lead => lead.Won), others = equal.Count() - won;
            pairs += won * (othersBelow + (others / 2.0));
            othersBelow += others;
        }
        return pairs / ((double)othersBelow * (leads.Count - othersBelow));
    }

    /// <summary>As the documents say to score them.</summary>
    private static Dictionary<string, long> ScoresOf(string kelvin, DataSet set, string data)
    {
        var file = Path.Combine(Path.GetTempPath(), $"kelvin-bench-{Environment.ProcessId}.jsonl");
        try
        {
            var watched = Watched.Run(kelvin, ["score", "--plan", $"{set.Sample}/plan.yaml", "--leads", Path.Combine(data, set.Leads), "--mapping", $"{set.Sample}/mapping.yaml", "--out", file]);
            if (watched.ExitCode != 0) throw new InvalidOperationException($"kelvin score ended with {watched.ExitCode} for {set.Name}.");
            return File.ReadLines(file).Select(line => JsonDocument.Parse(line).RootElement)
                .ToDictionary(lead => lead.GetProperty("userId").GetString()!, lead => lead.GetProperty("score").GetInt64());
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static HashSet<string> Ids(string file, string column, Func<CsvReader, bool> take)
    {
        using var reader = CsvReader.FromFile(file);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read())
        {
            if (take(reader)) ids.Add(reader.GetString(column));
        }
        return ids;
    }
}
