using System.Text.Json;
using Kelvin.Scoring.Plans;
using Kelvin.Server.Import;
using Kelvin.Server.Tests.Commands;
using Kelvin.Server.Tests.House;
using Xunit;

namespace Kelvin.Server.Tests.Import;

public class RealDataTests
{
    // What sales filled in after the first contact, and the outcome itself.
    private static readonly string[] FilledInLater =
        ["Tags", "Lead Quality", "Lead Profile", "Last Activity", "Last Notable Activity", "Converted", "Asymmetrique"];

    [Theory]
    [InlineData("xeducation", "xeducation/Leads.csv", 9240)]
    [InlineData("olist", "olist_funnel/olist_marketing_qualified_leads_dataset.csv", 8000)]
    public void Every_lead_of_the_data_set_is_scored(string sample, string leads, int count)
    {
        var data = Environment.GetEnvironmentVariable("KELVIN_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "KELVIN_DATA does not say where the data sets are.");
        using var folder = new KelvinFolder();
        var samples = Path.Combine(Repository.Root, "samples", sample);
        var outcome = folder.Run($"score --plan {samples}/plan.yaml --leads {Path.Combine(data!, leads)} --mapping {samples}/mapping.yaml");
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.Equal(count, outcome.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("userId").GetString()).Distinct().Count());
    }

    [Theory]
    [InlineData("xeducation")]
    [InlineData("olist")]
    public void The_samples_use_nothing_that_sales_filled_in_later(string sample)
    {
        var mapping = MappingFile.Read("mapping.yaml", Repository.Read($"samples/{sample}/mapping.yaml"));
        Rule.NeverBrokenBy(mapping.Columns.Select(column => column.Column).Where(column => FilledInLater.Any(late => column.StartsWith(late, StringComparison.OrdinalIgnoreCase))));
        Assert.Empty(PlanReader.Read(Repository.Read($"samples/{sample}/plan.yaml")).Problems);
    }

    [Theory]
    [InlineData("xeducation/Leads.csv", 9_240, 3_561)]
    [InlineData("olist_funnel/olist_closed_deals_dataset.csv", 842, 842)]
    public void The_data_set_is_imported_with_what_came_of_its_leads_by_guess_alone(string leads, int rows, int won)
    {
        var data = Environment.GetEnvironmentVariable("KELVIN_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "KELVIN_DATA does not say where the data sets are.");
        using var folder = new KelvinFolder();
        for (var times = 1; times <= 2; times++)
        {
            var outcome = folder.Run($"import leads {Path.Combine(data!, leads)} --store kelvin.db --json");
            Assert.Equal(0, outcome.Code);
            var calls = JsonDocument.Parse(outcome.Output).RootElement.GetProperty("calls");
            Assert.Equal((rows, won), (calls.GetProperty("identify").GetInt32(), calls.GetProperty("Deal Won").GetInt32()));
        }
        Assert.Equal(rows, folder.Run("export leads --store kelvin.db").Lines.Length);
        Assert.Equal(rows + won, folder.Run("export events --store kelvin.db").Lines.Length);
        Assert.Contains(" 0 differences", folder.Run("verify --store kelvin.db").Output);
    }
}
