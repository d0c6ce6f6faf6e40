namespace Assay.Calibrating.Certainty;

/// <summary>What is to be certified.</summary>
/// <param name="Target">The share of decided items that must agree with people.</param>
/// <param name="Delta">How likely the certificate may be wrong.</param>
public sealed record CascadeGoal(double Target, double Delta)
{
    public const double UsualDelta = 0.1;

    public double Risk => 1 - Target;
}
