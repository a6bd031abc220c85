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

    public IngestLimits Limits { get; set; } = new();
}
