using System.Globalization;
using Kelvin.Scoring.Values;
using Kelvin.Server.Actions.Outgoing;
using Kelvin.Storage.Actions;

namespace Kelvin.Server.Actions;

/// <summary>Something about a webhook that cannot be as it was asked for.</summary>
internal sealed record WebhookProblem(string Path, string Message);

/// <summary>Checks what somebody wants of a webhook, all of it at once.</summary>
internal static class WebhookWishes
{
    private const int LongestName = 200;
    private const int ValuesMost = 100;
    private const long LongestCoolDown = 3_650L * 86_400_000;
    private const long LargestDistance = 1_000_000;

    private static readonly string[] Kinds = ["stage", "grade", "level", "verdict", "threshold", "segment"];
    private static readonly string[] Directions = ["up", "down"];

    public static List<WebhookProblem> Problems(WebhookDocument document, WebhookSettings settings)
    {
        var problems = new List<WebhookProblem>();
        void Say(string path, string? message)
        {
            if (message is not null) problems.Add(new WebhookProblem(path, message));
        }
        Say("url", Destination.Problem(document.Url, settings, out _));
        Say("format", document.Format == WebhookFormat.Mail ? "A webhook's format is standard, cloudevents or slack; mails go to users and addresses." : null);
        Say("name", document.Name.Length <= LongestName ? null : $"A name has at most {LongestName} characters.");
        Say("events", null);
        foreach (var type in document.Events) Say("events", MessageTypes.Find(type) is null or MessageType.Ping or MessageType.LeadAction ? $"There is no message type '{Short(type)}' to listen to." : null);
        Say("events", document.Events.Count == document.Events.Distinct().Count() ? null : "A type stands there twice.");
        Say("filter.plans", List(document.Filter.Plans, null));
        Say("filter.kinds", List(document.Filter.Kinds, Kinds));
        Say("filter.directions", List(document.Filter.Directions, Directions));
        Say("filter.stages", List(document.Filter.Stages, null));
        Say("coolDown", document.CoolDown is >= 0 and <= LongestCoolDown ? null : "A cool-down is " + Durations.Allowed + ", at most ten years.");
        Say("rearmDistance", document.RearmDistance is >= 0 and <= LargestDistance ? null : "A distance is 0 to 1,000,000 points.");
        foreach (var secret in document.Secrets) Say("secret", WebhookSecret.IsOne(secret.Secret) ? null : "A secret is whsec_ and 24 to 64 bytes in base64.");
        return problems;
    }

    /// <summary>Milliseconds; -1 for what is no duration.</summary>
    public static long ReadDuration(string? text) => text is null or "" ? 0 : Durations.TryRead(text, out var milliseconds) ? milliseconds : -1;

    public static string DurationText(long milliseconds) => string.Create(CultureInfo.InvariantCulture, $"{milliseconds switch
    {
        _ when milliseconds % 86_400_000 == 0 => milliseconds / 86_400_000,
        _ when milliseconds % 3_600_000 == 0 => milliseconds / 3_600_000,
        _ when milliseconds % 60_000 == 0 => milliseconds / 60_000,
        _ => milliseconds / 1_000,
    }}{(milliseconds % 86_400_000 == 0 ? 'd' : milliseconds % 3_600_000 == 0 ? 'h' : milliseconds % 60_000 == 0 ? 'm' : 's')}");

    private static string? List(IReadOnlyList<string>? values, string[]? allowed)
    {
        if (values is null) return null;
        if (values.Count > ValuesMost || values.Any(value => value.Length is 0 or > LongestName)) return $"At most {ValuesMost} texts of 1 to {LongestName} characters.";
        return allowed is not null && values.FirstOrDefault(value => !allowed.Contains(value)) is { } unknown ? $"'{Short(unknown)}' is none of {string.Join(", ", allowed)}." : null;
    }

    private static string Short(string text) => text.Length <= 50 ? text : text[..50] + "…";
}
