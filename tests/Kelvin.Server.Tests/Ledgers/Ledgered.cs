using System.Globalization;
using Kelvin.Server.Ledgers;
using Kelvin.Server.Tests.Pipelines;

namespace Kelvin.Server.Tests.Ledgers;

/// <summary>A plan with everything that moves by itself, its calls, and what was raised in a few words.</summary>
internal static class Ledgered
{
    public const string Plan = """
        plan: interest
        fit:
          rules:
            - { name: Boss, when: { trait: position, is: ceo }, points: 20 }
            - { name: Large, when: { account: employees, gte: 100 }, points: 15 }
        engagement:
          rules:
            - { name: Pricing, on: page, points: 20, within: 30d }
            - { name: Silence, on: page, absent_for: 14d, points: -10 }
        thresholds: [15]
        stages:
          - { name: MQL, at: { score: 40 } }
        """;

    private static int calls;

    public static string Page(string user, long at, string? messageId = null) =>
        $$"""{"type":"page","userId":"{{user}}","messageId":"{{messageId ?? $"p{Interlocked.Increment(ref calls)}"}}","timestamp":"{{Text(at)}}"}""";

    public static string Identify(string user, long at, string traits) =>
        $$"""{"type":"identify","userId":"{{user}}","messageId":"i{{Interlocked.Increment(ref calls)}}","timestamp":"{{Text(at)}}","traits":{{traits}}}""";

    public static string Group(string user, long at, string account, string traits) =>
        $$"""{"type":"group","userId":"{{user}}","groupId":"{{account}}","messageId":"g{{Interlocked.Increment(ref calls)}}","timestamp":"{{Text(at)}}","traits":{{traits}}}""";

    /// <summary>What was raised of somebody, the instants as days (or hours) after noon: <c>15 down 14d</c>.</summary>
    public static string Show(this Deployment kelvin, string user) => string.Join(", ", kelvin.Raised(user).Select(Show));

    private static string Show(Recorded row) => row.Kind switch
    {
        "threshold" => $"{row.Threshold} {row.Direction} {When(row)}",
        "stage" => $"{row.From}>{row.To} {When(row)}",
        _ => $"{row.From}>{row.To} {When(row)}",
    };

    private static string When(Recorded row)
    {
        var after = row.At.ToUnixTimeMilliseconds() - Deployment.Noon;
        var text = after % Deployment.Day == 0 ? $"{after / Deployment.Day}d" : after % Deployment.Hour == 0 ? $"{after / Deployment.Hour}h" : $"{after}ms";
        return text + (row.Late ? " late" : "") + (row.Silent ? " silent" : "");
    }

    public static string Text(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
