using System.Security.Cryptography;

namespace Kelvin.Storage.Actions;

/// <summary>What a message tells. The numbers are in the store; the names that the world sees are in <see cref="MessageTypes"/>.</summary>
public enum MessageType : byte
{
    Ping = 1,
    LeadCrossing = 2,
    LeadStageChanged = 3,
    AccountCrossing = 4,
    LeadErased = 5,

    /// <summary>What an automation tells somebody of a lead.</summary>
    LeadAction = 6,
}

public static class MessageTypes
{
    private static readonly (MessageType Type, string Name)[] Names =
    [
        (MessageType.LeadCrossing, "lead.crossing"),
        (MessageType.LeadStageChanged, "lead.stage_changed"),
        (MessageType.AccountCrossing, "account.crossing"),
        (MessageType.LeadErased, "lead.erased"),
        (MessageType.LeadAction, "lead.action"),
        (MessageType.Ping, "ping"),
    ];

    public static IEnumerable<string> All => Names.Select(pair => pair.Name);

    public static string Name(this MessageType type) => Names.First(pair => pair.Type == type).Name;

    public static MessageType? Find(string name) => Names.FirstOrDefault(pair => pair.Name == name) is { Name: not null } found ? found.Type : null;

    /// <summary>Whether the message is about a person, so that it goes when the person is erased.</summary>
    public static bool IsPersonal(this MessageType type) => type is MessageType.LeadCrossing or MessageType.LeadStageChanged or MessageType.LeadAction;
}

/// <summary>By what those who listen choose among messages, and tell one line from another.</summary>
/// <param name="Plan">The plan's id; null where a person, not a plan, moved the lead.</param>
/// <param name="Kind"><c>stage</c>, <c>grade</c>, <c>level</c>, <c>verdict</c> or <c>threshold</c>.</param>
/// <param name="Direction"><c>up</c> or <c>down</c>.</param>
/// <param name="Line">What was entered or crossed: a stage's name, a grade, a level, a verdict, a threshold.</param>
/// <param name="FellBack">Of a line reached again: how far below it the score had fallen since it was lost.</param>
public sealed record Topic(string? Plan, string Kind, string Direction, string Line, long? FellBack = null);

/// <summary>A message for the world, as the transaction that knows of it records it.</summary>
/// <param name="Id">Fixed by that transaction (<see cref="NewId"/>): it is the <c>webhook-id</c> of every attempt to deliver it.</param>
/// <param name="Subject">The lead or account. Its bucket is the item's.</param>
/// <param name="At">The instant at which it became true.</param>
/// <param name="RecordedAt">When the transaction took place.</param>
/// <param name="Data">The message's <c>data</c>, a JSON object. At most about <see cref="DataBytesMost"/>: receivers expect small messages.</param>
public sealed record OutboxItem(StreamId Id, MessageType Type, StreamId Subject, long At, long RecordedAt, Topic? Topic, ReadOnlyMemory<byte> Data)
{
    /// <summary>With its envelope a message then stays below the 20 kB that the Standard Webhooks ask for.</summary>
    public const int DataBytesMost = 18_000;

    private const int TimeBits = 44;
    private const int OrderBits = 32;

    private static int made;

    /// <summary>
    /// An id nobody else makes: the subject's bucket, the time, a number that counts up, and chance; so the ids of a bucket lie in
    /// the order in which they were made, within an instant too.
    /// </summary>
    public static StreamId NewId(StreamId subject, long now)
    {
        Span<byte> chance = stackalloc byte[StreamId.Bytes];
        RandomNumberGenerator.Fill(chance);
        var random = StreamId.Read(chance);
        const int BelowTime = 64 - StreamId.BucketBits - TimeBits;
        const int OrderInLow = OrderBits - BelowTime;
        ulong order = (uint)Interlocked.Increment(ref made);
        var high = ((ulong)subject.Bucket << (64 - StreamId.BucketBits)) | (((ulong)now & ((1UL << TimeBits) - 1)) << BelowTime) | (order >> OrderInLow);
        return new StreamId(high, (order << (64 - OrderInLow)) | (random.Low >> OrderInLow));
    }
}
