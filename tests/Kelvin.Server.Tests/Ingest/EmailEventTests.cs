using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Kelvin.Server.Ingest;
using Kelvin.Server.Ingest.Email;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Kelvin.Server.Tests.Ingest;

/// <summary>What providers of e-mail report, through the front door.</summary>
public sealed class EmailEventTests(OneServer one) : IClassFixture<OneServer>
{
    private readonly RunningServer server = one.Server;

    public static TheoryData<string, string> SendGridNames => new()
    {
        { "delivered", "Email Delivered" }, { "bounce", "Email Bounced" }, { "open", "Email Opened" }, { "click", "Email Link Clicked" },
        { "spamreport", "Email Marked as Spam" }, { "unsubscribe", "Unsubscribed" }, { "group_unsubscribe", "Unsubscribed" },
    };

    public static TheoryData<string, string> PostmarkReports => new()
    {
        { """{"RecordType":"Delivery","MessageID":"m","Recipient":"$","DeliveredAt":"2026-03-01T11:00:00.1234567Z"}""", "Email Delivered" },
        { """{"RecordType":"Bounce","MessageID":"m","Email":"$","Type":"HardBounce","BouncedAt":"2026-03-01T12:00:00.1234567+01:00"}""", "Email Bounced" },
        { """{"RecordType":"Open","MessageID":"m","Recipient":"$","ReceivedAt":"2026-03-01T11:00:00.1234567Z","FirstOpen":true}""", "Email Opened" },
        { """{"RecordType":"Click","MessageID":"m","Recipient":"$","ReceivedAt":"2026-03-01T11:00:00.1234567Z","OriginalLink":"https://norvistula.example/"}""", "Email Link Clicked" },
        { """{"RecordType":"SpamComplaint","MessageID":"m","Email":"$","BouncedAt":"2026-03-01T11:00:00.1234567Z"}""", "Email Marked as Spam" },
        { """{"RecordType":"SubscriptionChange","MessageID":"m","Recipient":"$","SuppressSending":true,"SuppressionReason":"ManualSuppression","ChangedAt":"2026-03-01T11:00:00.1234567Z"}""", "Unsubscribed" },
    };

    [Theory]
    [MemberData(nameof(SendGridNames))]
    public async Task What_SendGrid_calls_so_is_this_event(string what, string name)
    {
        var email = $"sg-{what}@norvistula.example";
        Assert.Equal("1 []", await Send("sendgrid", $$"""[{"email":"{{email}}","event":"{{what}}","timestamp":1772362800,"sg_event_id":"{{what}}","sg_message_id":"m.1","category":["spring","x"],"url":"https://norvistula.example/"}]"""));
        var happened = Assert.Single(await Events(email))!;
        Assert.Equal((name, "2026-03-01T11:00:00.000Z", "spring", "m.1"), ((string)happened["name"]!, (string)happened["timestamp"]!, (string)happened["properties"]!["campaign_name"]!, (string)happened["properties"]!["email_id"]!));
    }

    [Theory]
    [MemberData(nameof(PostmarkReports))]
    public async Task What_Postmark_calls_so_is_this_event(string report, string name)
    {
        var email = $"pm-{name.Replace(' ', '-')}@norvistula.example";
        Assert.Equal("1 []", await Send("postmark", report.Replace("$", email)));
        var happened = Assert.Single(await Events(email))!;
        Assert.Equal((name, "2026-03-01T11:00:00.123Z", "m"), ((string)happened["name"]!, (string)happened["timestamp"]!, (string)happened["properties"]!["email_id"]!));
    }

    [Fact]
    public async Task An_opening_that_SendGrid_knows_to_be_a_machines_is_marked()
    {
        await Send("sendgrid", """[{"email":"mpp@norvistula.example","event":"open","timestamp":1772362800,"sg_event_id":"mpp1","sg_machine_open":true},{"email":"mpp@norvistula.example","event":"open","timestamp":1772362801,"sg_event_id":"mpp2","sg_machine_open":false}]""");
        Assert.Equal([false, true], (await Events("mpp@norvistula.example")).Select(happened => (bool)happened!["machine"]!));
    }

