using System.Globalization;
using Kelvin.Scoring.Scores;

namespace Kelvin.Bench.Peers;

/// <summary>A lead's scores as every engine writes them, to be compared.</summary>
internal static class ScoreRows
{
    public static string Line(int lead, Score score) => string.Create(
        CultureInfo.InvariantCulture, $"{lead},{score.Fit},{score.Engagement},{score.Value},{score.Grade},{score.Level},{score.Label},{score.Verdict}\n");
}
