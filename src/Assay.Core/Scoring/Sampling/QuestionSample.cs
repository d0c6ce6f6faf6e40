using Assay.Scoring.Judging;
using Assay.Scoring.Replies;

namespace Assay.Scoring.Sampling;

/// <summary>What came of asking one question once.</summary>
internal abstract record QuestionSample
{
    private QuestionSample()
    {
    }

    public sealed record Read(ReplyReading.Read Reading) : QuestionSample;

    /// <summary>No verdict, also when asked again, or a request that the provider rejects: it is left out of the mean.</summary>
    public sealed record Failed(UnscoredReason Reason, string Detail, string? RawReply) : QuestionSample;
}