    [Theory]
    [InlineData("sendgrid", """[{"email":"$","event":"click","timestamp":1772362800,"sg_event_id":"again","url":"https://norvistula.example/"}]""")]
    [InlineData("postmark", """{"RecordType":"Click","MessageID":"again","Recipient":"$","ReceivedAt":"2026-03-01T11:00:00Z","OriginalLink":"https://norvistula.example/"}""")]
    public async Task What_is_reported_again_counts_once_and_what_is_done_again_counts_again(string provider, string report)
    {
        var email = $"again-{provider}@norvistula.example";
        report = report.Replace("$", email);
        foreach (var sent in (string[])[report, report, report.Replace("\"again\"", "\"more\"").Replace("example/", "example/pricing")]) await Send(provider, sent);
        Assert.Equal(2, (await Events(email)).Count);
    }

    [Fact]
    public async Task What_says_nothing_of_the_person_is_taken_and_left()
    {
        Assert.Equal("0 []", await Send("sendgrid", """[{"email":"left@norvistula.example","event":"processed","timestamp":1,"sg_event_id":"l1"},{"email":"left@norvistula.example","event":"deferred","timestamp":1,"sg_event_id":"l2"}]"""));
        Assert.Equal("0 []", await Send("postmark", """{"RecordType":"Bounce","Type":"AutoResponder","Email":"left@norvistula.example"}"""));
        Assert.Equal("0 []", await Send("postmark", """{"RecordType":"SubscriptionChange","SuppressSending":true,"SuppressionReason":"HardBounce","Recipient":"left@norvistula.example"}"""));
        Assert.Equal("0 []", await Send("postmark", """{"RecordType":"SubscriptionChange","SuppressSending":false,"Recipient":"left@norvistula.example"}"""));
    }

    [Fact]
    public async Task Each_item_that_is_wrong_is_named_by_its_place_and_the_others_are_kept()
    {
        Assert.Equal(
            "1 [1 report-event-unknown, 3 report-recipient-missing, 4 timestamp-unreadable, 5 report-event-missing, 6 not-an-object, 7 id-missing]",
            await Send("sendgrid", """
                [{"event":"processed"},{"event":"vanished","email":"a@norvistula.example"},{"event":"open","email":"good@norvistula.example","sg_event_id":"good"},{"event":"open"},
                 {"event":"open","email":"a@norvistula.example","timestamp":"soon"},{},7,{"event":"open","email":"nobody"}]
                """));
        Assert.Equal("0 [0 report-event-unknown]", await Send("postmark", """{"RecordType":"Vanished","Recipient":"a@norvistula.example"}"""));
        Assert.Equal("0 [0 timestamp-unreadable]", await Send("postmark", """{"RecordType":"Open","Recipient":"a@norvistula.example","ReceivedAt":"soon"}"""));
    }

    [Theory]
    [InlineData("sendgrid", "", "not-json")]
    [InlineData("sendgrid", "[{]", "not-json")]
    [InlineData("sendgrid", "{}", "no-report")]
    [InlineData("postmark", "[]", "no-report")]
    [InlineData("postmark", "RecordType=Open", "not-json")]
    public async Task What_is_no_report_is_a_bad_request(string provider, string body, string code) => await (await server.Post("/v1/email/" + provider, body)).IsProblem(400, code);

    [Fact]
    public async Task A_report_has_only_so_many_items_and_only_so_many_bytes()
    {
        await (await server.Post("/v1/email/sendgrid", $"[{string.Join(',', Enumerable.Repeat("{}", 2_501))}]")).IsProblem(413, "batch-too-long");
        await (await server.Post("/v1/email/sendgrid", $"[\"{new string('x', 1_000 * 1024)}\"]")).IsProblem(413, "body-too-large");
    }

