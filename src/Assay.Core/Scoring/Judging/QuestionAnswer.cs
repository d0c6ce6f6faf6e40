using Assay.Scoring.Replies;

namespace Assay.Scoring.Judging;

/// <summary>What came of asking a question for one sample.</summary>
internal abstract record QuestionAnswer
{
    private QuestionAnswer()
    {
    }

    /// <summary>A reply that gave a verdict on the question.</summary>
    /// <param name="Attempt">The call; its cost is that of all samples that it brought.</param>
    /// <param name="CostUsd">This sample's share of the call.</param>
    public sealed record Given(ReplyReading.Read Read, ReplyChoice Reply, Attempt Attempt, decimal CostUsd) : QuestionAnswer;

    /// <summary>None, also when asked again; or the provider rejects the request for good.</summary>
    public sealed record None(UnscoredReason Reason, string Detail, string? RawReply) : QuestionAnswer;

    /// <summary>The provider failed, or no call may be made: the verdict stays owed.</summary>
    public sealed record Stopped(Judged Judged) : QuestionAnswer;
}
