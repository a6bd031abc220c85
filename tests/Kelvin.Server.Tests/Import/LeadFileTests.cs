using System.Text;
using Kelvin.Scoring.Values;
using Kelvin.Server.Documents;
using Kelvin.Server.EventFiles;
using Kelvin.Server.Import;
using Xunit;

namespace Kelvin.Server.Tests.Import;

public sealed class LeadFileTests : IDisposable
{
    private const long At = 1_740_000_000_000;

    private readonly string root = Directory.CreateTempSubdirectory("kelvin-leads-").FullName;
    private readonly List<string> broken = [];
    private readonly StringWriter shown = new();

    public void Dispose() => Directory.Delete(root, recursive: true);

    /// <summary>The calls that a file makes, each as its traits with its other members left out.</summary>
    private string[] TraitsOf(string csv, string? mapping = null) => [.. CallsOf(Encoding.UTF8.GetBytes(csv), mapping).Select(call => call["traits"].ToString())];

    private Value[] CallsOf(byte[] csv, string? mapping = null, string? save = null)
    {
        var file = Path.Combine(root, "l.csv");
        File.WriteAllBytes(file, csv);
        var mappingFile = mapping is null ? null : Path.Combine(root, "m.yaml");
        if (mapping is not null) File.WriteAllText(mappingFile!, mapping);
        using var source = new EventSource();
        LeadFile.AddTo(source, file, mappingFile, save, At, broken.Add, shown);
        var bytes = new byte[source.LengthOf(0)];
        source.Read(0, 0, bytes);
        return [.. Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ValueReader.Read)];
    }

    [Theory]
    [InlineData("email,Job Title,Note\njan@x.pl,CEO,\"a\nb, \"\"c\"\"\"\n")]
    [InlineData("email;Job Title;Note\r\njan@x.pl;CEO;\"a\nb, \"\"c\"\"\"\r\n")]
    [InlineData("email\tJob Title\tNote\njan@x.pl\tCEO\t\"a\nb, \"\"c\"\"\"")]
    [InlineData("\uFEFFemail,Job Title,Note\njan@x.pl,CEO,\"a\nb, \"\"c\"\"\"\n")]
    [InlineData("sep=;\nemail;Job Title;Note\njan@x.pl;CEO;\"a\nb, \"\"c\"\"\"\n")]
    public void Separators_line_ends_and_quotes_are_found_out(string csv) =>
        Assert.Equal(["""{"position":"CEO","note":"a\nb, \"c\"","email":"jan@x.pl"}"""], TraitsOf(csv));

    [Fact]
    public void What_is_no_utf8_is_windows_1252()
    {
        var windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        Assert.Equal("Łódź", CallsOf(Encoding.UTF8.GetBytes("email,city\na@b,Łódź\n"))[0]["traits"]["city"].AsText);
        Assert.Equal("Köln €", CallsOf(windows.GetBytes("email,city\na@b,Köln €\n"))[0]["traits"]["city"].AsText);
        Assert.Contains("windows-1252", shown.ToString());
    }

    [Fact]
    public void Numbers_stay_text_unless_the_mapping_says_otherwise()
    {
        const string csv = "email;Umsatz\na@b;1.234,5\n";
        Assert.Contains("""{"umsatz":"1.234,5",""", TraitsOf(csv)[0]);
        Assert.Contains("""{"revenue":1234.5,""", TraitsOf(csv, """
            email: email
            decimal: ","
            columns: { Umsatz: { trait: revenue, type: number } }
            """)[0]);
    }

    [Fact]
    public void A_mapping_gives_types_constants_and_what_means_unknown()
    {
        var traits = TraitsOf("Id,Seen,Consent,Tags,City,Skipped\n7,3/1/2025 9:05,Yes,\"a; b\",Select,x\n", """
            userId: id
            unknown: Select
            timezone: Europe/Warsaw
            constants: { source: import }
            columns:
              Seen: { trait: seen, type: date, format: "M/d/yyyy H:mm" }
              Consent: { trait: consent, type: boolean }
              Tags: { trait: tags, type: list }
              City: city
              Skipped: null
            """);
        Assert.Equal(["""{"source":"import","seen":"2025-03-01T08:05:00.000Z","consent":true,"tags":["a","b"]}"""], traits);
    }

    [Fact]
    public void A_row_is_of_the_time_of_its_column_or_of_the_instant_of_the_scores()
    {
        var calls = CallsOf("email,created at\na@b,2024-05-06\nc@d,\n"u8.ToArray());
        Assert.Equal(["2024-05-06T00:00:00.000Z", Dates.ToText(At)], calls.Select(call => call["timestamp"].AsText));
    }

    [Fact]
    public void Rows_and_cells_that_do_not_fit_are_named_with_their_line()
    {
        var calls = CallsOf("id,n\n\"1\n\",x\n,5\n3\n4,5,6\n5,5,\n"u8.ToArray(), "userId: id\ncolumns: { n: { trait: n, type: number } }");
        Assert.Equal(["1", "5"], calls.Select(call => call["userId"].AsText));
        Assert.Equal([
            "l.csv:2: 'x' in column 'n' is no number and was left out.",
            "l.csv:4: The row names nobody.",
            "l.csv:5: The row has 1 cells where the file has 2 columns.",
            "l.csv:6: The row has 3 cells where the file has 2 columns."], broken.Select(line => line[(root.Length + 1)..]));
    }

    [Fact]
    public void A_quote_that_is_never_closed_is_said()
    {
        CallsOf("id,n\n1,\"x\n2,y\n"u8.ToArray());
        Assert.Contains("A quote is opened and never closed", Assert.Single(broken));
    }

    [Fact]
    public void A_row_has_the_same_messageId_each_time_wherever_it_stands()
    {
        var ids = CallsOf("email,n\na@b,1\nc@d,2\n"u8.ToArray()).Select(call => call["messageId"].AsText).ToList();
        Assert.Equal(ids, CallsOf("email,n\nx@y,3\na@b,1\nc@d,2\n"u8.ToArray()).Select(call => call["messageId"].AsText).Skip(1));
        Assert.NotEqual(ids[0], CallsOf("email,n\na@b,2\n"u8.ToArray())[0]["messageId"].AsText);
    }

    [Fact]
    public void A_saved_guess_reads_the_file_as_the_guess_did()
    {
        var csv = "E-mail,\"Comp: any #1\",Größe,Größe,\n a@b ,x,1,2,3\n"u8.ToArray();
        var saved = Path.Combine(root, "saved.yaml");
        var guessed = CallsOf(csv, save: saved)[0].ToString();
        Assert.Equal(guessed, CallsOf(csv, File.ReadAllText(saved))[0].ToString());
        Assert.Contains("größe_4", guessed);
    }

    [Theory]
    [InlineData("columns: {}", "does not say who a lead is")]
    [InlineData("userId: id\ncolums: {}", "'colums' is not known here")]
    [InlineData("userId: id\ncolumns: { n: { trait: n, type: integer } }", "'integer' is no type")]
    [InlineData("userId: id\ntimezone: Mars/Base", "'Mars/Base' is no IANA")]
    [InlineData("userId: [", "m.yaml:2:1: While parsing")]
    public void A_mapping_that_cannot_be_taken_is_said_with_its_place(string mapping, string said) =>
        Assert.Contains(said, Assert.Throws<YamlFault>(() => TraitsOf("id,n\n1,2\n", mapping)).Message);

    [Theory]
    [InlineData("a,b\n1,2\n", null, "no column says who")]
    [InlineData("", null, "is empty")]
    [InlineData("id,n\n1,2\n", "userId: nummer", "has no column 'nummer'")]
    public void A_file_that_cannot_be_taken_is_said(string csv, string? mapping, string said) =>
        Assert.Contains(said, Assert.Throws<IOException>(() => TraitsOf(csv, mapping)).Message);
}
