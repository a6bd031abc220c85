using System.Text;
using Kelvin.Scoring.Values;
using Kelvin.Server.Ingest;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace Kelvin.Server.Tests.Ingest;

public class PixelsTests
{
    private const string Call = """{"userId":"u?>","event":"Opened"}""";
    private static readonly IngestLimits Limits = new();

    public static TheoryData<string> Forms => new(
        Call,
        " " + Call,
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Call)),
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Call)).TrimEnd('='),
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Call)).Replace('+', '-').Replace('/', '_'),
        // A '+' that was not escaped in the address arrives as a blank.
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Call)).Replace('+', ' '));

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_pixels_data_is_read_in_every_writing(string data) =>
        Assert.Equal(ValueReader.Read(Call), ValueReader.Read(Pixels.FromData(data, Limits)!));

    [Theory]
    [InlineData("")]
    [InlineData("%%%")]
    [InlineData("a")]
    public void Data_that_is_neither_is_nothing(string data) => Assert.Null(Pixels.FromData(data, Limits));

    [Fact]
    public void A_dotted_parameter_leads_into_an_object()
    {
        var query = new Dictionary<string, StringValues>
        {
            ["writeKey"] = "k",
            ["anonymousId"] = "\"a\"",
            ["properties.path"] = "/x",
            ["properties.deep.er"] = "1",
            ["type"] = "alias",
            ["properties"] = "late",
        };
        Assert.Equal("""{"anonymousId":"a","properties":{"path":"/x","deep":{"er":"1"}}}""", Encoding.UTF8.GetString(Pixels.FromQuery(query)));
    }
}
