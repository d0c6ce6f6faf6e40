using Assay.Surfacing;
using MathNet.Numerics.Distributions;

namespace Assay.Calibrating.Anchors;

/// <summary>
/// How far a judge moved on its anchors: the mean over anchors of the mean of its later scores less the mean of its baseline, with
/// Student's t. What differs from anchor to anchor falls out of it; what is left is the judge's own unsteadiness.
/// </summary>
/// <param name="Difference">With the 95 % interval; its n is the number of anchors.</param>
/// <param name="Error">The standard error.</param>
/// <param name="P">Two-sided, of no move at all.</param>
public sealed record AnchorShift(Difference Difference, double Error, double P)
{
    /// <summary>A judge that did not move is said to have moved this often: down in one of a hundred cases, and up in another.</summary>
    public const double Level = 0.02;

    /// <summary>With fewer anchors on both sides nothing is said.</summary>
    public const int Fewest = 20;

    private const double Tail = 0.975;

    public bool IsMoved => P < Level;

    /// <returns>Null where fewer than <see cref="Fewest"/> anchors were scored on both sides.</returns>
    public static AnchorShift? Of(IEnumerable<AnchorReading> baseline, IEnumerable<AnchorReading> later, AnchorMeasure measure)
    {
        Dictionary<string, double> before = measure.MeansOf(baseline);
        double[] moved = [.. measure.MeansOf(later).Where(m => before.ContainsKey(m.Key)).Select(m => m.Value - before[m.Key])];
        return moved.Length < Fewest ? null : Of(moved, measure.Step);
    }

    internal static AnchorShift Of(double[] moved, double step)
    {
        int n = moved.Length;
        double mean = moved.Average();
        double squares = moved.Sum(d => (d - mean) * (d - mean));
        if (squares <= 1e-12 * n)
        {
            // A judge that gives the same score again shows no spread to judge by. Of those anchors that were not seen to change, as many
            // more may as none of n would show (the rule of three).
            double missed = (1 - Math.Pow(1 - Tail, 1.0 / n)) * step;
            return new AnchorShift(new Difference(mean, mean - missed, mean + missed, n), missed / 2, Math.Abs(mean) < 1e-9 ? 1 : Math.Pow(0.5, n - 1));
        }

        double error = Math.Sqrt(squares / (n - 1) / n);
        double half = StudentT.InvCDF(0, 1, n - 1, Tail) * error;
        return new AnchorShift(new Difference(mean, mean - half, mean + half, n), error, 2 * StudentT.CDF(0, 1, n - 1, -Math.Abs(mean / error)));
    }
}
