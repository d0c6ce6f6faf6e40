using Assay.Scoring.Rubrics;

namespace Assay.Surfacing;

/// <summary>How often each score was given. Mean and interval are computed from it exactly.</summary>
/// <param name="Criterion">A criterion's name, or <c>overall</c>.</param>
/// <param name="Counts">By score, and by weight where there are several.</param>
public sealed record ScoreHistogram(string Criterion, double Min, double Max, IReadOnlyList<ScoreCount> Counts)
{
    /// <summary>What the scores are called, in the rubric's order; none on a scale of numbers.</summary>
    public IReadOnlyList<ScaleLabel> Labels { get; init; } = [];

    public long N => Counts.Sum(c => c.Count);

    /// <summary>
    /// The variance of the mean over that of as many independent scores: above 1 where several came from one user or session. Known
    /// of the judge's main score over the whole range, and taken for its criteria and slices too.
    /// </summary>
    public double DesignEffect { get; init; } = 1;

    /// <summary>As many independent scores would say as much.</summary>
    internal double EffectiveN => N / DesignEffect;

    /// <summary>Whether the scores were drawn with different probabilities.</summary>
    internal bool IsWeighted => Counts.Any(c => c.Weight != Counts[0].Weight);

    /// <summary>All scores stand at an end of the scale, and were drawn alike: shares, as pass and fail are.</summary>
    internal bool IsTwoValued => !IsWeighted && Counts.All(c => c.Score == Min || c.Score == Max);

    /// <summary>As many independent scores, drawn alike, would say as much: for weights by Kish.</summary>
    internal double InformativeN => Counts.Sum(c => c.Count * c.Weight) is var weight && weight > 0 ? weight * weight / Counts.Sum(c => c.Count * c.Weight * c.Weight) / DesignEffect : 0;

    /// <summary>All scores of several histograms of one criterion.</summary>
    public static ScoreHistogram Sum(IReadOnlyList<ScoreHistogram> parts) => parts[0] with
    {
        Counts = [.. parts.SelectMany(p => p.Counts).GroupBy(c => (c.Score, c.Weight)).Select(g => new ScoreCount(g.Key.Score, g.Sum(c => c.Count), g.Key.Weight)).OrderBy(c => c.Score)],
        DesignEffect = parts.Max(p => p.DesignEffect),
    };

    /// <summary>The estimated variance of the mean; 0 where there are fewer than two scores, or all are the same.</summary>
    internal double VarianceOfMean()
    {
        double weight = Counts.Sum(c => c.Count * c.Weight);
        double mean = Counts.Sum(c => c.Count * c.Weight * c.Score) / weight;
        double squares = Counts.Sum(c => c.Count * c.Weight * c.Weight * (c.Score - mean) * (c.Score - mean));
        return N < 2 ? 0 : DesignEffect * squares * N / (N - 1) / (weight * weight);
    }

    public Estimate? Mean()
    {
        if (IsWeighted)
        {
            return Estimate.OfWeighted(Counts, Min, Max, DesignEffect);
        }

        if (IsTwoValued)
        {
            return Estimate.OfShare(N, Counts.Where(c => c.Score == Max).Sum(c => c.Count), Min, Max, DesignEffect);
        }

        double sum = 0;
        double squares = 0;

        // Around the scale's middle, so that large offsets do not eat the digits of the variance.
        double middle = (Min + Max) / 2;
        foreach ((double score, long count) in Counts)
        {
            double d = score - middle;
            sum += count * d;
            squares += count * d * d;
        }

        return Counts.Count == 1 ? new Estimate(Counts[0].Score, null, null, N)
            : Estimate.OfMean(N, sum, squares, Min - middle, Max - middle, DesignEffect) is { } e
            ? new Estimate(e.Mean + middle, e.Low + middle, e.High + middle, e.N)
            : null;
    }

    /// <summary>The share of scores at or below a bar.</summary>
    public Estimate? ShareAtMost(double bar) => IsWeighted
        ? Estimate.OfWeighted([.. Counts.Select(c => c with { Score = c.Score <= bar ? 1 : 0 })], 0, 1, DesignEffect)
        : Estimate.OfShare(N, Counts.Where(c => c.Score <= bar).Sum(c => c.Count), 0, 1, DesignEffect);

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

    /// <summary>How often each label was given; null where the scale has none, or means of several scores lie between them.</summary>
    public IReadOnlyList<(string Name, long Count)>? ByLabel() => Labels.Count > 0 && Counts.All(c => Labels.Any(l => l.Value == c.Score))
        ? [.. Labels.Select(l => (l.Name, Counts.Where(c => c.Score == l.Value).Sum(c => c.Count)))]
        : null;
}
