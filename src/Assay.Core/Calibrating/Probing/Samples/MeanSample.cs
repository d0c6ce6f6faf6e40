using Assay.Surfacing;
using MathNet.Numerics.Distributions;

namespace Assay.Calibrating.Probing.Samples;

/// <summary>The mean of one value per item, such as how far its score moved, with Student's t.</summary>
public sealed record MeanSample : ProbeSample
{
    private readonly double _mean;
    private readonly double _error;

    private MeanSample(double mean, double error, long n) => (_mean, _error, N) = (mean, error, n);

    public override long N { get; }

    public override Estimate Estimate
    {
        get
        {
            (double low, double high) = Interval(0.05);
            return _error > 0 ? new Estimate(_mean, low, high, N) : new Estimate(_mean, null, null, N);
        }
    }

    /// <returns>Null over nothing.</returns>
    public static MeanSample? Of(IReadOnlyCollection<double> values)
    {
        if (values.Count == 0)
        {
            return null;
        }

        double mean = values.Average();
        double squares = values.Sum(v => (v - mean) * (v - mean));
        return new MeanSample(mean, values.Count < 2 || squares < 1e-18 ? 0 : Math.Sqrt(squares / (values.Count - 1) / values.Count), values.Count);
    }

    /// <summary>The sum of the one over the sum of the other, as a change per doubling of length, with the error of its linearisation.</summary>
    /// <returns>Null where there is nothing to divide by.</returns>
    public static MeanSample? Ratio(IReadOnlyCollection<(double Value, double By)> pairs)
    {
        double by = pairs.Sum(p => p.By);
        if (pairs.Count < 2 || Math.Abs(by) < 1e-9)
        {
            return null;
        }

        double ratio = pairs.Sum(p => p.Value) / by;
        double squares = pairs.Sum(p => (p.Value - (ratio * p.By)) * (p.Value - (ratio * p.By)));
        return new MeanSample(ratio, Math.Sqrt(squares * pairs.Count / (pairs.Count - 1)) / Math.Abs(by), pairs.Count);
    }

    public override (double Low, double High) Interval(double outside)
    {
        double half = _error > 0 ? StudentT.InvCDF(0, 1, N - 1, 1 - (outside / 2)) * _error : 0;
        return (_mean - half, _mean + half);
    }
}
