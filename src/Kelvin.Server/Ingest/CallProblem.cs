namespace Kelvin.Server.Ingest;

/// <summary>Why a call is refused. Checked in this order; the first that applies is the reason given.</summary>
public enum CallProblem
{
    None,
    TooLarge,
    NotJson,
    NotAnObject,
    TooDeep,
    NumberOutOfRange,
    TypeMissing,
    TypeUnknown,
    EventNameMissing,
    EventNameTooLong,
    EventNameReserved,
    IdNotText,
    IdTooLong,
    IdHoldsNul,
    IdMissing,
    IdBlocked,
    GroupIdMissing,
    PreviousIdMissing,
    AliasWithoutUserId,
    MessageIdNotText,
    MessageIdTooLong,
    TimestampUnreadable,
    TimestampMissing,
    PropertiesNotObject,
    TraitsNotObject,
    ContextNotObject,
    TooManyProperties,
    AliasNeedsServerKey,
    ReportEventMissing,
    ReportEventUnknown,
    ReportRecipientMissing,
}

public static class CallProblems
{
    /// <summary>The reason as a sentence for whoever sent the call.</summary>
    public static string Sentence(this CallProblem problem) => problem switch
    {
        CallProblem.None => "Nothing is wrong.",
        CallProblem.TooLarge => "The call is larger than is allowed.",
        CallProblem.NotJson => "This is not well-formed JSON.",
        CallProblem.NotAnObject => "A call must be a JSON object.",
        CallProblem.TooDeep => $"The call is nested deeper than {CallReader.MaxDepth} levels.",
        CallProblem.NumberOutOfRange => "A number is too large to be represented.",
        CallProblem.TypeMissing => "The call has no 'type'.",
        CallProblem.TypeUnknown => "The 'type' must be track, page, screen, identify, group or alias.",
        CallProblem.EventNameMissing => "A track call needs an 'event', a text that is not blank.",
        CallProblem.EventNameTooLong => $"The event name is longer than {CallReader.MaxEventNameLength} characters.",
        CallProblem.EventNameReserved => "An event may not be named like a call (track, page, screen, identify, group, alias).",
        CallProblem.IdNotText => "userId, anonymousId, previousId and groupId must be texts or numbers.",
        CallProblem.IdTooLong => $"An id is longer than {CallReader.MaxIdLength} characters.",
        CallProblem.IdHoldsNul => "An id may not hold the character U+0000, which databases and addresses cannot.",
        CallProblem.IdMissing => "The call names nobody: it needs a userId, an anonymousId or an e-mail address.",
        CallProblem.IdBlocked => "The call names nobody: its ids are placeholders such as 'null' or '0'.",
        CallProblem.GroupIdMissing => "A group call needs a groupId.",
        CallProblem.PreviousIdMissing => "An alias call needs a previousId.",
        CallProblem.AliasWithoutUserId => "An alias call needs a userId.",
        CallProblem.MessageIdNotText => "The messageId must be a text or a number.",
        CallProblem.MessageIdTooLong => $"The messageId is longer than {CallReader.MaxMessageIdLength} characters.",
        CallProblem.TimestampUnreadable => "The timestamp must be an ISO 8601 text such as 2025-03-01T09:30:00Z, or whole milliseconds or seconds since 1970, in the years 0001 to 9999.",
        CallProblem.TimestampMissing => "The call has no timestamp.",
        CallProblem.PropertiesNotObject => "The 'properties' must be a JSON object.",
        CallProblem.TraitsNotObject => "The 'traits' must be a JSON object.",
        CallProblem.ContextNotObject => "The 'context' must be a JSON object.",
        CallProblem.TooManyProperties => "The call has more properties than are allowed.",
        CallProblem.AliasNeedsServerKey => "An alias call joins two people, which takes a server's write key.",
        CallProblem.ReportEventMissing => "The report does not say what happened ('event' of SendGrid, 'RecordType' of Postmark).",
        CallProblem.ReportEventUnknown => "The report says that something happened which is not known here.",
        CallProblem.ReportRecipientMissing => "The report names no recipient's address.",
        _ => throw new ArgumentOutOfRangeException(nameof(problem)),
    };

    private static readonly string[] Codes = [.. Enum.GetNames<CallProblem>().Select(InKebabCase)];

    /// <summary>The reason as a word for programs, such as <c>id-missing</c>.</summary>
    public static string Code(this CallProblem problem) => Codes[(int)problem];

    private static string InKebabCase(string name) =>
        string.Concat(name.Select((c, at) => char.IsUpper(c) ? (at > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
