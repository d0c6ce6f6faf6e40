using Assay.Scoring.Judging;

namespace Assay.Scoring.Pacing;

/// <summary>What one call tells the pacer.</summary>
/// <param name="Latency">From the start of the call to its end.</param>
/// <param name="Tokens">Input and output as the provider counted them; 0 when it did not say.</param>
/// <param name="RetryAfter">From now on; whatever lies outside [0, 1 h] is taken as the nearer end.</param>
/// <param name="Limits">Of this reply's headers.</param>
public readonly record struct CallReport(CallEnding Ending, TimeSpan Latency, long Tokens, TimeSpan? RetryAfter, RateLimits? Limits);
