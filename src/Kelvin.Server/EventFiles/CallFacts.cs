using Kelvin.Scoring.Timelines;

namespace Kelvin.Server.EventFiles;

/// <summary>What an identify or group call says that plans look at, beside its record.</summary>
/// <param name="Shape">The record's, which gives up its place for the number of the fact.</param>
/// <param name="Account">Of a group call the number of the account; -1 of an identify call.</param>
internal readonly record struct CallFact(int Shape, int Account, TraitPatch Patch);

/// <summary>
/// The facts of the calls of some files, so that such calls need not be read again. Bounded: of what comes when it is full
/// nothing is kept, and it is read again from the file, with the same answers. Safe for many threads while it is filled.
/// </summary>
internal sealed class CallFacts(int most = CallFacts.Most)
{
    /// <summary>How many facts are kept at most; a record has 24 bits for the number of one.</summary>
    public const int Most = 1 << 22;

    /// <summary>About how much memory they may take.</summary>
    public const long MostBytes = 160L << 20;

    private const int ChunkBits = 13;

    private readonly Lock filling = new();
    private CallFact[]?[] chunks = new CallFact[64][];
    private int count;
    private long bytes;

    public ref readonly CallFact this[int number] => ref chunks[number >> ChunkBits]![number & ((1 << ChunkBits) - 1)];

    /// <summary>Keeps some facts.</summary>
    /// <returns>The number of the first; -1 if there is no room for them.</returns>
    public int Add(ReadOnlySpan<CallFact> facts)
    {
        lock (filling)
        {
            if (facts.IsEmpty || count + facts.Length > most || bytes > MostBytes) return -1;
            var first = count;
            foreach (ref readonly var fact in facts)
            {
                var chunk = count >> ChunkBits;
                if (chunk == chunks.Length) Array.Resize(ref chunks, chunk * 2);
                (chunks[chunk] ??= new CallFact[1 << ChunkBits])[count++ & ((1 << ChunkBits) - 1)] = fact;
                bytes += 16 + fact.Patch.Bytes;
            }
            return first;
        }
    }
}
