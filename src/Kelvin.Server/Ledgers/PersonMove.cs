using Kelvin.Scoring.Ledger;
using Kelvin.Storage;

namespace Kelvin.Server.Ledgers;

/// <summary>What became of a person's wish to move a lead.</summary>
/// <param name="Lead">The lead's id, whichever of its ids was asked for.</param>
/// <param name="Move">Null: the funnel has no such stage.</param>
internal sealed record PersonMove(StreamId Lead, StageMove? Move);
