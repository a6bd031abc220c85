using System.Text;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;
using Kelvin.Server.Ingest;
using Xunit;

namespace Kelvin.Server.Tests.Ingest;

public class CallReaderTests
{
    private const string When = "\"timestamp\":\"2025-03-01T09:30:00.000Z\"";

    private static Read Of(string json, CallType? type = null) => Of(Encoding.UTF8.GetBytes(json), type);

    private static Read Of(byte[] json, CallType? type = null)
    {
        var problem = CallReader.Read(json, out var call, type);
        return new Read(problem, Call.Text(call.UserId), Call.Text(call.AnonymousId), Call.Text(call.Email), Call.Text(call.MessageId),
            Call.Text(call.GroupId), Call.Text(call.PreviousId), call.Timestamp, call.OriginalTimestamp, call.SentAt,
            problem == CallProblem.None && call.IsEvent ? call.ToEvent("m", 0) : null);
    }

    private static CallProblem ProblemOf(string json) => Of(json).Problem;

    [Fact]
    public void A_track_call_is_an_event_of_its_own_trimmed_name()
    {
        var read = Of($$"""{"type":"track","event":"  Order Completed ","userId":"u","properties":{"total":12.5},{{When}}}""");
        Assert.Equal("Order Completed", read.Event!.Name);
        Assert.Equal("""{"total":12.5}""", read.Event.Properties.ToString());
        Assert.Equal(1740821400000, read.Timestamp);
    }

    [Theory]
    [InlineData("track"), InlineData("page"), InlineData("screen"), InlineData("identify"), InlineData("group"), InlineData("alias"), InlineData(" page ")]
    public void An_event_named_like_a_call_is_refused(string name) =>
        Assert.Equal(CallProblem.EventNameReserved, ProblemOf($$"""{"type":"track","event":"{{name}}","userId":"u"}"""));

    [Fact]
    public void An_event_named_almost_like_a_call_is_taken() => Assert.Equal("Page", Of("""{"type":"track","event":"Page","userId":"u"}""").Event!.Name);

    [Fact]
    public void Name_and_category_of_a_page_join_its_properties_which_win()
    {
        var read = Of("""{"type":"page","name":"Price\u0073","category":"Docs","userId":"u","properties":{"category":"Own","path":"/p"}}""");
        Assert.Equal("page", read.Event!.Name);
        Assert.Equal("""{"name":"Prices","category":"Own","path":"/p"}""", read.Event.Properties.ToString());
    }

    [Theory]
    [InlineData("""{"traits":{"a":1},"context":{"traits":{"a":2}}}""", """{"a":1}""")]
    [InlineData("""{"traits":null,"context":{"traits":{"a":2}}}""", """{"a":2}""")]
    [InlineData("""{"context":{"traits":{"a":2}}}""", """{"a":2}""")]
    [InlineData("""{"traits":{}}""", "{}")]
    public void The_traits_of_an_identify_are_its_properties(string members, string expected) =>
        Assert.Equal(expected, Of($$"""{"type":"identify","userId":"u",{{members[1..]}}""").Event!.Properties.ToString());

    [Fact]
    public void A_group_binds_to_its_account_and_its_traits_are_the_accounts()
    {
        var read = Of("""{"type":"group","userId":"u","groupId":7.50,"traits":{"email":"info@acme.com"},"context":{"traits":{"email":"Jan@Acme.com"}}}""");
        Assert.Equal("7.50", read.Event!.GroupId);
        Assert.Equal("jan@acme.com", read.Email);
    }

