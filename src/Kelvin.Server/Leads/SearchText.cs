using System.Text;
using Kelvin.Scoring.Values;
using Kelvin.Storage.Leads;

namespace Kelvin.Server.Leads;

/// <summary>What a search looks through: a lead's names, and those of its traits that say who it is; one a line, in lower case.</summary>
internal static class SearchText
{
    public const int BytesMost = 600;
    private const int OfOneMost = 100;

    private static readonly string[] Telling =
    [
        "email", "name", "firstName", "lastName", "first_name", "last_name", "company", "companyName", "company_name", "organization", "title", "position", "jobTitle",
        "job_title", "phone", "website", "domain", "city",
    ];

    public static byte[] Of(LeadSummary summary)
    {
        var text = new StringBuilder();
        foreach (var (_, value) in summary.Names) Add(text, value);
        foreach (var key in Telling)
        {
            var value = summary.Traits?[key] ?? Value.Missing;
            // Segment's own traits say the company as an object.
            if (value.Kind == ValueKind.Object) value = value.AsObject["name"];
            if (value.Kind == ValueKind.Text) Add(text, value.AsText);
        }
        if (summary.AccountId is { } account) Add(text, account);
        var bytes = Encoding.UTF8.GetBytes(Folded(text.ToString()));
        return bytes.Length <= BytesMost ? bytes : bytes[..BytesMost];
    }

    public static string Folded(string text) => text.ToLowerInvariant();

    private static void Add(StringBuilder text, string line) => text.Append(line.AsSpan(0, Math.Min(line.Length, OfOneMost))).Append('\n');
}
