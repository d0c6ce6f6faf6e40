using Assay.Scoring.Judging;

namespace Assay.Scoring.Replies;

/// <summary>What came of reading a judge's reply.</summary>
public abstract record ReplyReading
{
    private ReplyReading()
    {
    }

    public sealed record Read(IReadOnlyList<CriterionScore> Scores, string? FailureCode) : ReplyReading;

    public sealed record Failed(UnscoredReason Reason, string Detail) : ReplyReading;

    public static Failed Unreadable(string detail) => new(UnscoredReason.Unreadable, detail);
}
