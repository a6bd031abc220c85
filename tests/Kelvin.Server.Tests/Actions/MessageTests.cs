using System.Text;
using System.Text.Json.Nodes;
using Kelvin.Server.Actions;
using Kelvin.Storage;
using Kelvin.Storage.Actions;
using Xunit;

namespace Kelvin.Server.Tests.Actions;

public class MessageTests
{
    private static readonly StoredMessage Crossing = new(new StreamId(1, 2), MessageType.LeadCrossing, new StreamId(3, 4), 1_740_830_400_000, 1_740_830_400_500, new Topic("sales", "stage", "up", "SQL"));
    private static readonly byte[] Data = """{"lead":{"id":"x"}}"""u8.ToArray();

    [Fact]
    public void A_standard_message_has_type_time_and_data() => Assert.Equal(
        """{"type":"lead.crossing","timestamp":"2025-03-01T12:00:00.000Z","data":{"lead":{"id":"x"}}}""",
        Encoding.UTF8.GetString(MessageBody.Of(Crossing, Data, WebhookFormat.Standard, "urn:kelvin").Bytes));

    [Fact]
    public void A_cloud_event_has_what_the_specification_asks_for()
    {
        var body = MessageBody.Of(Crossing, Data, WebhookFormat.Cloudevents, "https://kelvin.example");
        var json = JsonNode.Parse(body.Bytes)!;
        Assert.Equal("application/cloudevents+json; charset=utf-8", body.Type);
        Assert.Equal(
            ("1.0", Crossing.Id.ToString(), "https://kelvin.example", "lead.crossing", "2025-03-01T12:00:00.000Z", Crossing.Subject.ToString(), "application/json", "x"),
            ((string)json["specversion"]!, (string)json["id"]!, (string)json["source"]!, (string)json["type"]!, (string)json["time"]!, (string)json["subject"]!, (string)json["datacontenttype"]!, (string)json["data"]!["lead"]!["id"]!));
    }

    // The example of the specification of the Standard Webhooks.
    [Fact]
    public void A_signature_is_that_of_the_specification() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        WebhookSecret.Sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "{\"test\": 2432232314}"u8));

    [Theory]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true)]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false)]
    [InlineData("whsec_c2hvcnQ=", false)]
    [InlineData("whsec_not base64 at all, not at all!", false)]
    [InlineData("whsec_", false)]
    public void A_secret_has_its_prefix_and_enough_bytes(string secret, bool isOne) => Assert.Equal(isOne, WebhookSecret.IsOne(secret));

    [Fact]
    public void A_secret_of_more_than_64_bytes_is_none() => Assert.False(WebhookSecret.IsOne(WebhookSecret.Prefix + Convert.ToBase64String(new byte[65])));

    [Fact]
    public void A_new_secret_is_one_and_no_other() => Assert.True(WebhookSecret.IsOne(WebhookSecret.New()) && WebhookSecret.New() != WebhookSecret.New());

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"plans":["sales"]}""", true)]
    [InlineData("""{"plans":["churn"]}""", false)]
    [InlineData("""{"kinds":["grade","stage"],"directions":["up"]}""", true)]
    [InlineData("""{"kinds":["grade"]}""", false)]
    [InlineData("""{"directions":["down"]}""", false)]
    [InlineData("""{"stages":["SQL"]}""", true)]
    [InlineData("""{"stages":["MQL"]}""", false)]
    public void A_filter_lets_through_what_meets_all_of_it(string filter, bool passes) =>
        Assert.Equal(passes, System.Text.Json.JsonSerializer.Deserialize<MessageFilter>(filter, System.Text.Json.JsonSerializerOptions.Web)!.Lets(Crossing.Topic));

    [Fact]
    public void Ids_lie_in_the_bucket_of_their_subject_and_in_the_order_of_time()
    {
        var subject = new StreamId(0xABCD_0000_0000_0000, 7);
        var (early, late) = (OutboxItem.NewId(subject, 1_740_830_400_000), OutboxItem.NewId(subject, 1_740_830_400_001));
        Assert.Equal((subject.Bucket, subject.Bucket), (early.Bucket, late.Bucket));
        Assert.True(early < late);
    }
}
