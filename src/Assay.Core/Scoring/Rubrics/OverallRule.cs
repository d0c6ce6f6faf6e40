namespace Assay.Scoring.Rubrics;

/// <summary>How an overall score comes of the scores of criteria: their weighted mean, each brought onto the common scale.</summary>
/// <param name="Min">Of the common scale.</param>
/// <param name="Parts">In the rubric's order; their weights do not sum to 0.</param>
public sealed record OverallRule(double Min, double Max, IReadOnlyList<OverallRule.Part> Parts)
{
    /// <param name="values">One per part, in their order, each on its own scale.</param>
    public double Of(IReadOnlyList<double> values)
    {
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < Parts.Count; i++)
        {
            Part own = Parts[i];
            double onCommonScale = own.Min == Min && own.Max == Max ? values[i] : Min + (values[i] - own.Min) / (own.Max - own.Min) * (Max - Min);
            sum += own.Weight * onCommonScale;
            weights += own.Weight;
        }

        return sum / weights;
    }

    public sealed record Part(string Criterion, double Min, double Max, double Weight);
}
