using System.Text.Json;

namespace Kelvin.Server.Actions.Tasks;

/// <summary>What somebody did with a task; kept for good, for what sales says of leads is what plans can learn from.</summary>
/// <param name="Did">made, again, accepted, rejected, done or snoozed.</param>
internal sealed record TaskNote(DateTimeOffset At, string By, string Did, string? Reason);

/// <summary>What a task says.</summary>
/// <param name="Why">What changed when it was made; null where a person made it.</param>
internal sealed record TaskDocument(string Title, Reason? Why, int? Automation, IReadOnlyList<TaskNote> Notes)
{
    public TaskDocument With(TaskNote note) => this with { Notes = [.. Notes, note] };

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Reason.Options);

    public static TaskDocument Read(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize<TaskDocument>(bytes, Reason.Options)!;
}
