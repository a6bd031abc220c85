using Kelvin.Scoring.Ledger;
using Kelvin.Scoring.Scores;
using Kelvin.Storage.Timelines;

namespace Kelvin.Storage.Ledgers;

/// <summary>What was announced of one lead or account.</summary>
/// <param name="Until">The instant up to which it was evaluated.</param>
public sealed record KeptLedger(long Until, Placement Place, IReadOnlyList<KeptPlan> Plans)
{
    private const byte Format = 1;

    public byte[] Write()
    {
        var to = new ByteWriter();
        to.Byte(Format);
        to.Signed(Until);
        to.Byte((byte)(Place.Cause ?? 0));
        WriteText(to, Place.Stage);
        WriteText(to, Place.Plan);
        to.Signed(Place.Cause is null ? 0 : Place.Since);
        to.Number((ulong)Plans.Count);
        foreach (var plan in Plans) plan.Write(to);
        return to.Written.ToArray();
    }

    public static KeptLedger Read(ReadOnlySpan<byte> bytes)
    {
        var from = new ByteReader(bytes);
        if (from.Byte() is var format && format != Format) throw new StoreException($"A ledger is stored in format {format}, which this version of Kelvin does not know.");
        var until = from.Signed();
        var cause = (MoveCause)from.Byte();
        var (stage, plan, since) = (ReadText(ref from), ReadText(ref from), from.Signed());
        var plans = new KeptPlan[(int)from.Number()];
        for (var i = 0; i < plans.Length; i++) plans[i] = KeptPlan.Read(ref from);
        return new KeptLedger(until, cause == 0 ? Placement.Nowhere : new Placement(stage, since, cause, plan), plans);
    }

    internal static void WriteText(ByteWriter to, string? text) => ValueFormat.Write(to, text ?? "");

    internal static string? ReadText(ref ByteReader from) => ValueFormat.ReadText(ref from) is { Length: > 0 } text ? text : null;
}

/// <summary>What one plan announced. Stages and lines are kept by what they are, so that the plan's next version finds its own among them.</summary>
/// <param name="Number">The plan's number in rows of scores.</param>
/// <param name="Holding">The stages whose <c>at</c> held.</param>
/// <param name="Below">Since when the score has been too low for a stage.</param>
/// <param name="Lowest">For lines that were reached before: the lowest score since.</param>
public sealed record KeptPlan(
    int Number, int Version, Score? Score, IReadOnlyList<string> Holding, IReadOnlyList<(string Stage, long Since)> Below,
    IReadOnlyList<(long Line, long Lowest)> Lowest, (long At, string Stage)? LastOn)
{
    internal void Write(ByteWriter to)
    {
        to.Number((ulong)Number);
        to.Number((ulong)Version);
        to.Byte((byte)((Score is null ? 0 : 1) | (LastOn is null ? 0 : 2)));
        if (Score is { } score)
        {
            to.Signed(score.Fit);
            to.Signed(score.Engagement);
            to.Signed(score.Value);
            KeptLedger.WriteText(to, score.Grade);
            KeptLedger.WriteText(to, score.Level);
            KeptLedger.WriteText(to, score.Label);
            KeptLedger.WriteText(to, score.Verdict);
        }
        to.Number((ulong)Holding.Count);
        foreach (var stage in Holding) KeptLedger.WriteText(to, stage);
        to.Number((ulong)Below.Count);
        foreach (var (stage, since) in Below)
        {
            KeptLedger.WriteText(to, stage);
            to.Signed(since);
        }
        to.Number((ulong)Lowest.Count);
        foreach (var (line, lowest) in Lowest)
        {
            to.Signed(line);
            to.Signed(lowest);
        }
        if (LastOn is not { } last) return;
        to.Signed(last.At);
        KeptLedger.WriteText(to, last.Stage);
    }

    internal static KeptPlan Read(ref ByteReader from)
    {
        var (number, version, has) = ((int)from.Number(), (int)from.Number(), from.Byte());
        Score? score = (has & 1) == 0 ? null : new Score(
            from.Signed(), from.Signed(), from.Signed(), KeptLedger.ReadText(ref from), KeptLedger.ReadText(ref from), KeptLedger.ReadText(ref from), KeptLedger.ReadText(ref from), 0);
        var holding = new string[(int)from.Number()];
        for (var i = 0; i < holding.Length; i++) holding[i] = ValueFormat.ReadText(ref from);
        var below = new (string, long)[(int)from.Number()];
        for (var i = 0; i < below.Length; i++) below[i] = (ValueFormat.ReadText(ref from), from.Signed());
        var lowest = new (long, long)[(int)from.Number()];
        for (var i = 0; i < lowest.Length; i++) lowest[i] = (from.Signed(), from.Signed());
        return new KeptPlan(number, version, score, holding, below, lowest, (has & 2) == 0 ? null : (from.Signed(), ValueFormat.ReadText(ref from)));
    }
}
