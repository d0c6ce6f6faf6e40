namespace Assay.Surfacing.Regressions;

/// <summary>What is asked for: how judges' scores stand against before.</summary>
/// <param name="Judge">Null: every judge, each by itself.</param>
/// <param name="Now">What occurs later is left out.</param>
public sealed record RegressionQuestion(string? Judge, DateTimeOffset Now)
{
    private const double LeastShare = 0.025;

    /// <summary>Since this one, against the one before it; null: the last one.</summary>
    public string? Release { get; init; }

    /// <summary>Null: every criterion.</summary>
    public string? Criterion { get; init; }

    /// <summary>Only responses of this slice; null: all.</summary>
    public Causes.Facet? Slice { get; init; }

    /// <summary>A fall of less is no alarm, in points of the scale; null: a fortieth of it, which is .1 on a scale of 1 to 5.</summary>
    public double? Least { get; init; }

    /// <summary>Also every slice of the declared fields since the release, each by itself.</summary>
    public bool WithSlices { get; init; }

    /// <summary>Fields to look at beside those that the ledger itself knows to be declared.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>As rollups are asked for it.</summary>
    internal (string Field, string? Value)? RollupSlice => Slice is { } slice ? (slice.Field, slice.Value) : null;

    internal double LeastOn(ScoreHistogram scale) => Least ?? (LeastShare * (scale.Max - scale.Min));
}
