using System.Globalization;
using Assay.Surfacing;

namespace Assay.Calibrating.Correcting;

/// <summary>A corrected mean beside the judge's own, in one line.</summary>
public static class CorrectionSentence
{
    /// <param name="scale">What the scores stand on: shares are told as per cents.</param>
    public static string Of(string criterion, Correction correction, ScoreHistogram scale) => scale is { Min: 0, Max: 1 }
        ? Of(criterion, correction, Percent, points => $"{Points(points)} pp")
        : Of(criterion, correction, Number, Number);

    /// <param name="score">A score as people read it.</param>
    /// <param name="distance">A difference of two scores.</param>
    public static string Of(string criterion, Correction correction, Func<double, string> score, Func<double, string> distance) => correction switch
    {
        Correction.Known { Mean: var mean } => $"{criterion} {Estimate(mean.Corrected, score, distance)} by people's labels ({Method(mean.Method)}, {Count(mean.Corrected.N)} labels, {Count(mean.Judged)} judged; "
            + $"judge raw {score(mean.Raw.Mean)}; {Worth(mean)})",
        Correction.Absent { Reason: var reason } => $"{criterion}: no corrected mean, for {reason}",
        _ => throw new ArgumentOutOfRangeException(nameof(correction)),
    };

    public static string Method(CorrectionMethod method) => method switch
    {
        CorrectionMethod.LabelsOnly => "labels alone",
        CorrectionMethod.StratifiedPpiPlusPlus => "stratified PPI++",
        CorrectionMethod.Ppi => "PPI",
        _ => "PPI++",
    };

    /// <summary>What the judge added to the labels.</summary>
    public static string Worth(CorrectedMean mean) => mean.Method == CorrectionMethod.LabelsOnly || mean.LabelGain is not { } gain
        ? "the judge adds nothing to them"
        : string.Create(CultureInfo.InvariantCulture, $"worth {gain:0.0}x the labels");

    private static string Estimate(Estimate estimate, Func<double, string> score, Func<double, string> distance) =>
        estimate is { Low: { } low, High: { } high } ? $"{score(estimate.Mean)} ± {distance((high - low) / 2)}" : $"{score(estimate.Mean)} (without an interval)";

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %");

    private static string Points(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Count(long n) => n.ToString("N0", CultureInfo.InvariantCulture);
}
