namespace Kelvin.Bench.Peers;

/// <summary>One full re-score by one engine: what it cost until every lead's score could be asked of it.</summary>
internal readonly record struct PeerRun(double CpuSeconds, double WallSeconds, long PeakBytes);

/// <summary>An engine with the workload in it, as one kind of person would have set it up.</summary>
internal interface IPeer
{
    string Name { get; }

    /// <summary>What it keeps of leads and events, in bytes; null when it keeps none.</summary>
    long? DiskBytes { get; }

    /// <summary>Scores every lead and leaves <c>lead,fit,engagement,score,grade,level,label,verdict</c> in order of lead; writing the file is not measured.</summary>
    PeerRun Score(string rowsTo);
}
