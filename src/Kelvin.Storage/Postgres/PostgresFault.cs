using Npgsql;

namespace Kelvin.Storage.Postgres;

/// <summary>What PostgreSQL, or the way to it, answered when it could not do as it was told.</summary>
public sealed class PostgresFault : StoreFault
{
    internal PostgresFault(Exception inner, bool connectionIsOpen) : base(inner.Message, inner)
    {
        State = (inner as PostgresException)?.SqlState;
        EndsConnection = !connectionIsOpen || State is null || IsOfConnection(State);
        IsOfTheStore = EndsConnection || IsOfOthersOrResources(State!);
    }

    /// <summary>PostgreSQL's five letters for what happened; null when it said nothing.</summary>
    public string? State { get; }

    public override bool IsOfTheStore { get; }

    public override bool EndsConnection { get; }

    private const string IdleInTransactionTimeout = "25P03";

    /// <summary>Two transactions stood in each other's way, and this one gave way: it is simply done again.</summary>
    public bool GaveWay => State is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.LockNotAvailable;

    /// <summary>Class 08 and the shutdowns; a server that became a standby takes no writes on this connection ever again.</summary>
    private static bool IsOfConnection(string state) =>
        state.StartsWith("08", StringComparison.Ordinal)
        || state is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or IdleInTransactionTimeout or PostgresErrorCodes.ReadOnlySqlTransaction;

    /// <summary>Gave way or was cancelled; resources (53), operator's and system's errors (57, 58), internal ones (XX).</summary>
    private static bool IsOfOthersOrResources(string state) =>
        state is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.LockNotAvailable
        || state[..2] is "53" or "57" or "58" or "XX";
}
