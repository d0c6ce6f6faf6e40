namespace Assay.Calibrating.Agreement;

/// <summary>How far two labels are apart for Krippendorff's alpha.</summary>
public enum AlphaMetric
{
    Nominal,
    Ordinal,
    Interval,
}
