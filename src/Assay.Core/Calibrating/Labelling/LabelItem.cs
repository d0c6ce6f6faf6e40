namespace Assay.Calibrating.Labelling;

/// <summary>One response in a queue. For one judge a response is in one queue only.</summary>
/// <param name="Key">The ledger's number for the response.</param>
/// <param name="Position">1-based place in the queue.</param>
public sealed record LabelItem(long Key, string ResponseId, int Revision, int Position)
{
    public required LabelArm Arm { get; init; }

    /// <summary>The probability with which any queue of the judge so far drew it, by any arm.</summary>
    public required double Probability { get; init; }

    /// <summary>Slice and score band within which it was drawn.</summary>
    public required string Stratum { get; init; }

    /// <summary>How many people are to label it.</summary>
    public int Raters { get; init; } = 1;
}
