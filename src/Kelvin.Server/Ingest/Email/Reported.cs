using Kelvin.Scoring.Values;

namespace Kelvin.Server.Ingest.Email;

/// <summary>One item of a provider's report: an event, or something that says nothing of the person, or something that is wrong.</summary>
internal readonly record struct Reported(EmailEvent? Event, CallProblem Problem)
{
    /// <summary>Known, and of no account: that a message waits, say.</summary>
    public static readonly Reported OfNoAccount;

    public static implicit operator Reported(EmailEvent found) => new(found, CallProblem.None);

    public static implicit operator Reported(CallProblem problem) => new(null, problem);

    /// <summary>The text of a member, trimmed; null when it is missing, empty, or no text or number.</summary>
    public static string? Text(Value item, string name) => item[name] switch
    {
        { Kind: ValueKind.Text } text when !Texts.IsBlank(text.AsText) => text.AsText.Trim(),
        { Kind: ValueKind.Number } number => number.ToString(),
        _ => null,
    };
}
