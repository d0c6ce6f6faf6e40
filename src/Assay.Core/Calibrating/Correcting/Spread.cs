namespace Assay.Calibrating.Correcting;

/// <summary>The variance of a mean over strata, and its degrees of freedom.</summary>
internal static class Spread
{
    /// <summary>
    /// The sum of the squared moves of items, or of whole clusters. Strata are of the size that was found, and would have been of another:
    /// that moves the mean too.
    /// </summary>
    /// <param name="effect">The design effect of what is neither labelled nor in a cluster.</param>
    public static (double Variance, double Freedom) Of(IReadOnlyList<StratumMean> means, double theta, double effect)
    {
        double all = means.Sum(m => m.Sample.All);
        var byCluster = new Dictionary<string, (double Move, bool IsLabelled)>(StringComparer.Ordinal);
        (double alone, double ofOthers, double satterthwaite) = (0, 0, 0);
        int single = 0;
        foreach (StratumMean mean in means)
        {
            double share = mean.Sample.All / all;
            double labelled = 0;
            for (int i = 0; i < mean.Moves.Length; i++)
            {
                double move = (share * mean.Moves[i]) + ((mean.Mean - theta) / all);
                bool isLabelled = i < mean.Sample.N;
                if (mean.Clusters[i] is { } cluster)
                {
                    (double before, bool wasLabelled) = byCluster.GetValueOrDefault(cluster);
                    byCluster[cluster] = (before + move, wasLabelled || isLabelled);
                }
                else
                {
                    single += isLabelled ? 1 : 0;
                    labelled += isLabelled ? move * move : 0;
                    ofOthers += isLabelled ? 0 : mean.Counts[i] * move * move;
                }
            }

            alone += labelled;
            satterthwaite += mean.Sample.EffectiveN > 1 ? labelled * labelled / (mean.Sample.EffectiveN - 1) : 0;
        }

        ofOthers *= effect;
        int clusters = byCluster.Count(c => c.Value.IsLabelled);
        if (clusters == 0)
        {
            double variance = alone + ofOthers;
            return (variance, satterthwaite <= 0 ? 1 : Math.Max(1, Math.Min(means.Sum(m => m.Sample.EffectiveN) - means.Count, variance * variance / satterthwaite)));
        }

        int units = clusters + single;
        // Few clusters show less spread than there is, as few items do.
        double clustered = (byCluster.Values.Where(c => c.IsLabelled).Sum(c => c.Move * c.Move) * clusters / Math.Max(1, clusters - 1)) + byCluster.Values.Where(c => !c.IsLabelled).Sum(c => c.Move * c.Move);
        return (clustered + alone + ofOthers, Math.Max(1, units - 1));
    }
}
