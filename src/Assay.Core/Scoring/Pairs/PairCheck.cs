using Assay.Collecting;
using Assay.Scoring.Judging;

namespace Assay.Scoring.Pairs;

/// <summary>What needs no call to be said of a pair.</summary>
internal static class PairCheck
{
    private const string Same = "The two outputs are the same, to the byte; nobody was asked.";

    /// <summary>Unscored where one of the outputs cannot be judged, a tie where both are the same; null: the judge is to be asked.</summary>
    /// <exception cref="ArgumentException">There is one output.</exception>
    public static Verdict? Run(IReadOnlyList<OutputCheck> checks, Response pair)
    {
        if (pair.Rival is not { } rival)
        {
            throw new ArgumentException($"{pair.Id} has one output, and a judge that compares needs two.", nameof(pair));
        }

        if (OutputChecks.Run(checks, pair with { Output = rival.Output }) is { } failed)
        {
            return failed with { Detail = $"the second output: {failed.Detail}" };
        }

        return pair.Output != rival.Output ? null
            : new Verdict.Scored(PairRubric.OutcomeOf([0.5]), [.. Enum.GetValues<PairOrder>().Select(order => PairRubric.Said(order, 0.5, Same))], null);
    }
}
