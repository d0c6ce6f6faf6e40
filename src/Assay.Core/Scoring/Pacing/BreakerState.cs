namespace Assay.Scoring.Pacing;

/// <summary>Whether calls flow (Nygard, Release It!, 2007).</summary>
public enum BreakerState
{
    /// <summary>Calls flow.</summary>
    Closed,

    /// <summary>Nothing starts until the pause is over.</summary>
    Open,

    /// <summary>One call is under way to see whether the provider answers again.</summary>
    HalfOpen,
}
