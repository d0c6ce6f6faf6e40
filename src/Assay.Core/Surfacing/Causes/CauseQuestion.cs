namespace Assay.Surfacing.Causes;

/// <summary>What is to be explained.</summary>
/// <param name="Judge">Null: the one that scored most.</param>
/// <param name="Release">Since this release was first judged, against as long before; <c>latest</c>: the one that came last. Null: the range, against the one before it.</param>
public sealed record CauseQuestion(string? Judge, string? Release, Period Range)
{
    public const string Latest = "latest";

    /// <inheritdoc cref="ObservationQuery.Fields"/>
    public IReadOnlyList<string> Fields { get; init; } = [];
}
