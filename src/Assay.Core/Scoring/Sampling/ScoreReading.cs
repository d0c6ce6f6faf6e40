namespace Assay.Scoring.Sampling;

/// <summary>What counts of a reply's grade.</summary>
public enum ScoreReading
{
    /// <summary>The grade that stands in the reply.</summary>
    Read,

    /// <summary>The mean of all grades, weighted by how probable the model held each of them where it wrote one.</summary>
    Weighted,
}
