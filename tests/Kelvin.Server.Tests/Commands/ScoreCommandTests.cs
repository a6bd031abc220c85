using System.Text.Json;
using Xunit;

namespace Kelvin.Server.Tests.Commands;

public class ScoreCommandTests
{
    private const string Plan = """
        plan: p
        fit:
          rules:
            - { name: Boss, when: { trait: position, is: boss }, points: 10 }
        engagement:
          rules:
            - { name: Click, on: Click, points: 3 }
            - { name: Visit, on: page, where: { context: app, is: web }, points: 1 }
        grades: { A: 10, B: null }
        levels: { 1: 5, 2: null }
        verdicts: [ { label: A1, verdict: call } ]
        """;

    private static string Click(string ids, string at = "2025-01-01T00:00:00Z", string more = "") =>
        $$"""{"type":"track","event":"Click",{{ids}},"timestamp":"{{at}}"{{more}}}""" + "\n";

    private static KelvinFolder Given(string events) => new KelvinFolder().With("p.yaml", Plan).With("e.jsonl", events);

    [Fact]
    public void A_lead_is_one_line_of_nine_fields()
    {
        using var folder = Given(
            """{"type":"identify","userId":"jan","anonymousId":"a","traits":{"position":"Boss"},"timestamp":"2025-01-01T00:00:00Z"}""" + "\n"
            + Click("\"anonymousId\":\"a\"") + Click("\"userId\":\"jan\""));
        var outcome = folder.Run("score --plan p.yaml --events e.jsonl --at 2025-02-01");
        Assert.Equal(
            """{"userId":"jan","anonymousId":"a","fit":10,"engagement":6,"score":16,"grade":"A","level":"1","label":"A1","verdict":"call"}""" + "\n", outcome.Output);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
    }

    [Fact]
    public void Leads_come_in_ordinal_order_of_userId_then_of_anonymousId()
    {
        using var folder = Given(string.Concat(new[] { "\"anonymousId\":\"b\"", "\"userId\":\"b\"", "\"userId\":\"B\"", "\"userId\":\"ä\"", "\"userId\":\"😀\"", "\"userId\":\"\uFF5E\"", "\"anonymousId\":\"a\"" }
            .Select(ids => Click(ids))));
        var ids = folder.Run("score -p p.yaml -e e.jsonl").Lines.Select(line => JsonDocument.Parse(line).RootElement)
            .Select(lead => lead.GetProperty("userId").GetString() ?? "anonymous " + lead.GetProperty("anonymousId").GetString());
        Assert.Equal(["B", "b", "ä", "😀", "\uFF5E", "anonymous a", "anonymous b"], ids);
    }

    [Fact]
    public void A_lead_known_by_its_address_alone_is_named_by_it()
    {
        using var folder = Given(Click("\"context\":{\"traits\":{\"email\":\"Jan@X.pl\"}}"));
        Assert.StartsWith("""{"userId":null,"anonymousId":null,"email":"jan@x.pl","fit":0""", folder.Run("score -p p.yaml -e e.jsonl").Output);
    }

    [Fact]
    public void Broken_lines_are_named_counted_and_skipped()
    {
        using var folder = Given(Click("\"userId\":\"jan\"") + "nonsense\n\n" + """{"batch":[{"type":"page","userId":"jan","timestamp":"2025-01-01"},{"type":"page"}]}""" + "\n"
            + """{"type":"page","userId":"jan"}""" + "\n" + Click("\"userId\":\"jan\"").TrimEnd());
        var outcome = folder.Run("score -p p.yaml -e e.jsonl --at 2025-02-01");
        Assert.Equal(1, outcome.Code);
        Assert.Contains("\"engagement\":6", outcome.Output);
        Assert.Equal(
            "e.jsonl:2: This is not well-formed JSON.\n"
            + "e.jsonl:4 (call 2): The call names nobody: it needs a userId, an anonymousId or an e-mail address.\n"
            + "e.jsonl:5: The call has no timestamp.\n"
            + "3 lines could not be read and were skipped.\n", outcome.Error);
        Assert.Equal(0, folder.Run("score -p p.yaml -e e.jsonl --skip-bad").Code);
    }

