namespace Assay.Calibrating.Agreement;

/// <summary>How much a disagreement counts: each the same, by its distance, or by the square of it.</summary>
public enum KappaWeights
{
    Plain,
    Linear,
    Quadratic,
}
