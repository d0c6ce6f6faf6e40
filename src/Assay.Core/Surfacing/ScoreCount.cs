namespace Assay.Surfacing;

/// <summary>How often a score was given.</summary>
/// <param name="Weight">Of each: the inverse of the probability with which such a response was judged at all.</param>
public readonly record struct ScoreCount(double Score, long Count, double Weight = 1)
{
    public void Deconstruct(out double score, out long count) => (score, count) = (Score, Count);

    public static implicit operator ScoreCount((double Score, long Count) counted) => new(counted.Score, counted.Count);
}
