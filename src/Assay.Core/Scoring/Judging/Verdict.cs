using Assay.Scoring.Sampling;

namespace Assay.Scoring.Judging;

/// <summary>What one judge version said of one response. A failure is never a number.</summary>
public abstract record Verdict
{
    private Verdict()
    {
    }

    /// <param name="Overall">On the rubric's overall scale; null when the rubric declares none.</param>
    /// <param name="FailureCode">One of the rubric's closed list; null when the judge named none.</param>
    public sealed record Scored(double? Overall, IReadOnlyList<CriterionScore> Scores, string? FailureCode) : Verdict;

    /// <param name="Detail">What was found, for people.</param>
    /// <param name="RawReply">The judge's last reply, where there was one.</param>
    public sealed record Unscored(UnscoredReason Reason, string Detail, string? RawReply) : Verdict;
}

/// <summary>A judge's grade for one criterion.</summary>
/// <param name="Value">On the criterion's own scale.</param>
/// <param name="Label">The word given, on pass/fail and label scales.</param>
/// <param name="Evidence">Verbatim quotes of the response.</param>
public sealed record CriterionScore(string Criterion, double Value, string? Label, string? Reason, IReadOnlyList<string> Evidence)
{
    /// <inheritdoc cref="ScoreSample.Mass"/>
    public double? Mass { get; init; }

    /// <summary>How probable each grade was, of one reply whose score was weighted.</summary>
    internal IReadOnlyList<GradeProbability> Grades { get; init; } = [];
}
