namespace Kelvin.Server;

/// <summary>What the pipeline says to whoever runs the server. No text from outside goes into it.</summary>
internal static partial class PipelineLog
{
    [LoggerMessage(1, LogLevel.Warning, "The plan '{plan}' is active but scores nobody: {reason}")]
    public static partial void PlanLeftOut(this ILogger<Pipeline> log, string plan, string reason);

    [LoggerMessage(2, LogLevel.Error, "A call could not be processed. It was set aside, and the others go on.")]
    public static partial void CallSetAside(this ILogger<Pipeline> log, Exception fault);

    [LoggerMessage(3, LogLevel.Error, "A slice of work failed, had no effect, and is tried again.")]
    public static partial void SliceFailed(this ILogger<Pipeline> log, Exception fault);

    [LoggerMessage(4, LogLevel.Error, "The history of the lead {lead} cannot be read. Run kelvin verify.")]
    public static partial void LeadUnreadable(this ILogger<Pipeline> log, Storage.StreamId lead, Exception fault);

    [LoggerMessage(5, LogLevel.Error, "The history of the account {account} cannot be read. Run kelvin verify.")]
    public static partial void AccountUnreadable(this ILogger<Pipeline> log, Storage.StreamId account, Exception fault);

    [LoggerMessage(6, LogLevel.Warning, "The machine's clock lies {behind} behind the time that was reached before. Time stands still until it has caught up. If the clock is right now, start once with Kelvin__ClockMayGoBack=true.")]
    public static partial void ClockIsBehind(this ILogger<Pipeline> log, TimeSpan behind);

    [LoggerMessage(7, LogLevel.Warning, "The store is older than its file of the erased: {leads} leads that had been erased were erased again.")]
    public static partial void ErasedAgain(this ILogger<Pipeline> log, int leads);
}
