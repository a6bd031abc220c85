using System.Globalization;

namespace Kelvin.Bench.Peers;

/// <summary>What the engines are set up as, and how an instant is written for them.</summary>
internal static class PeerText
{
    public static readonly string[] Kinds = ["user", "clustered", "expert"];

    public static string OfKind(string kind) => kind switch
    {
        "user" => "as a user would have it",
        "clustered" => "the same, clustered by lead",
        _ => "by an expert",
    };

    public static string Instant(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff'+00'", CultureInfo.InvariantCulture);
}
