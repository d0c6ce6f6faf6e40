namespace Assay.Scoring.Running;

/// <summary>What a run's samples of one criterion come to, of verdicts with a sample that could be read.</summary>
/// <param name="Taken">Samples, those that could not be read among them.</param>
/// <param name="LowMass">Samples whose grade counts as it stands, for too little of its probability lies on the scale.</param>
/// <param name="WithoutMass">Samples that nothing is known of the probability of.</param>
public sealed record SampledCriterion(string Criterion, long Taken, long Unreadable, long LowMass, long WithoutMass)
{
    /// <summary>The judge's noise on one response, pooled over responses; null where no verdict has two samples.</summary>
    public double? WithinItemSd { get; init; }

    /// <param name="squares">Of the distances of samples from the mean of their verdict.</param>
    public static double? Deviation(double? squares, long freedom) => freedom > 0 && squares is { } sum ? Math.Sqrt(Math.Max(0, sum) / freedom) : null;
}
