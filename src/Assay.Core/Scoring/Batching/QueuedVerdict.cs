namespace Assay.Scoring.Batching;

/// <summary>A response that is to go into the next batch, by the ledger's own number.</summary>
internal readonly record struct QueuedVerdict(long Key, DateTimeOffset? Deadline, long QueuedAt);
