namespace Assay.Scoring.Pacing;

/// <summary>How many calls at the same time one provider, model and key may be given.</summary>
public sealed record PacerOptions
{
    /// <summary>Calls at the same time at most; at least 1.</summary>
    public required int MaxConcurrency { get; init; }

    /// <summary>Calls that start at once in the beginning; at least 1, and never more than <see cref="MaxConcurrency"/> take effect.</summary>
    public int InitialConcurrency { get; init; } = 32;

    /// <summary>
    /// The time after which one more call may be under way, as long as nothing bad was heard. With 0.05 ms a thousand
    /// calls are under way after a twentieth of a second, and not in one burst.
    /// </summary>
    public TimeSpan RampStep { get; init; } = TimeSpan.FromMicroseconds(50);
}
