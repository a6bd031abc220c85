namespace Kelvin.Server.Actions.Outgoing;

/// <summary>Which URLs a webhook may have, as far as can be seen without asking for the host's address.</summary>
internal static class Destination
{
    public const int LongestUrl = 2_048;

    /// <summary>What is wrong with the URL, as a sentence; null when nothing is.</summary>
    public static string? Problem(string text, WebhookSettings settings, out Uri? url)
    {
        url = null;
        if (text.Length > LongestUrl) return $"A webhook's URL has at most {LongestUrl} characters.";
        if (text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '\\')) return "A URL has no blanks, control characters or backslashes.";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var read) || read.HostNameType is not (UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6)) return "That is no URL of a host.";
        if (read.HostNameType == UriHostNameType.Dns && EndsInNumber(read.IdnHost)) return "A host whose name ends in a number is no host's name.";
        if (read.Scheme != Uri.UriSchemeHttps && !(read.Scheme == Uri.UriSchemeHttp && settings.AllowPrivateNetworks)) return "A webhook's URL begins with https://.";
        if (read.UserInfo.Length > 0 || read.Authority.Contains('@', StringComparison.Ordinal) || AuthorityOf(text).Contains('@', StringComparison.Ordinal)) return "A webhook's URL names no user.";
        if (read.Fragment.Length > 0) return "A webhook's URL has no fragment.";
        if (!Allows(read.Port, settings)) return $"Port {read.Port} is not among those that may be called (Kelvin__Webhooks__Ports).";
        url = read;
        return null;
    }

    public static bool Allows(int port, WebhookSettings settings) =>
        settings.AllowPrivateNetworks || (WebhookSettings.TryReadPorts(settings.Ports, out var ports) && ports.Contains(port));

    /// <summary>Such a name is an address written so that some read it as one and some do not.</summary>
    private static bool EndsInNumber(string host)
    {
        var label = host.TrimEnd('.').Split('.')[^1];
        return label.Length == 0 || label.All(char.IsAsciiDigit) || label.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
    }

    private static string AuthorityOf(string text)
    {
        var start = text.IndexOf("//", StringComparison.Ordinal) + 2;
        var end = text.AsSpan(start).IndexOfAny('/', '?', '#');
        return end < 0 ? text[start..] : text.Substring(start, end);
    }
}
