using Assay.Calibrating.Labels;

namespace Assay.Calibrating.Agreement;

/// <summary>Cohen's kappa (1960) and weighted kappa (1968): 1 - observed over expected disagreement, with the raters' own label shares.</summary>
public static class CohenKappa
{
    public static Statistic Of(ConfusionMatrix matrix, KappaWeights weights = KappaWeights.Plain, IReadOnlyList<double>? values = null)
    {
        if (matrix.N == 0)
        {
            return Statistic.Undefined("no item was labelled by both");
        }

        double observed = 0;
        double expected = 0;
        for (int i = 0; i < matrix.Size; i++)
        {
            for (int j = 0; j < matrix.Size; j++)
            {
                double weight = i == j ? 0 : Weight(weights, (values?[i] ?? i) - (values?[j] ?? j));
                observed += weight * matrix[i, j];
                expected += weight * matrix.Rows[i] * matrix.Columns[j] / matrix.N;
            }
        }

        return expected <= 0
            ? Statistic.Undefined("both gave one and the same label to every item: agreement beyond chance cannot be told from constant labels")
            : Statistic.Of(1 - (observed / expected));
    }

    public static Statistic Of(LabelRows rows, int[] counts, KappaWeights weights = KappaWeights.Plain) =>
        !rows.Scale.HasCategories ? Statistic.Undefined($"{rows.Scale.Count} different labels are measurements, not categories: see the correlations and alpha")
        : weights != KappaWeights.Plain && !rows.Scale.IsOrdered ? Statistic.Undefined(LabelScale.NoOrder)
        : Of(ConfusionMatrix.Of(rows, counts), weights, rows.Scale.Values);

    private static double Weight(KappaWeights weights, double distance) => weights switch
    {
        KappaWeights.Linear => Math.Abs(distance),
        KappaWeights.Quadratic => distance * distance,
        _ => 1,
    };
}
