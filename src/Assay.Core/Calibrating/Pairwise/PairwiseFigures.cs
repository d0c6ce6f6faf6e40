using Assay.Calibrating.Intervals;
using Assay.Surfacing;

namespace Assay.Calibrating.Pairwise;

/// <summary>How good and how steady pairwise verdicts are. An unreadable one is no verdict: it is counted, and it is right nowhere.</summary>
public sealed record PairwiseFigures
{
    public required int Items { get; init; }

    /// <summary>Items whose better output is known.</summary>
    public required int WithGold { get; init; }

    public required int Unreadable { get; init; }

    /// <summary>Items judged in both orders with two verdicts that are not the same.</summary>
    public required int Conflicts { get; init; }

    public required Estimate? AccuracyOriginal { get; init; }

    public required Estimate? AccuracySwapped { get; init; }

    /// <summary>Over both orders; the two of an item count as one cluster.</summary>
    public required Estimate? AccuracyMean { get; init; }

    public required Estimate? BothRight { get; init; }

    public required Estimate? Consistency { get; init; }

    /// <summary>The share of verdicts for one of the two that are for the one shown first.</summary>
    public required Estimate? FirstShownPreference { get; init; }

    /// <summary>Items on which the judge preferred what was shown first in both orders, and what was shown second, with McNemar's exact test.</summary>
    public required (int First, int Second, double P) Position { get; init; }

    /// <summary>Each order votes +1 right, -1 wrong, 0 for a tie or nothing readable: the share of items with a sum above 0.</summary>
    public required Estimate? NetVoteAccuracy { get; init; }

    public static PairwiseFigures Of(IReadOnlyList<PairwiseCase> cases)
    {
        PairwiseCase[] known = [.. cases.Where(c => c.Gold is not null)];
        PairwiseCase[] both = [.. cases.Where(c => c is { HasBothOrders: true, IsIdentical: false })];
        int first = both.Count(c => c.Original!.Winner == Preference.First && c.Swapped!.Winner == Preference.Second);
        int second = both.Count(c => c.Original!.Winner == Preference.Second && c.Swapped!.Winner == Preference.First);
        return new PairwiseFigures
        {
            Items = cases.Count,
            WithGold = known.Length,
            Unreadable = cases.Sum(c => c.Verdicts.Count(v => v.Winner is null)),
            Conflicts = both.Count(c => !c.IsConsistent),
            AccuracyOriginal = Share(known.Where(c => c.Original is not null), c => c.Original!.Winner == c.Gold),
            AccuracySwapped = Share(known.Where(c => c.Swapped is not null), c => c.Swapped!.Winner == c.Gold),
            AccuracyMean = ClusteredShare.Of([.. known.Select(c => (c.Verdicts.Count(v => v.Winner == c.Gold), c.Verdicts.Count()))]),
            BothRight = Share(known.Where(c => c.HasBothOrders), c => c.Original!.Winner == c.Gold && c.Swapped!.Winner == c.Gold),
            Consistency = Share(both, c => c.IsConsistent),
            FirstShownPreference = ClusteredShare.Of([.. cases.Select(FirstShown).Where(f => f.N > 0)]),
            Position = (first, second, ExactBinomial.McNemar(first, second)),
            NetVoteAccuracy = Share(known.Where(c => c.HasBothOrders), c => c.Verdicts.Sum(v => Vote(v, c.Gold!.Value)) > 0),
        };
    }

    private static Estimate? Share(IEnumerable<PairwiseCase> cases, Func<PairwiseCase, bool> isSo)
    {
        PairwiseCase[] all = [.. cases];
        return Estimate.OfShare(all.Length, all.Count(isSo), 0, 1);
    }

    private static (int Yes, int N) FirstShown(PairwiseCase item) =>
        ((item.Original?.Winner == Preference.First ? 1 : 0) + (item.Swapped?.Winner == Preference.Second ? 1 : 0),
            item.Verdicts.Count(v => v.Winner is Preference.First or Preference.Second));

    private static int Vote(PairwiseVerdict verdict, Preference gold) =>
        verdict.Winner is null ? 0 : verdict.Winner == gold ? 1 : verdict.Winner == Preference.Tie ? 0 : -1;
}
