namespace Kelvin.Server.Ingest;

/// <summary>What the tracking surface does, apart from its <see cref="IngestLimits"/>. Set under <c>Kelvin:Ingest</c>.</summary>
public sealed class IngestSettings
{
    /// <summary>Traits that only a server key may set; from a public key they are dropped. A dotted name covers the path.</summary>
    public List<string> ServerOnlyTraits { get; set; } = [];

    /// <summary>Whether a browser's address is put into <c>context.ip</c> where the call has none (decision 0050).</summary>
    public bool KeepAddresses { get; set; }

    public IngestLimits Limits { get; set; } = new();
}
