namespace Assay.Scoring.Panels;

/// <summary>How far the voters of a stage differ.</summary>
/// <param name="Low">The lowest score that one gave.</param>
/// <param name="Sd">The standard deviation of their scores.</param>
public sealed record Dissent(double Low, double High, double Sd)
{
    public bool IsUnanimous => Low == High;

    public double Range => High - Low;

    /// <returns>Null where fewer than two gave one.</returns>
    public static Dissent? Of(IReadOnlyList<double> scores)
    {
        if (scores.Count < 2)
        {
            return null;
        }

        double mean = scores.Average();
        return new Dissent(scores.Min(), scores.Max(), Math.Sqrt(scores.Sum(s => (s - mean) * (s - mean)) / (scores.Count - 1)));
    }
}
