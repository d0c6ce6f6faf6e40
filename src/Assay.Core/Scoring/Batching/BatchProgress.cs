namespace Assay.Scoring.Batching;

/// <summary>What waits in batches, for showing it.</summary>
/// <param name="Open">Batches that are open.</param>
/// <param name="Waiting">Questions that wait in them.</param>
/// <param name="Done">Of those, what the provider says it has answered.</param>
public sealed record BatchProgress(int Open, int Waiting, int Done, DateTimeOffset NextLook);
