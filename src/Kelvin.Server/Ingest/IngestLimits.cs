namespace Kelvin.Server.Ingest;

/// <summary>
/// A bound on everything that a stranger can send to the tracking surface. Set under <c>Kelvin:Ingest</c>.
/// Kilobytes are of 1,024 bytes, as the clients count them.
/// </summary>
public sealed class IngestLimits
{
    /// <summary>A whole request, before and after inflation. As RudderStack's default: a smaller limit would end one of its clients.</summary>
    public int BodyKilobytes { get; set; } = 4_000;

    /// <summary>A request that holds a single call. An event above <see cref="EventKilobytes"/> but below this is refused by name.</summary>
    public int CallBodyKilobytes { get; set; } = 512;

    /// <summary>What a provider of e-mail reports in one request; SendGrid's are smaller than 800 kilobytes.</summary>
    public int ReportKilobytes { get; set; } = 1_000;

    /// <summary>All bodies that are being read or worked on at one time; beyond it the caller is asked to come back.</summary>
    public int BodiesInFlightMegabytes { get; set; } = 256;

    /// <summary>How much of a body that is too large is still read, so that its sender gets to see the answer.</summary>
    public int DrainMegabytes { get; set; } = 32;

    /// <summary>How long a body may take to arrive.</summary>
    public int BodySeconds { get; set; } = 10;

    /// <summary>How long a request's head may take to arrive.</summary>
    public int HeadSeconds { get; set; } = 10;

    public int ItemsPerBatch { get; set; } = 2_500;

    public int EventKilobytes { get; set; } = 32;

    /// <summary>Members of a call's objects, at all levels together.</summary>
    public int PropertiesPerEvent { get; set; } = 1_000;

    /// <summary>What a batch says once for all its calls, such as its <c>context</c>: it is stored with each of them.</summary>
    public int SharedKilobytes { get; set; } = 8;

    /// <summary>What a pixel's query may hold.</summary>
    public int PixelDataKilobytes { get; set; } = 16;

    /// <summary>Open connections of the whole server.</summary>
    public int Connections { get; set; } = 2_000;

    /// <summary>How long a caller is asked to wait when the inbox is full.</summary>
    public int RetryAfterSeconds { get; set; } = 2;

    // A browser's key is public: what one address, or all users of the key, may add in a minute.
    public int PublicEventsPerMinutePerAddress { get; set; } = 30_000;
    public int PublicEventsPerMinutePerKey { get; set; } = 3_000_000;
    public int PublicNewIdentitiesPerMinutePerAddress { get; set; } = 1_000;
    public int PublicNewIdentitiesPerMinutePerKey { get; set; } = 100_000;

    /// <summary>Addresses counted apart in one minute; those beyond share one count.</summary>
    public int AddressesCountedPerMinute { get; set; } = 50_000;

    public int BodyBytes => BodyKilobytes * 1024;
    public int CallBodyBytes => CallBodyKilobytes * 1024;
    public int ReportBytes => ReportKilobytes * 1024;
    public int EventBytes => EventKilobytes * 1024;
}
