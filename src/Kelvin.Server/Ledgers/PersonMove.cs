using Kelvin.Scoring.Ledger;
using Kelvin.Scoring.Scores;
using Kelvin.Storage;

namespace Kelvin.Server.Ledgers;

/// <summary>What became of a person's wish to move a lead.</summary>
/// <param name="Lead">The lead's id, whichever of its ids was asked for.</param>
/// <param name="Move">Null: the funnel has no such stage.</param>
internal sealed record PersonMove(StreamId Lead, StageMove? Move);

/// <summary>What a person said who moves a lead, and what the lead was worth then under each plan.</summary>
internal sealed record Said(string By, string? Reason, IReadOnlyList<PlanScore> Scores);

internal sealed record PlanScore(string Plan, int Version, Score Score);
