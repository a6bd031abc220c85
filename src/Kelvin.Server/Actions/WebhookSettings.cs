using System.Globalization;

namespace Kelvin.Server.Actions;

/// <summary>How messages leave. Set under <c>Kelvin:Webhooks</c>.</summary>
public sealed class WebhookSettings
{
    /// <summary>Whether receivers may be in private networks, on this machine, on any port, and without TLS.</summary>
    public bool AllowPrivateNetworks { get; set; }

    /// <summary>The wait before each attempt, the first one too, separated by commas.</summary>
    public string RetrySchedule { get; set; } = Actions.RetrySchedule.Standard;

    /// <summary>The ports that may be called outside of private networks, separated by commas.</summary>
    public string Ports { get; set; } = "443,8443";

    /// <summary>How long an attempt may take, in seconds. 1 to 60.</summary>
    public int TimeoutSeconds { get; set; } = 15;

    /// <summary>Requests to one webhook in any second. 1 to 1,000.</summary>
    public int RequestsPerSecond { get; set; } = 50;

    /// <summary>Requests to one webhook at the same time. 1 to 100.</summary>
    public int RequestsAtOnce { get; set; } = 16;

    /// <summary>Requests to all webhooks at the same time. 10 to 10,000.</summary>
    public int RequestsAtOnceInAll { get; set; } = 512;

    /// <summary>After so many hours in which every attempt failed a webhook is disabled. 1 to 8,760.</summary>
    public int DisableAfterHours { get; set; } = 5 * 24;

    /// <summary>How many hours the old secret goes on signing after a rotation, unless the call says otherwise. 0 to 720.</summary>
    public int RotationHours { get; set; } = 24;

    /// <summary>How many days messages and deliveries are kept. 1 to 3,650.</summary>
    public int KeepDays { get; set; } = 30;

    /// <summary>How many webhooks there may be. 1 to 1,000.</summary>
    public int WebhooksMost { get; set; } = 100;

    /// <summary>What CloudEvents name as their source.</summary>
    public string Source { get; set; } = "urn:kelvin";

    /// <summary>What is wrong with the settings, as a sentence; null when nothing is.</summary>
    internal string? Problem()
    {
        if (!Actions.RetrySchedule.TryRead(RetrySchedule, out _)) return "Kelvin__Webhooks__RetrySchedule is a list of durations, such as " + Actions.RetrySchedule.Standard + ".";
        if (!TryReadPorts(Ports, out _)) return "Kelvin__Webhooks__Ports is a list of port numbers, such as 443,8443.";
        if (!Uri.TryCreate(Source, UriKind.RelativeOrAbsolute, out _) || Source.Length is 0 or > 200) return "Kelvin__Webhooks__Source is a URI, such as urn:kelvin.";
        return Outside(nameof(TimeoutSeconds), TimeoutSeconds, 1, 60)
            ?? Outside(nameof(RequestsPerSecond), RequestsPerSecond, 1, 1_000)
            ?? Outside(nameof(RequestsAtOnce), RequestsAtOnce, 1, 100)
            ?? Outside(nameof(RequestsAtOnceInAll), RequestsAtOnceInAll, 10, 10_000)
            ?? Outside(nameof(DisableAfterHours), DisableAfterHours, 1, 8_760)
            ?? Outside(nameof(RotationHours), RotationHours, 0, 720)
            ?? Outside(nameof(KeepDays), KeepDays, 1, 3_650)
            ?? Outside(nameof(WebhooksMost), WebhooksMost, 1, 1_000);
    }

    internal static bool TryReadPorts(string text, out HashSet<int> ports)
    {
        ports = [];
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65_535) return false;
            ports.Add(port);
        }
        return true;
    }

    private static string? Outside(string name, int value, int least, int most) =>
        value >= least && value <= most ? null : string.Create(CultureInfo.InvariantCulture, $"Kelvin__Webhooks__{name} is {least} to {most}.");
}
