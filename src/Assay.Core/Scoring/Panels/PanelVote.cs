using Assay.Scoring.Judging;
using Assay.Scoring.Sampling;

namespace Assay.Scoring.Panels;

/// <summary>What one voter of a panel said, or why it said nothing.</summary>
/// <param name="Stage">The place of the stage that asked it first.</param>
public sealed record PanelVote(int Stage, string Judge, string JudgeVersion, int Sample)
{
    public string Name => Voter.NameOf(Judge, Sample);

    public double? Overall { get; init; }

    /// <summary>None where it failed.</summary>
    public IReadOnlyList<CriterionScore> Scores { get; init; } = [];

    /// <summary>What each of its samples said, without reasons; none where it was asked once and its grades count as they stand.</summary>
    public IReadOnlyList<ScoreSample> Samples { get; init; } = [];

    /// <summary>Why it failed: a reason of those that responses are unscored for, <c>parked</c> or <c>paused</c>; null where it did not.</summary>
    public string? Reason { get; init; }

    public string? Detail { get; init; }

    public VerdictOrigin Origin { get; init; }

    public decimal CostUsd { get; init; }
}
