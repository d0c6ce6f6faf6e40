namespace Assay.Surfacing;

/// <summary>A release of the application, announced or named by responses.</summary>
/// <param name="Begin">The hour in which it was first scored; of one that no response names, in which it was announced to have gone out.</param>
public sealed record KnownRelease(string Name, DateTimeOffset Begin)
{
    /// <summary>When the next one began; null while there is none.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>Responses say themselves that they are of it. Else what occurred from its begin to its end is.</summary>
    public required bool IsNamed { get; init; }

    public string? Note { get; init; }

    /// <summary>Its scores, up to a time.</summary>
    public RollupQuery Scores(DateTimeOffset to) => IsNamed
        ? new RollupQuery(Begin, to) { Slice = (Releases.Field, Name) }
        : new RollupQuery(Begin, End < to ? End.Value : to);
}
