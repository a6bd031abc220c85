using Kelvin.Storage.Actions;

namespace Kelvin.Server.Actions;

/// <summary>What delivering says to whoever runs the server. URLs may be secrets, so none is in it.</summary>
internal static partial class ActionsLog
{
    [LoggerMessage(20, LogLevel.Warning, "The webhook {webhook} was disabled: {reason}. Nothing is sent to it until someone enables it again; what it misses is kept meanwhile.")]
    public static partial void WebhookDisabled(this ILogger logger, int webhook, DisabledBecause reason);

    [LoggerMessage(22, LogLevel.Warning, "The rule {rule} has acted on {most} leads in 24 hours, which is its limit; it waits.")]
    public static partial void RuleHeldBack(this ILogger logger, int rule, int most);

    [LoggerMessage(23, LogLevel.Error, "What was to be done with the lead {lead} could not be: it cannot be read. kelvin verify says more.")]
    public static partial void NotActedOn(this ILogger logger, Storage.StreamId lead, Exception fault);

    [LoggerMessage(21, LogLevel.Error, "Deliveries could not be read or written down. They are tried again.")]
    public static partial void DeliveriesStumbled(this ILogger logger, Exception fault);
}