    [Theory]
    [InlineData("""{"userId":" u1 ","anonymousId":null}""", "u1", "")]
    [InlineData("""{"userId":0012.0,"anonymousId":"a"}""", null, null)]
    [InlineData("""{"userId":12.0,"anonymousId":""}""", "12.0", "")]
    [InlineData("""{"userId":"\u00a0u\u2003","anonymousId":"   "}""", "u", "")]
    [InlineData("""{"userId":"\ud800x"}""", "\uFFFDx", "")]
    [InlineData("""{"userId":"undefined","anonymousId":"a"}""", "", "a")]
    [InlineData("""{"userId":"first","userId":"last"}""", "last", "")]
    public void Ids_are_trimmed_and_numbers_are_taken_as_written(string members, string? userId, string? anonymousId)
    {
        var read = Of($$"""{"type":"page",{{members[1..]}}""");
        if (userId is null) Assert.Equal(CallProblem.NotJson, read.Problem);
        else Assert.Equal((userId, anonymousId), (read.UserId, read.AnonymousId));
    }

    [Theory]
    [InlineData("\"null\""), InlineData("\"NULL\""), InlineData("0"), InlineData("\"-1\""), InlineData("\"00000000-0000-0000-0000-000000000000\"")]
    [InlineData("\"[object Object]\""), InlineData("\"N/A\""), InlineData("\" Anonymous \""), InlineData("\"NaN\"")]
    public void A_call_with_nothing_but_placeholders_for_ids_is_refused(string id) =>
        Assert.Equal(CallProblem.IdBlocked, ProblemOf($$"""{"type":"page","userId":{{id}}}"""));

    [Theory]
    [InlineData("""{"traits":{"email":" Jan.KOWALSKI@Example.com "}}""", "jan.kowalski@example.com")]
    [InlineData("""{"context":{"traits":{"email":"a@b"}}}""", "a@b")]
    [InlineData("""{"traits":{"email":"ZO\u0065\u0308@x.pl"}}""", "zoë@x.pl")]
    [InlineData("""{"traits":{"email":"nobody"},"context":{"traits":{"email":"b@c"}}}""", "b@c")]
    [InlineData("""{"traits":{"email":"a@b"},"traits":{}}""", "")]
    [InlineData("""{"traits":{"email":5,"x":{"email":"no@no"}}}""", "")]
    public void An_email_address_is_an_identity_in_one_writing(string members, string expected) =>
        Assert.Equal(expected, Of($$"""{"type":"identify","userId":"u",{{members[1..]}}""").Email);

    [Theory]
    [InlineData("\"2025-03-01T09:30:00Z\"", 1740821400000)]
    [InlineData("\"2025-03-01T09:30:00.1239999Z\"", 1740821400123)]
    [InlineData("\"2025-03-01T10:30:00.5+01:00\"", 1740821400500)]
    [InlineData("\"2025-03-01T10:30:00+0100\"", 1740821400000)]
    [InlineData("\"2025-03-01T10:30:00+01\"", 1740821400000)]
    [InlineData("\"2025-03-01t09:30:00z\"", 1740821400000)]
    [InlineData("\"2025-03-01 09:30\"", 1740821400000)]
    [InlineData("\"2025-03-01\"", 1740787200000)]
    [InlineData("\"0001-01-01T00:00:00Z\"", -62135596800000)]
    [InlineData("\"9999-12-31T23:59:59.999Z\"", 253402300799999)]
    [InlineData("\"2024-02-29T23:59:59.999Z\"", 1709251199999)]
    [InlineData("1740821400000", 1740821400000)]
    [InlineData("1740821400", 1740821400000)]
    [InlineData("1740821400.5", 1740821400500)]
    public void A_timestamp_is_a_text_or_a_plain_number(string written, long expected) =>
        Assert.Equal(expected, Of($$"""{"type":"page","userId":"u","timestamp":{{written}}}""").Timestamp);