    [Fact]
    public void Of_a_thousand_broken_lines_a_hundred_are_named()
    {
        using var folder = Given(string.Concat(Enumerable.Repeat("{\n", 1000)));
        var error = folder.Run("score -p p.yaml -e e.jsonl").Error.Split('\n');
        Assert.Equal(["e.jsonl:100: This is not well-formed JSON.", "... and 900 more.", "1000 lines could not be read and were skipped."], error[99..102]);
    }

    [Fact]
    public void What_comes_after_the_instant_does_not_exist()
    {
        using var folder = Given(Click("\"userId\":\"jan\"", "2025-01-01T00:00:00Z") + Click("\"userId\":\"jan\"", "2025-01-01T00:00:00.001Z") + Click("\"userId\":\"eve\"", "2025-01-02"));
        var outcome = folder.Run("score -p p.yaml -e e.jsonl --at 2025-01-01T00:00:00Z");
        Assert.Contains("\"engagement\":3", Assert.Single(outcome.Lines));
        Assert.Equal("2 calls are of a time after --at and were left out.\n", outcome.Error);
    }

    [Fact]
    public void The_first_copy_of_a_message_in_the_file_counts()
    {
        using var folder = Given(Click("\"userId\":\"jan\"", "2025-01-05", ",\"messageId\":\"m\"") + Click("\"userId\":\"jan\"", "2025-01-01", ",\"messageId\":\"m\"") + Click("\"userId\":\"eve\"", "2025-01-01", ",\"messageId\":\"m\""));
        Assert.Equal(["eve 2025-01-01", "jan 2025-01-05"], folder.Run("score -p p.yaml -e e.jsonl -x").Lines.Select(line => JsonDocument.Parse(line).RootElement)
            .Select(lead => $"{lead.GetProperty("userId")} {lead.GetProperty("rules")[1].GetProperty("events")[0].GetProperty("timestamp").GetString()![..10]}"));
    }

    [Fact]
    public void Equal_lines_without_a_messageId_are_events_of_their_own()
    {
        using var folder = Given(Click("\"userId\":\"jan\"") + Click("\"userId\":\"jan\""));
        Assert.Contains("\"engagement\":6", folder.Run("score -p p.yaml -e e.jsonl").Output);
        Assert.Contains("\"engagement\":6", folder.Run("score -p p.yaml -e e.jsonl -x").Output);
    }

    [Fact]
    public void The_context_of_a_batch_is_that_of_its_calls()
    {
        using var folder = Given("""{"context":{"app":"web"},"batch":[{"type":"page","userId":"jan","timestamp":"2025-01-01"},{"type":"page","userId":"eve","timestamp":"2025-01-01","context":{"app":"ios"}}]}""");
        Assert.Equal(["eve 0", "jan 1"], folder.Run("score -p p.yaml -e e.jsonl").Lines.Select(line => JsonDocument.Parse(line).RootElement).Select(lead => $"{lead.GetProperty("userId")} {lead.GetProperty("score")}"));
    }

    [Fact]
    public void Explained_scores_have_parts_that_add_up()
    {
        using var folder = Given(Click("\"userId\":\"jan\""));
        var lead = JsonDocument.Parse(folder.Run("score -p p.yaml -e e.jsonl --explain --at 2025-02-01").Output).RootElement;
        Assert.Equal(lead.GetProperty("score").GetDouble(), lead.GetProperty("parts").EnumerateArray().Sum(part => part.GetProperty("points").GetDouble()));
        Assert.Equal("trait: position", lead.GetProperty("unknowns")[0].GetProperty("operand").GetString());
        Assert.Equal(JsonValueKind.Null, lead.GetProperty("nextChangeAt").ValueKind);
    }

    [Fact]
    public void Cells_that_a_spreadsheet_would_run_are_made_text()
    {
        using var folder = Given(Click("\"userId\":\"=cmd|'/c calc'!A0\"") + Click("\"userId\":\"a,\\\"b\""));
        Assert.Equal("userId,anonymousId,email,fit,engagement,score,grade,level,label,verdict\r\n'=cmd|'/c calc'!A0,,,0,3,3,B,2,B2,\r\n\"a,\"\"b\",,,0,3,3,B,2,B2,\r\n",
            folder.Run("score -p p.yaml -e e.jsonl -f csv").Output);
    }

