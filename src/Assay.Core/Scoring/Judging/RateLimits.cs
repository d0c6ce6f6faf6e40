namespace Assay.Scoring.Judging;

/// <summary>What a provider's headers said about its limits; absent where it said nothing. Resets are from the moment of the reply.</summary>
public sealed record RateLimits
{
    public long? RequestLimit { get; init; }
    public long? RequestsRemaining { get; init; }
    public TimeSpan? RequestsReset { get; init; }
    public long? TokenLimit { get; init; }
    public long? TokensRemaining { get; init; }
    public TimeSpan? TokensReset { get; init; }
}
