namespace Assay.Surfacing.Causes;

/// <summary>The scores of some responses, summed up.</summary>
internal struct Cell
{
    public long N;
    public long Low;
    public double Sum;
    public double Squares;

    public readonly double Mean => Sum / N;

    /// <summary>The estimated variance of the mean; infinite where fewer than two scores tell nothing of it.</summary>
    public readonly double VarianceOfMean => N < 2 ? double.PositiveInfinity : Math.Max(0, (Squares - (Sum * Sum / N)) / (N - 1)) / N;

    public void Add(double score, bool isLow)
    {
        N++;
        Low += isLow ? 1 : 0;
        Sum += score;
        Squares += score * score;
    }

    public static Cell operator -(Cell all, Cell part) =>
        new() { N = all.N - part.N, Low = all.Low - part.Low, Sum = all.Sum - part.Sum, Squares = all.Squares - part.Squares };
}
