using Assay.Surfacing;

namespace Assay.Calibrating.Correcting;

/// <summary>
/// The share of good items by a judge's share and its known errors (Rogan and Gladen 1978), with the interval of Lee and others (2025):
/// for labels that come from elsewhere, where only how the judge errs carries over.
/// </summary>
/// <param name="Share">Null: refused.</param>
/// <param name="Youden">The judge's J on the labels.</param>
/// <param name="Reason">Why it is refused.</param>
public sealed record RoganGladen(Estimate? Share, Estimate? Youden, string? Reason)
{
    /// <summary>Below this the judge carries too little: what it says is divided by J.</summary>
    public const double LeastYouden = 0.1;

    private const double Z = 1.959963984540054;

    /// <param name="n">Items that the judge scored, of which it calls so many good.</param>
    /// <param name="good">Labels: how many truly good ones the judge found, of how many.</param>
    /// <param name="bad">Labels: how many truly bad ones the judge found, of how many.</param>
    public static RoganGladen Of(long calledGood, long n, (long Found, long N) good, (long Found, long N) bad)
    {
        if (n == 0 || good.N == 0 || bad.N == 0)
        {
            return new RoganGladen(null, null, n == 0 ? "nothing was judged" : $"none of the labelled items is {(good.N == 0 ? "good" : "bad")}: how the judge treats those is not known. Label 30 of each");
        }

        Estimate sensitivity = Estimate.OfShare(good.N, good.Found, 0, 1)!;
        Estimate specificity = Estimate.OfShare(bad.N, bad.Found, 0, 1)!;
        double j = sensitivity.Mean + specificity.Mean - 1;
        // Newcombe's square-and-add of the two Wilson intervals.
        var youden = new Estimate(
            j,
            j - Math.Sqrt(Square(sensitivity.Mean - sensitivity.Low!.Value) + Square(specificity.Mean - specificity.Low!.Value)),
            j + Math.Sqrt(Square(sensitivity.High!.Value - sensitivity.Mean) + Square(specificity.High!.Value - specificity.Mean)),
            good.N + bad.N);
        if (youden.Low <= LeastYouden)
        {
            return new RoganGladen(null, youden, FormattableString.Invariant(
                $"the judge's J is {j:0.00}, and may be as low as {youden.Low:0.00}: at {LeastYouden} or below it carries too little to correct by. More labels, or a better judge, are needed"));
        }

        double raw = Math.Clamp((((double)calledGood / n) + specificity.Mean - 1) / j, 0, 1);
        (double p, double size) = ((calledGood + (Z * Z / 2)) / (n + (Z * Z)), n + (Z * Z));
        (double q1, double m1) = ((good.Found + 1.0) / (good.N + 2), good.N + 2.0);
        (double q0, double m0) = ((bad.Found + 1.0) / (bad.N + 2), bad.N + 2.0);
        double shrunkJ = q0 + q1 - 1;
        double theta = Math.Clamp((p + q0 - 1) / shrunkJ, 0, 1);
        double shift = 2 * Z * Z * ((theta * q1 * (1 - q1) / m1) - ((1 - theta) * q0 * (1 - q0) / m0));
        double error = Math.Sqrt((p * (1 - p) / size) + (Square(1 - theta) * q0 * (1 - q0) / m0) + (Square(theta) * q1 * (1 - q1) / m1)) / shrunkJ;
        double low = Math.Clamp(theta + shift - (Z * error), 0, 1);
        double high = Math.Clamp(theta + shift + (Z * error), 0, 1);
        return new RoganGladen(new Estimate(raw, Math.Min(low, raw), Math.Max(high, raw), good.N + bad.N), youden, null);
    }

    private static double Square(double x) => x * x;
}
