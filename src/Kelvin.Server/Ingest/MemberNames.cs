using System.Text.Json;
using Kelvin.Scoring.Values;

namespace Kelvin.Server.Ingest;

internal static class MemberNames
{
    /// <summary>Whether the reader stands at a member of that ASCII name. The reader's own comparison throws at a lone surrogate.</summary>
    public static bool NameIs(this ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.ValueIsEscaped ? ValueReader.ReadText(ref reader) == System.Text.Encoding.ASCII.GetString(name) : reader.ValueSpan.SequenceEqual(name);
}
