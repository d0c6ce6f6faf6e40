namespace Assay.Scoring.Running;

/// <summary>Whether the ledger holds what was said.</summary>
public enum ContentState
{
    Kept = 0,

    /// <summary>Only until nothing is owed for the response any more.</summary>
    UntilJudged,

    NotKept,
}
