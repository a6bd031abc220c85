using System.Text;
using Kelvin.Scoring.Values;
using Kelvin.Server.Import;
using Xunit;

namespace Kelvin.Server.Tests.Import;

/// <summary>Rows as the three CRMs export them, and the calls that they become.</summary>
public class LeadPresetTests
{
    private static List<Value> Calls(string preset, string[] header, string[] row)
    {
        var mapping = LeadPresets.ByName[preset].For(header, [row]);
        // What is written to a file and read again is the same mapping.
        mapping = MappingFile.Read("m.yaml", MappingFile.Write(mapping));
        var calls = new LeadRows(mapping, header, "f.csv", at: 0).Read(row, problem => Assert.Fail(problem), out var reason);
        Assert.Equal("", reason);
        return [.. calls!.Select(call => ValueReader.Read(Encoding.UTF8.GetString(call)))];
    }

    private static string Line(Value call) => $"{call["type"].AsText} {(call["event"].IsMissingOrNull ? "" : call["event"].AsText + " ")}{call["timestamp"].AsText[..16]}";

    [Fact]
    public void Hubspot_contacts()
    {
        var calls = Calls("hubspot",
            ["Record ID", "First Name", "Last Name", "Email", "Phone Number", "Job Title", "Company Name", "Number of Employees", "Country/Region", "Lifecycle Stage", "Create Date", "Last Modified Date", "Became a Customer Date", "Favourite colour"],
            ["101", "Jan", "Kowalski", "jan@x.pl", "+48 1", "Director", "Acme", "250", "Poland", "Customer", "2025-01-02 10:33", "2025-03-01 08:00", "2025-02-10 09:00", "blue"]);
        Assert.Equal(["identify 2025-01-02T10:33", "identify 2025-03-01T08:00", "group 2025-03-01T08:00", "track Deal Won 2025-02-10T09:00"], calls.Select(Line));
        Assert.Equal(
            """{"firstName":"Jan","lastName":"Kowalski","phone":"+48 1","position":"Director","country":"Poland","lifecycle_stage":"Customer","hubspot_id":"101","company":"Acme","favourite_colour":"blue","email":"jan@x.pl"}""",
            calls[0]["traits"].ToString());
        Assert.Equal(("Acme", """{"name":"Acme","employees":250}"""), (calls[2]["groupId"].AsText, calls[2]["traits"].ToString()));
    }

    [Fact]
    public void Salesforce_opportunities_with_their_contacts()
    {
        string[] header = ["Lead ID", "First Name", "Last Name", "Title", "Company", "Email", "Lead Source", "Email Opt Out", "Created Date", "Stage", "Close Date", "Amount", "Opportunity ID"];
        var won = Calls("salesforce", header, ["00Q1", "Eva", "Lind", "CFO", "Acme", "eva@x.se", "Web", "0", "1/31/2025", "Closed Won", "2/15/2025", "1200", "006A"]);
        Assert.Equal(["identify 2025-01-31T00:00", "group 2025-01-31T00:00", "track Deal Won 2025-02-15T00:00"], won.Select(Line));
        Assert.Equal("""{"amount":1200}""", won[2]["properties"].ToString());
        Assert.Equal("false", won[0]["traits"]["unsubscribed"].ToString());
        Assert.Equal("track Deal Lost 2025-02-15T00:00", Line(Calls("salesforce", header, ["00Q1", "Eva", "Lind", "CFO", "Acme", "eva@x.se", "Web", "0", "1/31/2025", "Closed Lost", "2/15/2025", "", "006A"])[^1]));
        Assert.Equal(2, Calls("salesforce", header, ["00Q1", "Eva", "Lind", "CFO", "Acme", "eva@x.se", "Web", "0", "1/31/2025", "Prospecting", "2/15/2025", "", "006A"]).Count);
    }

    [Fact]
    public void Pipedrive_people_with_their_deals()
    {
        string[] header = ["Person - Name", "Person - Email - Work", "Person - Phone - Work", "Organization - Name", "Person - Person created", "Deal - Status", "Deal - Lost time", "Deal - Lost reason", "Deal - Value", "Deal - ID"];
        var calls = Calls("pipedrive", header, ["Ola Nordmann", "ola@x.no, ola@privat.no", "+47 1", "Fisk AS", "2025-01-02 10:33:10", "Lost", "2025-04-01 12:00:00", "price", "900", "7"]);
        Assert.Equal(["identify 2025-01-02T10:33", "group 2025-01-02T10:33", "track Deal Lost 2025-04-01T12:00"], calls.Select(Line));
        Assert.Equal("ola@x.no", calls[0]["traits"]["email"].AsText);
        Assert.Equal("""{"amount":900,"reason":"price"}""", calls[2]["properties"].ToString());
    }

    [Theory]
    [InlineData("2025-01-31", null)]
    [InlineData("31.1.2025 14:05", "d.M.yyyy H:mm")]
    [InlineData("1/31/2025 2:05 PM", "M/d/yyyy h:mm tt")]
    [InlineData("31/01/2025", "d/M/yyyy")]
    public void Dates_are_read_as_the_whole_column_writes_them(string cell, string? format) =>
        Assert.Equal(new TimeMapping("c", format), DateFormats.Of("c", [cell, cell]));

    [Fact]
    public void Dates_that_could_be_read_both_ways_are_said_to_be()
    {
        Assert.Equal(("M/d/yyyy", "d/M/yyyy"), (DateFormats.Of("c", ["1/2/2025", "3/4/2025"])!.Format, DateFormats.Ambiguous("M/d/yyyy", ["1/2/2025", "3/4/2025"])));
        Assert.Null(DateFormats.Ambiguous("M/d/yyyy", ["1/2/2025", "1/31/2025"]));
        Assert.Null(DateFormats.Of("c", ["1/31/2025", "31/1/2025"]));
    }
}