    [Theory]
    [InlineData(null, 401, "key-missing")]
    [InlineData("wk_wrong", 401, "key-wrong")]
    [InlineData(RunningServer.PublicKey, 403, "key-public")]
    public async Task Only_a_servers_key_may_say_what_others_did(string? key, int status, string code) => await (await server.Post("/v1/email/postmark", "{}", key)).IsProblem(status, code);

    [Fact]
    public async Task The_key_may_stand_in_the_address() =>
        Assert.Equal(200, (int)(await server.Post($"/v1/email/sendgrid?writeKey={RunningServer.ServerKey}", "[]", key: null)).StatusCode);

    [Fact]
    public async Task Where_a_key_of_SendGrid_is_set_only_what_it_signed_is_taken()
    {
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var strict = await RunningServer.Start(settings: ("Ingest:SendGridPublicKeys:0", Convert.ToBase64String(signer.ExportSubjectPublicKeyInfo())));
        const string Report = """[{"email":"signed@norvistula.example","event":"open","timestamp":1772362800,"sg_event_id":"signed"}]""";
        Assert.Equal(200, (int)(await strict.Post("/v1/email/sendgrid", Signed(signer, Report, Report))).StatusCode);
        await (await strict.Post("/v1/email/sendgrid", Signed(signer, Report, Report.Replace("open", "click")))).IsProblem(401, "not-signed");
        await (await strict.Post("/v1/email/sendgrid", Report)).IsProblem(401, "not-signed");
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await (await strict.Post("/v1/email/sendgrid", Signed(stranger, Report, Report))).IsProblem(401, "not-signed");
    }

    /// <summary>Key, signature and body as SendGrid's own library is tested with them.</summary>
    [Theory]
    [InlineData("1588788367", true)]
    [InlineData("1588788368", false)]
    public void SendGrids_own_example_is_signed(string timestamp, bool expected)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers["X-Twilio-Email-Event-Webhook-Signature"] = "MEUCIQCtIHJeH93Y+qpYeWrySphQgpNGNr/U+UyUlBkU6n7RAwIgJTz2C+8a8xonZGi6BpSzoQsbVRamr2nlxFDWYNH2j/0=";
        request.Headers["X-Twilio-Email-Event-Webhook-Timestamp"] = timestamp;
        var settings = new IngestSettings { SendGridPublicKeys = ["MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEDr2LjtURuePQzplybdC+u4CwrqDqBaWjcMMsTbhdbcwHBcepxo7yAQGhHPTnlvFYPAZFceEu/1FwCM/QmGUhA=="] };
        Assert.Equal(expected, EmailProvider.SendGrid.IsSigned(request, """{"category":"example_payload","event":"test_event","message_id":"message_id"}"""u8.ToArray(), settings));
    }

    [Fact]
    public void What_is_no_key_of_SendGrid_is_seen_at_the_start() => Assert.False(new IngestSettings { SendGridPublicKeys = ["whsec_"] }.HasOnlyPublicKeys());

    private static StringContent Signed(ECDsa signer, string signed, string sent)
    {
        var content = new StringContent(sent, Encoding.UTF8, "application/json");
        var signature = signer.SignData(Encoding.UTF8.GetBytes("1772362800" + signed), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        content.Headers.Add("X-Twilio-Email-Event-Webhook-Signature", Convert.ToBase64String(signature));
        content.Headers.Add("X-Twilio-Email-Event-Webhook-Timestamp", "1772362800");
        return content;
    }

    /// <summary>How many were accepted, and what was refused.</summary>
    private async Task<string> Send(string provider, string report)
    {
        var answer = await (await server.Post("/v1/email/" + provider, report)).Json();
        return $"{answer["accepted"]} [{string.Join(", ", answer["rejected"]!.AsArray().Select(one => $"{one!["index"]} {one["reason"]}"))}]";
    }

    private async Task<JsonArray> Events(string email)
    {
        await server.Settle();
        var lead = Assert.Single((await server.Ask($"/api/leads?email={email}"))["items"]!.AsArray())!;
        return (await server.Ask($"/api/leads/{lead["id"]}/events"))["items"]!.AsArray();
    }
}
