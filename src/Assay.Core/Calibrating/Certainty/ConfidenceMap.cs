namespace Assay.Calibrating.Certainty;

/// <summary>How often a judge is right at a confidence, by a logistic curve over the log-odds of the confidence; never falling.</summary>
internal readonly record struct ConfidenceMap(double Slope, double Intercept)
{
    /// <summary>A light penalty keeps the curve of few items finite.</summary>
    private const double Strength = 10;

    private const double Edge = 1e-6;

    /// <summary>A confidence as it is.</summary>
    public static ConfidenceMap Identity { get; } = new(1, 0);

    public static ConfidenceMap Fit(IReadOnlyList<(double Confidence, bool IsRight)> judged)
    {
        double[] right = [.. judged.Select(j => j.IsRight ? 1.0 : 0)];
        LogisticFit fit = LogisticFit.Of([.. judged.Select(j => LogOdds(j.Confidence))], right, Strength);
        if (fit.Feature > 0)
        {
            return new ConfidenceMap(fit.Feature, fit.Intercept);
        }

        // A confidence that says nothing, or the opposite: only how often the judge is right at all is left.
        double share = (right.Sum() + 1) / (right.Length + 2);
        return new ConfidenceMap(0, Math.Log(share / (1 - share)));
    }

    public double Of(double confidence) => this == Identity ? confidence : LogisticFit.Sigmoid((Slope * LogOdds(confidence)) + Intercept);

    /// <summary>The lowest confidence that reaches an accuracy; null where none does, or all do.</summary>
    public double? Inverse(double accuracy)
    {
        if (this == Identity)
        {
            return accuracy;
        }

        if (Slope <= 0)
        {
            return null;
        }

        // Certainties of 0 and 1 stand at the edges: what lies beyond is reached by all, or by none, and not by the most certain.
        double least = LogisticFit.Sigmoid((LogOdds(accuracy) - Intercept) / Slope);
        return least > 1 - Edge ? null : least <= Edge ? 0 : least;
    }

    private static double LogOdds(double confidence)
    {
        double inside = Math.Clamp(confidence, Edge, 1 - Edge);
        return Math.Log(inside / (1 - inside));
    }
}
