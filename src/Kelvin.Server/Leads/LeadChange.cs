using Kelvin.Storage;
using Kelvin.Storage.Leads;
using Kelvin.Storage.Scores;

namespace Kelvin.Server.Leads;

/// <summary>What of a lead was written, for those who keep it in memory.</summary>
/// <param name="Scores">All its scores; null: the lead is gone.</param>
/// <param name="Summary">Null where it is as it was.</param>
/// <param name="Segments">A bit for each segment's slot that it is in.</param>
/// <param name="Stage">Where in the funnel it is; null: in no stage.</param>
internal readonly record struct LeadChange(StreamId Lead, IReadOnlyList<StoredScore>? Scores, LeadSummary? Summary, string? Stage = null, ulong Segments = 0);
