namespace Kelvin.Server.EventFiles;

/// <summary>Numbers the accounts of some files in the order in which they are met. Safe for many threads.</summary>
/// <param name="facts">Where those of records are looked up that were kept.</param>
internal sealed class AccountNumbers(CallFacts facts)
{
    private readonly ByteTable table = new();
    private readonly Lock filling = new();
    private string?[] texts = [];

    public int Count => table.Count;

    public int NumberOf(ReadOnlySpan<byte> accountId)
    {
        var hash = ByteHash.Of(accountId);
        lock (filling) return table.NumberOf(accountId, hash, out _);
    }

    /// <summary>The account of a group call.</summary>
    public int Of(in EventRecord record, CallAgain again) => record.Is(RecordMarks.Fact) ? facts[record.Number].Account : NumberOf(again.Read(record).GroupId);

    /// <summary>The id of an account; one text, however often it is asked for. Not to be asked while accounts are still met.</summary>
    public string TextOf(int account)
    {
        if (texts.Length < Count) Interlocked.Exchange(ref texts, new string?[Count]);
        return texts[account] ??= Ingest.Call.Text(table[account]);
    }
}
