using MathNet.Numerics.Distributions;

namespace Assay.Surfacing.Comparing;

/// <summary>Whether scores are spread otherwise, also where their mean is the same: chi-square over the bars of their histogram. Neighbouring bars are put together until at least five are expected in each.</summary>
internal static class ShapeTest
{
    private const double Fewest = 5;

    /// <returns>Null where there are not two bars to compare.</returns>
    public static double? P(ScoreHistogram first, ScoreHistogram second)
    {
        (double n, double m) = (first.N, second.N);
        List<(double First, double Second)> bars = Joined(first.Bars(), second.Bars(), n, m);
        if (bars.Count < 2)
        {
            return null;
        }

        double square = bars.Sum(b => (b.First + b.Second) is var all && all * n / (n + m) is var a && all * m / (n + m) is var c
            ? ((b.First - a) * (b.First - a) / a) + ((b.Second - c) * (b.Second - c) / c)
            : 0);
        return 1 - ChiSquared.CDF(bars.Count - 1, square / Math.Max(first.DesignEffect, second.DesignEffect));
    }

    private static List<(double First, double Second)> Joined(IReadOnlyList<long> first, IReadOnlyList<long> second, double n, double m)
    {
        var bars = new List<(double First, double Second)>();
        if (n == 0 || m == 0 || first.Count != second.Count)
        {
            return bars;
        }

        (double a, double b) = (0, 0);
        double least = Math.Min(n, m) / (n + m);
        for (int i = 0; i < first.Count; i++)
        {
            (a, b) = (a + first[i], b + second[i]);
            if ((a + b) * least >= Fewest)
            {
                bars.Add((a, b));
                (a, b) = (0, 0);
            }
        }

        if (bars.Count > 0)
        {
            bars[^1] = (bars[^1].First + a, bars[^1].Second + b);
        }

        return bars;
    }
}
