namespace Assay.Providers;

/// <summary>What one call may take at most.</summary>
/// <param name="Deadline">Covers connecting, sending, waiting and the whole reply.</param>
/// <param name="MaxReplyBytes">Counted after decompression.</param>
/// <param name="MaxBatchBytes">Of a batch that is put together in memory, below what the provider allows.</param>
public sealed record ProviderLimits(TimeSpan Deadline, int MaxReplyBytes = 1024 * 1024, int MaxBatchBytes = 64 * 1024 * 1024);
