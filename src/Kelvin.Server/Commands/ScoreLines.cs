using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Kelvin.Scoring.Explanations;
using Kelvin.Scoring.Scores;
using Kelvin.Server.Documents;
using Kelvin.Server.EventFiles;

namespace Kelvin.Server.Commands;

/// <summary>How scores are written, one a line. Safe for many threads once begun.</summary>
internal abstract class ScoreLines
{
    public const string JsonLinesName = "jsonl";
    public const string CsvName = "csv";

    public static ScoreLines Of(string format) => format == CsvName ? new CsvScoreLines() : new JsonScoreLines();

    /// <summary>Several plans are written, so that each line says whose it is.</summary>
    protected bool NamesPlan { get; private set; }
    protected bool Accounts { get; private set; }

    public virtual bool CanExplain => true;

    public virtual void Begin(Stream into, bool namesPlan, bool accounts) => (NamesPlan, Accounts) = (namesPlan, accounts);

    public abstract void Write(Stream into, Scored whose, string plan, Score score, Explanation? explanation);
}

/// <summary>
/// A JSON object a line. A lead that has neither userId nor anonymousId is named by its <c>email</c>, which stands on no
/// other line.
/// </summary>
internal sealed class JsonScoreLines : ScoreLines
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [ThreadStatic] private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)? held;

    public override void Write(Stream into, Scored whose, string plan, Score score, Explanation? explanation)
    {
        if (held is not { } mine)
        {
            var buffer = new ArrayBufferWriter<byte>(1024);
            held = mine = (buffer, new Utf8JsonWriter(buffer, Options));
        }
        mine.Buffer.ResetWrittenCount();
        var writer = mine.Writer;
        writer.Reset();
        writer.WriteStartObject();
        if (NamesPlan) writer.WriteString("plan", plan);
        if (whose.AccountId is not null)
        {
            writer.WriteString("accountId", whose.AccountId);
        }
        else
        {
            writer.WriteString("userId", whose.UserId);
            writer.WriteString("anonymousId", whose.AnonymousId);
            if (whose.UserId is null && whose.AnonymousId is null) writer.WriteString("email", whose.Email);
        }
        ExplanationWriter.WriteMembers(writer, score);
        if (explanation is not null) ExplanationWriter.WriteMembers(writer, explanation);
        writer.WriteEndObject();
        writer.Flush();
        mine.Buffer.Write("\n"u8);
        into.Write(mine.Buffer.WrittenSpan);
    }
}

/// <summary>Comma-separated values with a line of names, in UTF-8; e-mail addresses stand in a column of their own.</summary>
internal sealed class CsvScoreLines : ScoreLines
{
    public override bool CanExplain => false;

    public override void Begin(Stream into, bool namesPlan, bool accounts)
    {
        base.Begin(into, namesPlan, accounts);
        into.Write(Encoding.UTF8.GetBytes(
            (namesPlan ? "plan," : "") + (accounts ? "accountId" : "userId,anonymousId,email") + ",fit,engagement,score,grade,level,label,verdict\r\n"));
    }

    public override void Write(Stream into, Scored whose, string plan, Score score, Explanation? explanation)
    {
        string?[] cells = [
            .. NamesPlan ? new[] { CsvCell.Of(plan) } : [],
            .. Accounts ? [CsvCell.Of(whose.AccountId)] : new[] { CsvCell.Of(whose.UserId), CsvCell.Of(whose.AnonymousId), CsvCell.Of(whose.Email) },
            Number(score.Fit), Number(score.Engagement), Number(score.Value),
            CsvCell.Of(score.Grade), CsvCell.Of(score.Level), CsvCell.Of(score.Label), CsvCell.Of(score.Verdict)];
        into.Write(Encoding.UTF8.GetBytes(string.Join(',', cells) + "\r\n"));
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
