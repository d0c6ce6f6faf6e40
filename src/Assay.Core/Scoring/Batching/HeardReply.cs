using Assay.Scoring.Caching;

namespace Assay.Scoring.Batching;

/// <summary>What a batch brought for a verdict that waits for another one. It is kept with the verdict, so that it is paid once, with or without a cache.</summary>
/// <param name="Question">As of a <see cref="BatchItem"/>.</param>
public sealed record HeardReply(int Question, int Sample, CachedReply Reply);
