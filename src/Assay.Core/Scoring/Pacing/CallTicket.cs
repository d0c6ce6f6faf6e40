namespace Assay.Scoring.Pacing;

/// <summary>What is remembered of one call from its start to its end.</summary>
internal readonly record struct CallTicket(long Number, bool IsProbe, CallCost Cost);
