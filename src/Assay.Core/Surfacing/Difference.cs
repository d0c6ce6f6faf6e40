using MathNet.Numerics.Distributions;

namespace Assay.Surfacing;

/// <summary>How much one mean is above another, with the 95 % interval. Without an interval there is no claim.</summary>
/// <param name="Value">The second minus the first.</param>
/// <param name="N">Values behind both together.</param>
public sealed record Difference(double Value, double? Low, double? High, long N)
{
    /// <summary>Whether the interval leaves out no difference at all.</summary>
    public bool IsClear => Low > 0 || High < 0;

    /// <summary>What may be said of it, in words.</summary>
    public string Verdict => IsClear ? (Value > 0 ? "better" : "worse") : Low is null ? "not enough data" : "no clear difference";

    /// <summary>
    /// Welch's interval for the means of two independent samples; for scores at the two ends of their scale only, Newcombe's
    /// hybrid of Wilson intervals (1998, method 10).
    /// </summary>
    /// <returns>Null where one of the two has no scores.</returns>
    public static Difference? Between(ScoreHistogram? first, ScoreHistogram? second)
    {
        if (first?.Mean() is not { } a || second?.Mean() is not { } b)
        {
            return null;
        }

        double value = b.Mean - a.Mean;
        if (first.IsTwoValued && second.IsTwoValued)
        {
            return new Difference(
                value,
                value - Math.Sqrt(Square(b.Mean - b.Low!.Value) + Square(a.High!.Value - a.Mean)),
                value + Math.Sqrt(Square(b.High!.Value - b.Mean) + Square(a.Mean - a.Low!.Value)),
                a.N + b.N);
        }

        (double ofFirst, double ofSecond) = (first.VarianceOfMean(), second.VarianceOfMean());
        double variance = ofFirst + ofSecond;
        if (a.N < 2 || b.N < 2 || variance == 0)
        {
            return new Difference(value, null, null, a.N + b.N);
        }

        double freedom = variance * variance / ((ofFirst * ofFirst / Math.Max(1, first.EffectiveN - 1)) + (ofSecond * ofSecond / Math.Max(1, second.EffectiveN - 1)));
        double half = StudentT.InvCDF(0, 1, freedom, 0.975) * Math.Sqrt(variance);
        return new Difference(value, value - half, value + half, a.N + b.N);
    }

    /// <summary>The difference that samples of these sizes and spreads would find clear four times in five (80 % power at 5 %, two-sided); null without spread.</summary>
    public static double? Detectable(ScoreHistogram first, ScoreHistogram second) =>
        first.VarianceOfMean() + second.VarianceOfMean() is var variance and > 0 ? Power * Math.Sqrt(variance) : null;

    private const double Power = 1.959963984540054 + 0.8416212335729143;

    private static double Square(double x) => x * x;
}
