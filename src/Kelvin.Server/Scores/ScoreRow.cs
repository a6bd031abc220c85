using Kelvin.Scoring.Scores;
using Kelvin.Storage;
using Kelvin.Storage.Scores;

namespace Kelvin.Server.Scores;

internal static class ScoreRow
{
    public static StoredScore Of(StreamId subject, int plan, int version, Score score, long at, NextChange? next) =>
        new(subject, plan, version, score.Fit, score.Engagement, score.Value, score.Grade, score.Level, score.Label, score.Verdict, at, next?.At);
}
