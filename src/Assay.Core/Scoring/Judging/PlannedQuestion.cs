using Assay.Scoring.Spending;

namespace Assay.Scoring.Judging;

/// <summary>A question that would be asked, and what it may take.</summary>
/// <param name="Pending">What the question belongs to.</param>
/// <param name="Question">Its place there.</param>
public sealed record PlannedQuestion(PendingVerdict Pending, int Question, TokenEstimate Estimate, ModelPrice Price)
{
    /// <summary>It is asked only where an earlier stage of a panel leaves the verdict open.</summary>
    public bool IsLater { get; init; }

    /// <summary>One call brings several samples.</summary>
    public bool ComeTogether { get; init; }

    /// <summary>The calls that bring a number of samples.</summary>
    public IEnumerable<TokenEstimate> CallsFor(int samples) => ComeTogether && samples > 0 ? [Estimate.Times(samples)] : Enumerable.Repeat(Estimate, samples);
}
