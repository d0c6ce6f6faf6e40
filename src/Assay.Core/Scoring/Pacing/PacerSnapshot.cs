namespace Assay.Scoring.Pacing;

/// <summary>Where a pacer stands at one moment, for showing progress.</summary>
/// <param name="InFlight">Slots taken, also by calls that ended and whose verdict is being stored.</param>
/// <param name="Limit">Calls at the same time that the provider is believed to bear.</param>
/// <param name="Throttled">How often the provider asked for fewer calls.</param>
/// <param name="PausedUntil">The earliest moment of the next probe, while nothing else may start.</param>
public sealed record PacerSnapshot(int InFlight, int Waiting, int Limit, long Throttled, DateTimeOffset? PausedUntil, BreakerState Breaker);
