using Assay.Surfacing;
using MathNet.Numerics.Distributions;

namespace Assay.Calibrating.Correcting;

/// <summary>
/// Corrects a judge's mean by labels (PPI++): theta = lambda mean(F') + mean(Y - lambda F), lambda by cross-fitting, within strata where
/// there are any, weighted by the inverse inclusion probability, with errors over clusters, and Student's t.
/// </summary>
public static class MeanCorrection
{
    public const int Folds = 5;

    /// <summary>A stratum with fewer labels is taken together with others.</summary>
    public const int FewestInStratum = 10;

    /// <summary>A judge or strata that say nothing make an interval a little wider; what makes it wider than this is not used.</summary>
    private const double MostOfLabelsAlone = 1.01;

    /// <summary>From so many labels on a stratum has a weight of its own for the judge.</summary>
    private const int FewestForOwnLambda = 50;

    /// <param name="items">Everything that was judged.</param>
    /// <param name="min">Ends of the scale, which no mean can leave.</param>
    /// <param name="effect">The design effect of what is neither labelled nor in a cluster: above 1 where it is known only together that such items are alike.</param>
    /// <returns>Null for fewer than <see cref="SmallSample.FewestItems"/> labels.</returns>
    public static CorrectedMean? Of(IReadOnlyList<JudgedItem> items, double min = double.NegativeInfinity, double max = double.PositiveInfinity, double effect = 1)
    {
        int labels = items.Count(i => i.Label is not null);
        if (labels < SmallSample.FewestItems)
        {
            return null;
        }

        (IReadOnlyList<StratumSample> strata, IReadOnlyList<string> warnings) = Strata.Of(items);
        JudgedItem[] weighted = [.. strata.Count > 1 ? Strata.WithProbabilities(items) : items];
        var whole = new StratumSample("all", weighted);
        Attempt alone = Combine([whole.Mean(_ => 0)], CorrectionMethod.LabelsOnly, (min, max, effect));
        Attempt[] attempts =
        [
            alone,
            Combine([whole.Mean(CrossFitted([whole], whole), isEstimated: true)], CorrectionMethod.PpiPlusPlus, (min, max, effect)),
            .. strata.Count > 1 ? (IEnumerable<Attempt>)[Combine([.. strata.Select(s => s.Mean(CrossFitted(strata, s), isEstimated: true))], CorrectionMethod.StratifiedPpiPlusPlus, (min, max, effect))] : [],
        ];
        // The richest that costs nothing. The narrowest of them would be narrow by chance too, and cover less often than it says.
        Attempt best = attempts.Last(a => a.HalfWidth <= MostOfLabelsAlone * alone.HalfWidth || a == alone);
        return new CorrectedMean(best.Method, best.Estimate, Raw(items, min, max), alone.Estimate)
        {
            Ppi = Plain(weighted, lambda: 1).Estimate,
            Lambda = best.Lambda,
            Judged = items.Sum(i => i.Count),
            Strata = strata.Count > 1 ? [.. attempts[^1].Means.Select(m => (m.Sample.Name, m.Sample.N, m.Sample.All, m.Mean))] : [],
            Warnings = warnings,
        };
    }

    /// <summary>One method on one sample, with a given weight of the judge or with its best one from the same labels.</summary>
    /// <param name="lambda">Null: the best one, without cross-fitting.</param>
    public static (Estimate Estimate, double Lambda) Plain(IReadOnlyList<JudgedItem> items, double? lambda = null)
    {
        var whole = new StratumSample("all", items);
        double weight = lambda ?? Clipped(whole.Power(_ => false));
        return (Combine([whole.Mean(_ => weight)], CorrectionMethod.Ppi, (double.NegativeInfinity, double.PositiveInfinity, 1)).Estimate, weight);
    }

    /// <summary>For a labelled item the weight of the judge that the other folds give: no label decides how much itself is corrected.</summary>
    private static Func<int, double> CrossFitted(IReadOnlyList<StratumSample> strata, StratumSample own)
    {
        IReadOnlyList<StratumSample> pooled = own.N >= FewestForOwnLambda ? [own] : strata;
        double[] byFold = [.. Enumerable.Range(0, Folds).Select(fold =>
        {
            (double Covariance, double Variance)[] parts = [.. pooled.Select(s => (Power: s.Power(i => s.FoldOf(i) == fold), s.N)).Select(p => (p.Power.Covariance * p.N, p.Power.Variance * p.N))];
            return Clipped((parts.Sum(p => p.Covariance), parts.Sum(p => p.Variance)));
        })];
        return i => byFold[own.FoldOf(i)];
    }

    private static double Clipped((double Covariance, double Variance) power) => power.Variance <= 0 ? 0 : Math.Clamp(power.Covariance / power.Variance, 0, 1);

    private static Attempt Combine(IReadOnlyList<StratumMean> means, CorrectionMethod method, (double Min, double Max, double Effect) scale)
    {
        double all = means.Sum(m => m.Sample.All);
        double theta = means.Sum(m => m.Sample.All / all * m.Mean);
        int labels = means.Sum(m => m.Sample.N);
        double lambda = means.Sum(m => m.Sample.All / all * m.Lambda);
        (double variance, double freedom) = Spread.Of(means, theta, scale.Effect);
        if (variance <= 0)
        {
            return new Attempt(method, new Estimate(theta, null, null, labels), lambda, null, means);
        }

        double half = StudentT.InvCDF(0, 1, freedom, 0.975) * Math.Sqrt(variance);
        return new Attempt(method, new Estimate(theta, Math.Max(scale.Min, theta - half), Math.Min(scale.Max, theta + half), labels), lambda, half, means);
    }

    private static Estimate Raw(IReadOnlyList<JudgedItem> items, double min, double max) =>
        Estimate.OfMean(items.Sum(i => (long)i.Count), items.Sum(i => i.Count * i.Judge), items.Sum(i => i.Count * i.Judge * i.Judge), min, max)!;

    private sealed record Attempt(CorrectionMethod Method, Estimate Estimate, double Lambda, double? HalfWidth, IReadOnlyList<StratumMean> Means);
}
