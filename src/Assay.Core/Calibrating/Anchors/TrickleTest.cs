namespace Assay.Calibrating.Anchors;

/// <summary>
/// Whether single anchors, scored now and then, say that a judge moved. May be looked at after every one: a mixture sequential
/// probability ratio test on their differences from the baseline, in either direction (Robbins 1970). What it finds is a suspicion,
/// which all anchors together are asked about.
/// </summary>
public static class TrickleTest
{
    /// <summary>A judge that did not move is ever suspected with at most this probability.</summary>
    public const double Level = 0.01;

    private const int Fewest = 20;

    /// <summary>Moves of about this many standard deviations of a repeated score are found fastest.</summary>
    private const double UsualMove = 0.3;

    /// <param name="runs">Scores behind each anchor's baseline, which is an estimate too.</param>
    /// <returns>How much likelier the readings are under a move than under none; null where there are too few to say.</returns>
    public static double? Evidence(IReadOnlyList<AnchorReading> baseline, IReadOnlyList<AnchorReading> trickle, AnchorMeasure measure, int runs)
    {
        Dictionary<string, double> before = measure.MeansOf(baseline);
        (string Anchor, double Moved)[] moved =
        [
            .. trickle.Where(r => measure.Of(r) is not null && before.ContainsKey(r.Anchor)).Select(r => (r.Anchor, measure.Of(r)!.Value - before[r.Anchor])),
        ];
        if (moved.Length < Fewest)
        {
            return null;
        }

        double mean = moved.Average(m => m.Moved);
        double spread = moved.Sum(m => (m.Moved - mean) * (m.Moved - mean)) / (moved.Length - 1);
        // A judge that always repeats itself: a tenth of a step of unsteadiness is granted to it, so that it is never certain of nothing.
        double own = Math.Max(spread / (1 + (1.0 / runs)), 0.01 * measure.Step * measure.Step);
        int anchors = moved.Select(m => m.Anchor).Distinct(StringComparer.Ordinal).Count();
        double variance = own * ((1.0 / moved.Length) + (1.0 / (runs * anchors)));
        double tau = UsualMove * UsualMove * own;
        return Math.Sqrt(variance / (variance + tau)) * Math.Exp(Math.Min(700, tau * mean * mean / (2 * variance * (variance + tau))));
    }

    public static bool IsSuspicious(double? evidence) => evidence >= 1 / Level;
}
