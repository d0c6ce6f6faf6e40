namespace Assay.Providers;

/// <summary>What one call may take at most.</summary>
/// <param name="Deadline">Covers connecting, sending, waiting and the whole reply.</param>
/// <param name="MaxReplyBytes">Counted after decompression.</param>
public sealed record ProviderLimits(TimeSpan Deadline, int MaxReplyBytes = 1024 * 1024);
