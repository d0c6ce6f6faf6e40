namespace Assay.Scoring.Sampling;

/// <summary>How probable the model held one grade where it wrote one.</summary>
/// <param name="Grade">On the criterion's own scale.</param>
/// <param name="Probability">Among the grades of the scale: those of one score add up to 1.</param>
public sealed record GradeProbability(double Grade, double Probability);
