using Assay.Surfacing;
using MathNet.Numerics.Distributions;

namespace Assay.Calibrating.Probing.Samples;

/// <summary>A share of items, with Wilson's interval.</summary>
public sealed record ShareSample : ProbeSample
{
    private readonly long _yes;

    private ShareSample(long yes, long n) => (_yes, N) = (yes, n);

    public override long N { get; }

    public override Estimate Estimate => Estimate.OfShare(N, _yes, 0, 1)!;

    /// <returns>Null over nothing.</returns>
    public static ShareSample? Of(IReadOnlyCollection<bool> values) => values.Count == 0 ? null : new ShareSample(values.Count(v => v), values.Count);

    public override (double Low, double High) Interval(double outside)
    {
        double z = Normal.InvCDF(0, 1, 1 - (outside / 2));
        double share = (double)_yes / N;
        return (Wilson.Lower(share, N, z), Wilson.Upper(share, N, z));
    }
}
