namespace Assay.Surfacing;

/// <summary>How often each score was given. Mean and interval are computed from it exactly.</summary>
/// <param name="Criterion">A criterion's name, or <c>overall</c>.</param>
/// <param name="Counts">Score and count, by score.</param>
public sealed record ScoreHistogram(string Criterion, double Min, double Max, IReadOnlyList<(double Score, long Count)> Counts)
{
    public Estimate? Mean()
    {
        if (Counts.All(c => c.Score == Min || c.Score == Max))
        {
            return Estimate.OfShare(Counts.Sum(c => c.Count), Counts.Where(c => c.Score == Max).Sum(c => c.Count), Min, Max);
        }

        long n = 0;
        double sum = 0;
        double squares = 0;

        // Around the scale's middle, so that large offsets do not eat the digits of the variance.
        double middle = (Min + Max) / 2;
        foreach ((double score, long count) in Counts)
        {
            double d = score - middle;
            n += count;
            sum += count * d;
            squares += count * d * d;
        }

        return Counts.Count == 1 ? new Estimate(Counts[0].Score, null, null, n)
            : Estimate.OfMean(n, sum, squares, Min - middle, Max - middle) is { } e
            ? new Estimate(e.Mean + middle, e.Low + middle, e.High + middle, e.N)
            : null;
    }

    /// <summary>Counts per bar: a bar per whole number where the scale has at most 11 of them, else ten equal bars.</summary>
    public IReadOnlyList<long> Bars()
    {
        double range = Max - Min;
        bool whole = range is > 1 and <= 10 && Min == Math.Floor(Min) && Max == Math.Floor(Max);
        var bars = new long[whole ? (int)range + 1 : range <= 1 && Counts.All(c => c.Score == Min || c.Score == Max) ? 2 : 10];
        foreach ((double score, long count) in Counts)
        {
            double place = whole ? Math.Round(score - Min, MidpointRounding.AwayFromZero) : (score - Min) / range * bars.Length;
            bars[Math.Clamp((int)place, 0, bars.Length - 1)] += count;
        }

        return bars;
    }
}
