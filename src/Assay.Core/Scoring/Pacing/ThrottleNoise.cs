namespace Assay.Scoring.Pacing;

/// <summary>The share of calls that a provider throttles however few there are at a time.</summary>
internal sealed class ThrottleNoise
{
    private const double Usual = 0.02;
    private const double Deviations = 3;

    /// <summary>Between 0 and 1.</summary>
    public double Share { get; private set; } = Usual;

    /// <summary>Takes in the share of a generation that had room enough.</summary>
    public void Learn(double share) => Share = (Share + share) / 2;

    /// <summary>True when a share is larger than chance makes it.</summary>
    public bool IsExceededBy(double share, int reports) => share > Share + (Deviations * Math.Sqrt(Share * (1 - Share) / reports));
}
