namespace Assay.Surfacing.Regressions;

/// <summary>A time at which scores began to be lower, or higher, than those of a reference before it.</summary>
internal sealed record ChangePoint
{
    /// <summary>The hour in which it began, as far as can be told.</summary>
    public required DateTimeOffset Begin { get; init; }

    public required bool IsFall { get; init; }

    /// <summary>What scores are compared with.</summary>
    public required Baseline Reference { get; init; }

    public required DateTimeOffset ReferenceBegin { get; init; }

    public required DateTimeOffset ReferenceEnd { get; init; }

    /// <summary>What the cumulative sum had to reach.</summary>
    public required double Threshold { get; init; }

    /// <summary>Scores went back to where they had been.</summary>
    public bool IsOver { get; init; }
}
