using MathNet.Numerics.Distributions;

namespace Assay.Surfacing.Regressions;

/// <summary>
/// Whether a mean fell below a baseline, by a test that may be looked at as often as one likes: the mixture sequential probability
/// ratio test (Robbins 1970). Against "as before" stands a mixture of falls, half-normal in size. How likely the scores were is
/// reckoned with the baseline's own form, exponentially tilted (Wald's family), and not with the normal one: where most scores are high
/// and few are very low, as with pass and fail, the normal form would raise three times as many false alarms as it says.
/// </summary>
internal sealed class FallTest
{
    /// <summary>Falls of about this many standard deviations are found fastest.</summary>
    public const double UsualFall = 0.3;

    /// <summary>Evidence beyond this is not told apart.</summary>
    public const double Most = 1e9;

    private const int Falls = 24;

    /// <summary>The exponential of more is no number.</summary>
    private const double MostExponent = 700;

    /// <summary>The middles of as many equal parts of the half-normal distribution.</summary>
    private static readonly double[] Quantiles = [.. Enumerable.Range(0, Falls).Select(i => Normal.InvCDF(0, 1, 0.5 + (0.5 * (i + 0.5) / Falls)))];

    private readonly Baseline _baseline;
    private readonly (double Tilt, double Cumulant)[] _falls;

    public FallTest(Baseline baseline)
    {
        _baseline = baseline;
        _falls = [.. Quantiles.Select(q => UsualFall * q).Select(tilt => (tilt, baseline.Cumulant(tilt)))];
    }

    /// <summary>
    /// How much likelier the scores are under a fall than under none: the mean over all falls of exp(m (tilt d - cumulant)), where d
    /// is how far the mean fell in standard deviations, and m = n n0 / (n + n0), because the baseline is an estimate too. Under no
    /// fall it reaches 1 over a level with at most that probability, ever.
    /// </summary>
    /// <param name="fall">In points of the scale; negative where the mean rose.</param>
    /// <param name="n">Independent scores behind the later mean.</param>
    /// <param name="baselineN">Independent scores behind the earlier one.</param>
    public double Evidence(double fall, double n, double baselineN)
    {
        double m = n * baselineN / (n + baselineN);
        double d = fall / _baseline.Sd;
        return Math.Min(Most, _falls.Sum(f => Math.Exp(Math.Min(MostExponent, m * ((f.Tilt * d) - f.Cumulant))) / Falls));
    }

    /// <summary>
    /// Half of the interval of the change that holds at every look with 95 %: sqrt(V (V + tau²) / tau² (2 ln 20 + ln((V + tau²) / V))),
    /// where V is the variance of the difference of the means.
    /// </summary>
    public double HalfWidth(double n, double baselineN)
    {
        double tau = UsualFall * _baseline.Sd;
        double variance = _baseline.Sd * _baseline.Sd * ((1 / n) + (1 / baselineN));
        double wider = variance + (tau * tau);
        return Math.Sqrt(variance * wider / (tau * tau) * ((2 * Math.Log(20)) + Math.Log(wider / variance)));
    }
}
