using Assay.Surfacing;

namespace Assay.Scoring.Running;

/// <summary>
/// The outcomes of one judge version that the figures of a range count: by the same hours and the same slice, and of a conversation
/// only the last revision that was decided about.
/// </summary>
public sealed record OutcomeRange(string Judge, string JudgeVersion, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>A declared field and its value; null: all.</summary>
    public (string Field, string Value)? Slice { get; init; }

    /// <summary>The figures of the same outcomes.</summary>
    public RollupQuery Figures => new(From, To) { Judge = Judge, Slice = Slice };
}
