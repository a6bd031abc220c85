using System.ComponentModel.DataAnnotations;
using Kelvin.Server.Actions;
using Kelvin.Server.Actions.Mail;
using Kelvin.Server.Ingest;
using Kelvin.Storage;
using Kelvin.Storage.Postgres;

namespace Kelvin.Server.Settings;

/// <summary>What the one who runs Kelvin sets: environment variables <c>Kelvin__Name</c>, or the same names in a settings file.</summary>
public sealed class KelvinSettings
{
    public const string Section = "Kelvin";

    /// <summary>The database: a path, or the address of a PostgreSQL database.</summary>
    [Required]
    public string Store { get; set; } = "data/kelvin.db";

    /// <summary>A file that holds the server's key. Not set: the key lies in the database.</summary>
    public string? KeyFile { get; set; }

    /// <summary>A file that keeps who was erased, beside the database, so that an older copy of it forgets them too. Not set: the name of the database's file and <c>.erased</c>; beside PostgreSQL none.</summary>
    public string? ErasedFile { get; set; }

    /// <summary>An API token that exists from the start, for automation.</summary>
    public string? AdminToken { get; set; }

    /// <summary>A first source's write key, with a server's power.</summary>
    public string? WriteKey { get; set; }

    /// <summary>A first source's write key for web pages, with a public key's power.</summary>
    public string? BrowserWriteKey { get; set; }

    /// <summary>
    /// The machine's clock was ahead and is right now: let time go back to it at this start. Otherwise time stands still until
    /// the clock has caught up.
    /// </summary>
    public bool ClockMayGoBack { get; set; }

    /// <summary>Calls that may wait to be processed before new ones are refused with 429.</summary>
    [Range(1_000, 10_000_000)]
    public int InboxItemsMost { get; set; } = 200_000;

    /// <summary>Mebibytes of calls that may wait.</summary>
    [Range(1, 10_240)]
    public int InboxMebibytesMost { get; set; } = 512;

    /// <summary>Milliseconds for which processing may keep new calls waiting.</summary>
    [Range(1, 1_000)]
    public int SliceMilliseconds { get; set; } = 10;

    /// <summary>Mebibytes of memory for the pages of the database.</summary>
    [Range(1, 4_096)]
    public int PageCacheMebibytes { get; set; } = 128;

    /// <summary>
    /// Mebibytes of memory for everyone's timelines, for questions about all leads: about eight bytes an event. Beyond that the
    /// store is read each time.
    /// </summary>
    [Range(16, 65_536)]
    public int PackedBaseMebibytes { get; set; } = 1_024;

    /// <summary>Addresses or networks of proxies before the server, whose word on the caller's address, host and protocol counts.</summary>
    public List<string> TrustedProxies { get; set; } = [];

    /// <summary>The tracking surface and its limits.</summary>
    public IngestSettings Ingest { get; set; } = new();

    /// <summary>The settings of a command that is no server: from the environment, and from what stands on the command line.</summary>
    public static KelvinSettings FromEnvironment(string? store = null)
    {
        var settings = new KelvinSettings();
        new ConfigurationBuilder().AddEnvironmentVariables().Build().GetSection(Section).Bind(settings);
        if (store is not null) settings.Store = store;
        return settings;
    }

    /// <summary>Where people find this server, such as https://kelvin.example.com: what links in mails begin with. Not set: there are none.</summary>
    [Url]
    public string? PublicUrl { get; set; }

    /// <summary>How mails leave.</summary>
    public MailSettings Mail { get; set; } = new();

    /// <summary>How messages leave.</summary>
    public WebhookSettings Webhooks { get; set; } = new();

    public StoreSettings ToStoreSettings() => new()
    {
        Path = Store,
        KeyFile = KeyFile,
        ErasedFile = ErasedFile ?? (PostgresAddress.Is(Store) ? null : Store + ".erased"),
        InboxItemsMost = InboxItemsMost,
        InboxBytesMost = (long)InboxMebibytesMost << 20,
        SliceMilliseconds = SliceMilliseconds,
        PageCacheKilobytes = PageCacheMebibytes * 1024,
    };
}