    [Theory]
    [InlineData("\"yesterday\""), InlineData("\"2025-02-29T00:00:00Z\""), InlineData("\"10000-01-01T00:00:00Z\""), InlineData("\"2025-03-01T24:00:00Z\"")]
    [InlineData("\"9999-12-31T23:59:59-01:00\""), InlineData("\"0001-01-01T00:00:00+01:00\""), InlineData("12"), InlineData("1740821400000000"), InlineData("true"), InlineData("{}")]
    [InlineData("\"2025-0a-01T00:00:00Z\""), InlineData("\"2025-03-01T0 :00:00Z\""), InlineData("\"2025-03-01T00:00:00.Z\"")]
    public void A_timestamp_that_cannot_be_read_is_refused(string written) =>
        Assert.Equal(CallProblem.TimestampUnreadable, ProblemOf($$"""{"type":"page","userId":"u","timestamp":{{written}}}"""));

    [Fact]
    public void Every_day_of_six_centuries_reads_the_same_by_the_short_way_and_the_long()
    {
        for (var day = new DateTime(1960, 1, 1, 13, 7, 59, DateTimeKind.Utc); day.Year < 2560; day = day.AddDays(1))
        {
            var expected = (day.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;
            Assert.Equal(expected, Of($$"""{"type":"page","userId":"u","timestamp":"{{day:yyyy-MM-ddTHH:mm:ss}}Z"}""").Timestamp);
        }
    }

    [Fact]
    public void An_unreadable_sentAt_is_left_out_and_the_stated_timestamp_comes_before_the_devices()
    {
        var read = Of("""{"type":"page","userId":"u","sentAt":"soon","originalTimestamp":"2025-01-01","timestamp":"2025-01-02"}""");
        Assert.Null(read.SentAt);
        Assert.True(read.OriginalTimestamp < read.Timestamp);
    }

    [Theory]
    [InlineData("", CallProblem.NotJson), InlineData("{", CallProblem.NotJson), InlineData("{}x", CallProblem.NotJson), InlineData("{\"a\":01}", CallProblem.NotJson)]
    [InlineData("[]", CallProblem.NotAnObject), InlineData("\"x\"", CallProblem.NotAnObject), InlineData("[[1]] 2", CallProblem.NotJson)]
    [InlineData("""{"userId":"u"}""", CallProblem.TypeMissing)]
    [InlineData("""{"type":"Track","userId":"u"}""", CallProblem.TypeUnknown)]
    [InlineData("""{"type":1,"userId":"u"}""", CallProblem.TypeUnknown)]
    [InlineData("""{"type":"track","userId":"u"}""", CallProblem.EventNameMissing)]
    [InlineData("""{"type":"track","event":" ","userId":"u"}""", CallProblem.EventNameMissing)]
    [InlineData("""{"type":"track","event":7,"userId":"u"}""", CallProblem.EventNameMissing)]
    [InlineData("""{"type":"page"}""", CallProblem.IdMissing)]
    [InlineData("""{"type":"page","userId":"","anonymousId":null}""", CallProblem.IdMissing)]
    [InlineData("""{"type":"page","userId":["u"]}""", CallProblem.IdNotText)]
    [InlineData("""{"type":"page","userId":true}""", CallProblem.IdNotText)]
    [InlineData("""{"type":"group","userId":"u"}""", CallProblem.GroupIdMissing)]
    [InlineData("""{"type":"group","userId":"u","groupId":"null"}""", CallProblem.GroupIdMissing)]
    [InlineData("""{"type":"alias","userId":"u"}""", CallProblem.PreviousIdMissing)]
    [InlineData("""{"type":"alias","anonymousId":"a","previousId":"p"}""", CallProblem.AliasWithoutUserId)]
    [InlineData("""{"type":"page","userId":"u","messageId":{}}""", CallProblem.MessageIdNotText)]
    [InlineData("""{"type":"page","userId":"u","properties":[]}""", CallProblem.PropertiesNotObject)]
    [InlineData("""{"type":"identify","userId":"u","traits":"x"}""", CallProblem.TraitsNotObject)]
    [InlineData("""{"type":"page","userId":"u","context":1}""", CallProblem.ContextNotObject)]
    [InlineData("""{"type":"page","userId":"u","properties":{"n":1e999}}""", CallProblem.NumberOutOfRange)]
    [InlineData("""{"type":"page","userId":"u","context":{"traits":{"n":[-1E400]}}}""", CallProblem.NumberOutOfRange)]
    public void What_is_wrong_is_named(string json, CallProblem expected)
    {
        Assert.Equal(expected, ProblemOf(json));
        Assert.EndsWith(".", expected.Sentence());
    }

    [Fact]
    public void Thirty_two_levels_are_read_and_one_more_is_refused()
    {
        static string Nested(int levels) => $$$"""{"type":"page","userId":"u","properties":{"x":{{{new string('[', levels - 2)}}}{{{new string(']', levels - 2)}}}}}""";
        Assert.NotNull(Of(Nested(32)).Event);
        Assert.Equal(CallProblem.TooDeep, ProblemOf(Nested(33)));
        Assert.Equal(CallProblem.NotJson, ProblemOf(new string('[', 10_000)));
    }

    [Fact]
    public void A_number_of_four_hundred_digits_is_out_of_range_and_of_three_hundred_is_not()
    {
        Assert.Equal(CallProblem.NumberOutOfRange, ProblemOf($$$"""{"type":"page","userId":"u","properties":{"n":{{{new string('9', 400)}}}}}"""));
        Assert.Equal(CallProblem.None, ProblemOf($$$"""{"type":"page","userId":"u","properties":{"n":{{{new string('9', 300)}}}}}"""));
    }

    [Fact]
    public void Lengths_are_limited()
    {
        Assert.Equal(CallProblem.None, ProblemOf($$"""{"type":"page","userId":"u","messageId":"{{new string('ł', 100)}}"}"""));
        Assert.Equal(CallProblem.MessageIdTooLong, ProblemOf($$"""{"type":"page","userId":"u","messageId":"{{new string('m', 101)}}"}"""));
        Assert.Equal(CallProblem.IdHoldsNul, ProblemOf("""{"type":"page","userId":"a\u0000b"}"""));
        Assert.Equal(CallProblem.IdTooLong, ProblemOf($$"""{"type":"page","userId":"{{new string('u', 513)}}"}"""));
        Assert.Equal(CallProblem.EventNameTooLong, ProblemOf($$"""{"type":"track","userId":"u","event":"{{new string('e', 513)}}"}"""));
        Assert.Equal(CallProblem.TooLarge, ProblemOf($$$"""{"type":"page","userId":"u","properties":{"t":"{{{new string('t', 33_000)}}}"}}"""));
    }

    [Fact]
    public void Lone_surrogates_and_broken_bytes_become_replacement_characters()
    {
        Assert.Equal("""{"k�":"�"}""", Of("""{"type":"page","userId":"u","properties":{"k\udc00":"\ud83d"},"tr\ud800":1,"context":{"\ud800":1}}""").Event!.Properties.ToString());
        Assert.Equal("a�", Of([.. """{"type":"page","userId":"a"""u8, 0xC3, .. "\"}"u8]).UserId);
    }

    [Fact]
    public void The_path_says_the_type_before_the_call_does() =>
        Assert.Equal(Event.Identify, Of("""{"type":"page","userId":"u"}""", CallType.Identify).Event!.Name);

    [Fact]
    public void Escaped_member_names_are_members() => Assert.Equal("u", Of("""{"typ\u0065":"page","us\u0065rId":"u"}""").UserId);

    [Fact]
    public void Only_true_marks_a_machine()
    {
        Assert.True(Of("""{"type":"page","userId":"u","machine":true}""").Event!.Machine);
        Assert.False(Of("""{"type":"page","userId":"u","machine":"true"}""").Event!.Machine);
    }

    private sealed record Read(
        CallProblem Problem, string UserId, string AnonymousId, string Email, string MessageId, string GroupId, string PreviousId,
        long? Timestamp, long? OriginalTimestamp, long? SentAt, Event? Event);
}
