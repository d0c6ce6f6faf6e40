namespace Assay.Surfacing.Reporting;

/// <summary>Scores in the lower part of their scale count as low: with 0.25, 1 and 2 of 1-5, and fail of pass/fail.</summary>
/// <param name="Share">Of the scale, from its lower end.</param>
public readonly record struct LowBar(double Share)
{
    public static readonly LowBar Usual = new(0.25);

    /// <summary>The score at which low ends.</summary>
    public double On(ScoreHistogram scale) => scale.Min + (Share * (scale.Max - scale.Min));

    public Estimate? ShareOf(ScoreHistogram scores) => scores.ShareAtMost(On(scores));
}