    [Fact]
    public void Standard_input_is_read_and_a_file_is_written()
    {
        using var folder = Given("");
        Assert.Equal("", folder.Run("score -p p.yaml -e - -o out.jsonl", Click("\"userId\":\"jan\"")).Output);
        Assert.StartsWith("{\"userId\":\"jan\"", folder.Read("out.jsonl"));
    }

    [Theory]
    [InlineData("score -p p.yaml", "nothing to score")]
    [InlineData("score -p p.yaml -e missing.jsonl", "missing.jsonl")]
    [InlineData("score -p missing.yaml -e e.jsonl", "missing.yaml")]
    [InlineData("score -p p.yaml -e e.jsonl --at yesterday", "--at")]
    [InlineData("score -p p.yaml -e e.jsonl --format xml", "xml")]
    [InlineData("score -p p.yaml -e e.jsonl --nonsense", "nonsense")]
    [InlineData("score -p p.yaml -e e.jsonl -x -f csv", "--explain")]
    [InlineData("score -e e.jsonl", "--plan")]
    [InlineData("score -p bad.yaml -e e.jsonl", "bad.yaml:2:1")]
    public void What_cannot_be_done_is_said_and_ends_with_two(string arguments, string said)
    {
        using var folder = Given("").With("bad.yaml", "plan: b\nfitt: {}\nengagment: {}\n");
        var outcome = folder.Run(arguments);
        Assert.Equal(2, outcome.Code);
        Assert.Contains(said, outcome.Error);
    }

    [Fact]
    public void All_problems_of_a_plan_are_told_at_once()
    {
        using var folder = Given("").With("bad.yaml", "plan: b\nfitt: {}\nengagment: {}\n");
        var error = folder.Run("score -p bad.yaml -e e.jsonl").Error;
        Assert.Contains("bad.yaml:2:1", error);
        Assert.Contains("bad.yaml:3:1", error);
    }

    [Fact]
    public void Several_plans_name_themselves_on_each_line()
    {
        using var folder = Given(Click("\"userId\":\"jan\"")).With("q.yaml", "plan: q\nengagement: { rules: [ { name: Clicks, on: Click, points: 1 } ] }");
        Assert.Equal(["p", "q"], folder.Run("score -p p.yaml -p q.yaml -e e.jsonl").Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("plan").GetString()));
    }

    [Theory]
    [InlineData("score -p account.yaml -e e.jsonl")]
    [InlineData("score -p p.yaml -p account.yaml -e e.jsonl")]
    public void An_account_plan_scores_accounts_with_the_member_plan_beside_it(string arguments)
    {
        using var folder = Given(string.Concat(new[] { "jan", "eve" }.Select(user =>
                $$"""{"type":"group","userId":"{{user}}","groupId":"acme","traits":{"employees":"300"},"timestamp":"2025-01-01"}""" + "\n" + Click($"\"userId\":\"{user}\""))))
            .With("account.yaml", """
                plan: account
                kind: account
                fit: { rules: [ { name: Size, by: employees, bands: { 100: 7 } } ] }
                members: { plan: p, side: engagement, combine: sum }
                """);
        Assert.Equal("""{"accountId":"acme","fit":7,"engagement":6,"score":13,"grade":null,"level":null,"label":null,"verdict":null}""", Assert.Single(folder.Run(arguments).Lines));
    }

    [Fact]
    public void Leads_of_a_csv_file_and_events_meet_by_address()
    {
        using var folder = Given(Click("\"userId\":\"jan\",\"traits\":{\"email\":\"jan@x.pl\"}")).With("l.csv", "Email;Job Title\nJan@x.pl;boss\neve@x.pl;clerk\n");
        var outcome = folder.Run("score -p p.yaml -l l.csv -e e.jsonl");
        Assert.Equal(["jan 13", " 0"], outcome.Lines.Select(line => JsonDocument.Parse(line).RootElement).Select(lead => $"{lead.GetProperty("userId")} {lead.GetProperty("score")}"));
        Assert.Contains("Job Title -> trait position", outcome.Error);
    }
}
