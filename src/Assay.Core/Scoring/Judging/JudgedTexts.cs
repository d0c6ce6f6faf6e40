namespace Assay.Scoring.Judging;

/// <summary>Takes what a judge or its provider wrote out of what came of judging: any of it may quote the response.</summary>
public static class JudgedTexts
{
    private const string NotKept = "What was written about it is not kept: content is off.";

    /// <summary>Scores, labels, reasons of the closed lists, counts and costs stay.</summary>
    public static Judged Without(Judged judged)
    {
        Judged kept = judged with { Attempts = [.. judged.Attempts.Select(a => a with { Error = null })], Replies = [] };
        if (kept is Judged.Decided { Panel: { } panel } of)
        {
            kept = of with { Panel = panel with { Votes = [.. panel.Votes.Select(v => v with { Detail = v.Detail is null ? null : NotKept, Scores = Bare(v.Scores) })] } };
        }

        if (kept is Judged.Decided { Samples.Count: > 0 } sampled)
        {
            kept = sampled with { Samples = [.. sampled.Samples.Select(s => s with { Reason = null })] };
        }

        return kept switch
        {
            Judged.Decided { Verdict: Verdict.Scored scored } decided =>
                decided with { Verdict = scored with { Scores = Bare(scored.Scores) } },
            // What a check of ours found is one of our own sentences; what code of the user's says is not.
            Judged.Decided { Verdict: Verdict.Unscored unscored } decided when kept.Attempts.Count > 0 || unscored.Reason == UnscoredReason.CheckFailed => decided with { Verdict = unscored with { Detail = NotKept, RawReply = null } },
            Judged.Parked parked => parked with { Error = NotKept },
            Judged.Paused paused => paused with { Error = NotKept },
            _ => kept,
        };
    }

    private static IReadOnlyList<CriterionScore> Bare(IReadOnlyList<CriterionScore> scores) => [.. scores.Select(s => s with { Reason = null, Evidence = [] })];
}
