using Assay.Calibrating.Intervals;
using Assay.Gating.Statistics;
using Assay.Surfacing;
using MathNet.Numerics.Distributions;

namespace Assay.Calibrating.Probing.Samples;

/// <summary>
/// How much more often a change moves the verdict than asking again does: CR - RR, over the same items. Its 95 % interval is the paired
/// bootstrap's; further out, where 2,000 resamples say little, it is the score interval of Tango (1998).
/// </summary>
public sealed record StabilitySample : ProbeSample
{
    private const double Z975 = 1.959963984540054;

    private readonly IReadOnlyList<int> _patterns;
    private readonly long _onlyRepeat;
    private readonly long _onlyChanged;
    private Estimate? _estimate;

    private StabilitySample(IReadOnlyList<int> patterns)
    {
        _patterns = patterns;
        _onlyRepeat = patterns.Count(p => p == 2);
        _onlyChanged = patterns.Count(p => p == 1);
    }

    public override long N => _patterns.Count;

    public override Estimate Estimate => _estimate ??= Measure();

    /// <param name="items">For each item whether the verdict was the same when asked again, and whether it was after the change.</param>
    /// <returns>Null over nothing.</returns>
    public static StabilitySample? Of(IReadOnlyCollection<(bool Repeat, bool Changed)> items) =>
        items.Count == 0 ? null : new StabilitySample([.. items.Select(i => (i.Repeat ? 2 : 0) + (i.Changed ? 1 : 0))]);

    public override (double Low, double High) Interval(double outside)
    {
        double z = Normal.InvCDF(0, 1, 1 - (outside / 2));
        return (TangoInterval.Low(_onlyRepeat, _onlyChanged, N, z), TangoInterval.High(_onlyRepeat, _onlyChanged, N, z));
    }

    private Estimate Measure()
    {
        (double Low, double High)? resampled = new Bootstrap(_patterns).Intervals([counts => Statistic.Of((double)(At(counts, 2) - At(counts, 1)) / _patterns.Count)])[0];
        (double low, double high) = resampled ?? (TangoInterval.Low(_onlyRepeat, _onlyChanged, N, Z975), TangoInterval.High(_onlyRepeat, _onlyChanged, N, Z975));
        return new Estimate((double)(_onlyRepeat - _onlyChanged) / N, low, high, N);
    }

    private static int At(int[] counts, int pattern) => pattern < counts.Length ? counts[pattern] : 0;
}
