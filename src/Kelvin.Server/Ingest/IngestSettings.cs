namespace Kelvin.Server.Ingest;

/// <summary>What the tracking surface does, apart from its <see cref="IngestLimits"/>. Set under <c>Kelvin:Ingest</c>.</summary>
public sealed class IngestSettings
{
    /// <summary>Traits that only a server key may set; from a public key they are dropped. A dotted name covers the path.</summary>
    public List<string> ServerOnlyTraits { get; set; } = [];

    /// <summary>Whether a browser's address is put into <c>context.ip</c> where the call has none (decision 0050).</summary>
    public bool KeepAddresses { get; set; }

    /// <summary>SendGrid's verification keys, as its settings page shows them. Once there is one, its reports must be signed.</summary>
    public List<string> SendGridPublicKeys { get; set; } = [];

    internal bool HasOnlyPublicKeys() => SendGridPublicKeys.TrueForAll(key =>
    {
        using var verifier = Email.SendGrid.Verifier(key);
        return verifier is not null;
    });

    /// <summary>Whether an e-mail address binds a lead that no <c>group</c> call binds to the account of its domain (decision 0230).</summary>
    public bool AccountsByDomain { get; set; }

    /// <summary>Domains, beside those that are known, at which anybody may have a mailbox: they bind nobody.</summary>
    public List<string> FreeMailDomains { get; set; } = [];

    public IngestLimits Limits { get; set; } = new();
}
