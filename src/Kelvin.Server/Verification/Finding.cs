using Kelvin.Storage;

namespace Kelvin.Server.Verification;

/// <summary>What can be wrong with a store.</summary>
internal enum Fault
{
    /// <summary>A stored score is not what the history says.</summary>
    ScoreDiffers,

    /// <summary>A score is stored where the plan gives none.</summary>
    ScoreWithoutReason,

    /// <summary>The plan gives a score, and none is stored.</summary>
    ScoreMissing,

    /// <summary>Events were lost from a stream, or put into it, by something other than Kelvin.</summary>
    EventsDiffer,

    /// <summary>A row does not open with its stream's key: it was changed, or damaged.</summary>
    Unreadable,

    /// <summary>A lead names a stream that has no key or belongs to another, or an identity names a lead that is not there.</summary>
    Unconnected,

    /// <summary>What the lead's row says of its history as a whole is not so.</summary>
    LeadDiffers,

    /// <summary>What lists show of a lead is not what its history says.</summary>
    SummaryDiffers,

    /// <summary>A count that is kept does not agree with the rows.</summary>
    CountDiffers,
}

/// <summary>One difference between what is stored and what follows from the history.</summary>
internal sealed record Finding(Fault Fault, string Subject, string Message)
{
    public Finding(Fault fault, StreamId subject, string message) : this(fault, subject.ToString(), message) { }
}
