using Assay.Surfacing;

namespace Assay.Calibrating.Pairwise;

/// <summary>How two systems compare.</summary>
/// <param name="WinRate">How often A wins, a tie and a contradiction counting a half.</param>
/// <param name="Length">The same at equal length; null where lengths are not known.</param>
public sealed record SystemPair(string A, string B, int N, Estimate? WinRate, LengthControl? Length)
{
    /// <param name="cases">With systems.</param>
    public static IReadOnlyList<SystemPair> Of(IReadOnlyList<PairwiseCase> cases) =>
    [
        .. cases.Select(Ordered)
            .GroupBy(c => c.Systems!.Value)
            .OrderBy(g => g.Key.First, StringComparer.Ordinal).ThenBy(g => g.Key.Second, StringComparer.Ordinal)
            .Select(g => new SystemPair(g.Key.First, g.Key.Second, g.Count(), Rate([.. g]), LengthControl.Of([.. g]))),
    ];

    /// <summary>How often the first output wins; Student's interval, or Wilson's where nothing is tied. Null where nothing can be read.</summary>
    public static Estimate? Rate(IReadOnlyList<PairwiseCase> cases)
    {
        double[] outcomes = [.. cases.Select(c => c.Outcome).OfType<double>()];
        return outcomes.Contains(0.5)
            ? Estimate.OfMean(outcomes.Length, outcomes.Sum(), outcomes.Sum(o => o * o), 0, 1)
            : Estimate.OfShare(outcomes.Length, outcomes.Count(o => o == 1), 0, 1);
    }

    /// <summary>With the system first whose name comes first.</summary>
    private static PairwiseCase Ordered(PairwiseCase item) =>
        Facing(item, string.CompareOrdinal(item.Systems!.Value.First, item.Systems.Value.Second) <= 0 ? item.Systems.Value.First : item.Systems.Value.Second);

    /// <summary>With this system first, where it is the second. For what is said of systems: the orders keep their names.</summary>
    internal static PairwiseCase Facing(PairwiseCase item, string first) => item.Systems is not var (one, other) || one == first || other != first ? item : item with
    {
        Systems = (other, one),
        Gold = item.Gold?.Swapped(),
        Original = item.Original is { } original ? new PairwiseVerdict(original.Winner?.Swapped()) : null,
        Swapped = item.Swapped is { } swapped ? new PairwiseVerdict(swapped.Winner?.Swapped()) : null,
        Lengths = item.Lengths is { Second: { } length } lengths ? new Labels.ItemLengths(length, lengths.First) : null,
    };
}
