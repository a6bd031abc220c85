namespace Kelvin.Bench.Peers;

/// <summary>json-rules-engine on the first leads, with everything that concerns events done for it beforehand.</summary>
internal sealed class JsonRulesPeer(PeerScripts scripts, string facts) : IPeer
{
    public string Name => "json-rules-engine, all event work done for it";

    public long? DiskBytes => null;

    public PeerRun Score(string rowsTo) => scripts.Run("json-rules-engine.mjs", new { facts, to = rowsTo });
}
