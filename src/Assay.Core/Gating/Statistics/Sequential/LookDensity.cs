using MathNet.Numerics.Distributions;

namespace Assay.Gating.Statistics.Sequential;

/// <summary>
/// Where the statistic of a test that goes on stands at a look: its density over those that did not cross a bound before, by the
/// recursion of Armitage, McPherson and Rowe (1969), "Repeated significance tests on accumulating data", JRSS A 132, 235-244, on the
/// grid of Jennison and Turnbull (2000), "Group sequential methods", chapter 19.
/// </summary>
internal sealed class LookDensity
{
    /// <summary>Of the grid: 6 R - 1 points and those between them, with which bounds are right to six digits.</summary>
    private const int R = 18;

    private readonly double _share;
    private readonly double _drift;
    private readonly double[] _points;

    /// <summary>Density times the width that a point stands for.</summary>
    private readonly double[] _weights;

    private LookDensity(double share, double drift, double[] points, double[] weights) => (_share, _drift, _points, _weights) = (share, drift, points, weights);

    /// <summary>Before the first look.</summary>
    /// <param name="drift">What is expected of the statistic when all information is there.</param>
    public static LookDensity Start(double drift) => new(0, drift, [0], [1]);

    /// <summary>How likely the statistic is above a bound at a later share, and was below all bounds before.</summary>
    public double Above(double share, double bound)
    {
        (double root, double before, double spread, double shift) = Step(share);
        double sum = 0;
        for (int i = 0; i < _points.Length; i++)
        {
            sum += _weights[i] * Normal.CDF(0, 1, -(((bound * root) - (_points[i] * before) - shift) / spread));
        }

        return sum;
    }

    /// <summary>The density at a later share, of what stayed below the bound there.</summary>
    public LookDensity Below(double share, double bound)
    {
        double[] points = Grid(_drift * Math.Sqrt(share), bound);
        double[] weights = Simpson(points);
        (double root, double before, double spread, double shift) = Step(share);
        for (int j = 0; j < points.Length; j++)
        {
            double sum = 0;
            for (int i = 0; i < _points.Length; i++)
            {
                double z = ((points[j] * root) - (_points[i] * before) - shift) / spread;
                sum += _weights[i] * Math.Exp(-z * z / 2);
            }

            weights[j] *= sum * root / spread / Math.Sqrt(2 * Math.PI);
        }

        return new LookDensity(share, _drift, points, weights);
    }

    /// <summary>The bound that is crossed with this probability at a later share.</summary>
    public double BoundFor(double share, double probability)
    {
        if (probability <= 0)
        {
            return double.PositiveInfinity;
        }

        (double low, double high) = (-8.0, 40.0);
        while (high - low > 1e-9)
        {
            double middle = (low + high) / 2;
            (low, high) = Above(share, middle) > probability ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    private (double Root, double Before, double Spread, double Shift) Step(double share)
    {
        double added = share - _share;
        return (Math.Sqrt(share), Math.Sqrt(_share), Math.Sqrt(added), _drift * added);
    }

    private static double[] Grid(double centre, double bound)
    {
        var points = new List<double>(6 * R);
        for (int i = 1; i < 6 * R; i++)
        {
            double x = centre + (i < R ? -3 - (4 * Math.Log((double)R / i)) : i <= 5 * R ? -3 + (3.0 * (i - R) / (2 * R)) : 3 + (4 * Math.Log(R / ((6.0 * R) - i))));
            if (x >= bound)
            {
                points.Add(bound);
                break;
            }

            points.Add(x);
        }

        if (points.Count == 1)
        {
            points.Insert(0, points[0] - 1);
        }

        var all = new double[(2 * points.Count) - 1];
        for (int i = 0; i < points.Count; i++)
        {
            all[2 * i] = points[i];
            if (i > 0)
            {
                all[(2 * i) - 1] = (points[i - 1] + points[i]) / 2;
            }
        }

        return all;
    }

    private static double[] Simpson(double[] points)
    {
        var weights = new double[points.Length];
        for (int i = 2; i < points.Length; i += 2)
        {
            double width = points[i] - points[i - 2];
            weights[i - 2] += width / 6;
            weights[i - 1] += width * 4 / 6;
            weights[i] += width / 6;
        }

        return weights;
    }
}
