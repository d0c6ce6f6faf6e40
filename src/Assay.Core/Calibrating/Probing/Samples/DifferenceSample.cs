using Assay.Surfacing;
using MathNet.Numerics.Distributions;

namespace Assay.Calibrating.Probing.Samples;

/// <summary>The difference of two means of different items, by Welch's t.</summary>
public sealed record DifferenceSample : ProbeSample
{
    private readonly double _difference;
    private readonly double _error;
    private readonly double _freedom;

    private DifferenceSample(double difference, double error, double freedom, long n) => (_difference, _error, _freedom, N) = (difference, error, freedom, n);

    /// <summary>Of the smaller side.</summary>
    public override long N { get; }

    public override Estimate Estimate
    {
        get
        {
            (double low, double high) = Interval(0.05);
            return _error > 0 ? new Estimate(_difference, low, high, N) : new Estimate(_difference, null, null, N);
        }
    }

    /// <returns>Null where a side has no value.</returns>
    public static DifferenceSample? Of(IReadOnlyCollection<double> one, IReadOnlyCollection<double> other)
    {
        if (one.Count == 0 || other.Count == 0)
        {
            return null;
        }

        (double a, double b) = (SquaredError(one), SquaredError(other));
        double freedom = a + b > 0 ? (a + b) * (a + b) / ((a * a / Math.Max(1, one.Count - 1)) + (b * b / Math.Max(1, other.Count - 1))) : 1;
        return new DifferenceSample(one.Average() - other.Average(), Math.Sqrt(a + b), freedom, Math.Min(one.Count, other.Count));
    }

    public override (double Low, double High) Interval(double outside)
    {
        double half = _error > 0 ? StudentT.InvCDF(0, 1, _freedom, 1 - (outside / 2)) * _error : 0;
        return (_difference - half, _difference + half);
    }

    private static double SquaredError(IReadOnlyCollection<double> values)
    {
        double mean = values.Average();
        return values.Count < 2 ? 0 : values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1) / values.Count;
    }
}
