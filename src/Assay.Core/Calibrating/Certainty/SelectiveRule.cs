using Assay.Calibrating.Intervals;

namespace Assay.Calibrating.Certainty;

/// <summary>Decides by the first judge that is certain enough; by none, where none is.</summary>
/// <param name="Maps">How certain each judge is, on one scale for all.</param>
internal sealed record SelectiveRule(IReadOnlyList<ConfidenceMap> Maps, IReadOnlyList<int> Judges)
{
    /// <summary>With fewer decided items no bound is tried.</summary>
    private const int FewestDecided = 30;

    /// <summary>A smaller share of items is not worth a cascade.</summary>
    private const double SmallestCoverage = 0.2;

    /// <summary>
    /// From the top down, fixed before any label is seen: that makes it one test after another at the full level, without a correction
    /// for how many.
    /// </summary>
    private static readonly double[] Thresholds =
        [1, 0.9999, 0.9995, 0.999, 0.998, 0.997, 0.996, 0.995, .. Enumerable.Range(1, 99).Select(i => 1 - (i / 100.0)), 0];

    /// <summary>The place of the judge that decides an item, or -1.</summary>
    public int Decider(CascadeItem item, double threshold)
    {
        for (int j = 0; j < Judges.Count; j++)
        {
            if (item.Verdicts[Judges[j]] is { } verdict && Maps[j].Of(verdict.Confidence) >= threshold)
            {
                return j;
            }
        }

        return -1;
    }

    public (int Decided, int Wrong) Count(IReadOnlyList<CascadeItem> items, double threshold)
    {
        (int decided, int wrong) = (0, 0);
        foreach (CascadeItem item in items)
        {
            if (Decider(item, threshold) is >= 0 and var decider)
            {
                decided++;
                wrong += item.Verdicts[Judges[decider]]!.Label == item.Truth ? 0 : 1;
            }
        }

        return (decided, wrong);
    }

    /// <summary>Fixed-sequence testing: the lowest threshold down to which the binomial upper bound of the risk stays at or below what is allowed.</summary>
    /// <returns>Null where already the first test fails, or none can be made.</returns>
    public (double Threshold, double Bound)? Certify(IReadOnlyList<CascadeItem> gold, CascadeGoal goal)
    {
        // Where to begin depends on how many items there are, not on whether they are right. With few decided items a single error more
        // ends the search, so it begins where there is enough to be worth deciding.
        int start = Math.Max(FewestDecided, Math.Max((int)(SmallestCoverage * gold.Count), gold.Count >= Promising(goal) ? Promising(goal) : Fewest(goal)));
        (double, double)? certified = null;
        foreach (double threshold in Thresholds)
        {
            (int decided, int wrong) = Count(gold, threshold);
            if (decided < start)
            {
                continue;
            }

            double bound = ExactBinomial.UpperBound(wrong, decided, goal.Delta);
            if (bound > goal.Risk)
            {
                break;
            }

            certified = (threshold, bound);
        }

        return certified;
    }

    /// <summary>So many decided items, all right, would just be enough.</summary>
    public static int Fewest(CascadeGoal goal) => (int)Math.Ceiling(Math.Log(goal.Delta) / Math.Log(1 - goal.Risk));

    /// <summary>So many decided items with half the errors that are allowed would be enough.</summary>
    public static int Promising(CascadeGoal goal)
    {
        int n = Fewest(goal);
        while (ExactBinomial.UpperBound((long)(n * goal.Risk / 2), n, goal.Delta) > goal.Risk)
        {
            n++;
        }

        return n;
    }
}
