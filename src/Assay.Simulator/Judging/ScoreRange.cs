namespace Assay.Simulator.Judging;

internal readonly record struct ScoreRange(double Least, double Most)
{
    /// <summary>Whole steps from the least to the most, at most 101.</summary>
    public static double[] Steps(double least, double most)
    {
        var count = (int)Math.Min(100, most - least);
        return [.. Enumerable.Range(0, count + 1).Select(step => least + step)];
    }
}
