using Assay.Calibrating.Labelling;
using Assay.Scoring.Judging;

namespace Assay.Storage;

/// <summary>The queue of what a panel leaves to people: one for each judge version of a ledger.</summary>
internal static class UndecidedQueueId
{
    /// <param name="judgeVersion">The ledger's number.</param>
    public static string Of(long judgeVersion) => FormattableString.Invariant($"undecided-{judgeVersion}");

    /// <returns>The queue, without items; null where people are not asked.</returns>
    public static LabelQueue? QueueOf(Judge judge, long judgeVersion, DateTimeOffset now) => judge.Panel is not { AsksPeople: true } ? null : new LabelQueue
    {
        Id = Of(judgeVersion),
        Judge = judge.Name,
        JudgeVersion = judge.Version,
        Criteria = [.. judge.Rubric.Criteria.Select(AskedCriterion.Of)],
        From = now,
        To = now,
        DrawnAt = now,
        Seed = 0,
        Population = 0,
        // Chance draws nothing of it: what is undecided is asked, with certainty, and nothing else.
        Rates = default,
    };
}
