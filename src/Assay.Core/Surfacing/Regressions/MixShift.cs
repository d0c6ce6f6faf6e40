namespace Assay.Surfacing.Regressions;

/// <summary>
/// How much of a change of the mean comes from other kinds of responses coming in: the change is the sum over slices of
/// (w2 - w1) m1, the mix, and of w2 (m2 - m1), the change within them, where w is a slice's share of the scores and m its mean.
/// </summary>
/// <param name="Points">Of the scale: the mix's part of the change. What is new has no mean before, and is mix.</param>
/// <param name="BaselineN">As many scores before would tell as much of the change within: fewer where what was rare has become frequent.</param>
public sealed record MixShift(double Points, double BaselineN)
{
    /// <summary>A slice with fewer scores before has no mean to compare with.</summary>
    private const long Fewest = 20;

    /// <param name="before">All scores before.</param>
    /// <param name="slices">The scores of each value of a field, before and after; null where there are none.</param>
    public static MixShift? Of(ScoreHistogram before, ScoreHistogram after, IEnumerable<(ScoreHistogram? Before, ScoreHistogram? After)> slices)
    {
        (Sums allBefore, Sums allAfter) = (Sums.Of(before), Sums.Of(after));
        (Sums otherBefore, Sums otherAfter) = (allBefore, allAfter);
        var compared = new List<(Sums Before, Sums After)>();
        foreach ((Sums earlier, Sums later) in slices.Where(s => s.Before?.N >= Fewest).Select(s => (Sums.Of(s.Before!), s.After is { } there ? Sums.Of(there) : default)))
        {
            compared.Add((earlier, later));
            (otherBefore, otherAfter) = (otherBefore - earlier, otherAfter - later);
        }

        if (compared.Count == 0)
        {
            return null;
        }

        if (otherBefore.N >= Fewest)
        {
            compared.Add((otherBefore, otherAfter));
        }

        double within = compared.Where(c => c.After.Weight > 0).Sum(c => c.After.Weight / allAfter.Weight * (c.After.Mean - c.Before.Mean));
        double spread = compared.Sum(c => c.After.Weight / allAfter.Weight is var share ? share * share / c.Before.N : 0);
        return new MixShift(allAfter.Mean - allBefore.Mean - within, spread > 0 ? Math.Min(allBefore.N, 1 / spread) : allBefore.N);
    }

    /// <param name="N">As many independent scores would say as much.</param>
    private readonly record struct Sums(double Weight, double Total, double N)
    {
        public double Mean => Total / Weight;

        public static Sums Of(ScoreHistogram scores) =>
            new(scores.Counts.Sum(c => c.Count * c.Weight), scores.Counts.Sum(c => c.Count * c.Weight * c.Score), scores.InformativeN);

        public static Sums operator -(Sums all, Sums part) => new(all.Weight - part.Weight, all.Total - part.Total, all.N - part.N);
    }
}
