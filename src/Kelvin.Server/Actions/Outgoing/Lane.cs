namespace Kelvin.Server.Actions.Outgoing;

/// <summary>One webhook's way out. Lanes share nothing but the number of all places, so none waits for another.</summary>
internal sealed class Lane(Webhook webhook, Pace pace)
{
    public Webhook Webhook { get; set; } = webhook;
    public Pace Pace { get; } = pace;
    public int UnderWay { get; set; }

    /// <summary>The first failure after the last success, as it stands in the store.</summary>
    public long? FailingSince { get; set; } = webhook.Stored.FailingSince;

    /// <summary>When to look for due deliveries next; in seconds of the dispatcher's clock.</summary>
    public double LookAt { get; set; }
}
