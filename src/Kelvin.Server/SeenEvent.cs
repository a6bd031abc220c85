using Kelvin.Scoring.Timelines;
using Kelvin.Storage;

namespace Kelvin.Server;

/// <summary>An event that was taken in, and whose it is.</summary>
internal readonly record struct SeenEvent(Event Event, StreamId Lead);
