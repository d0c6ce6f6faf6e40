using System.Collections.Concurrent;
using MathNet.Numerics.Distributions;

namespace Assay.Surfacing.Regressions;

/// <summary>
/// How high a cumulative sum must rise to be a change: so high that scores that go on as they were reach it within 4,000 of them
/// with a given probability. Found by resampling the reference itself, whose mean is uncertain too, with a fixed seed: the same
/// reference has the same threshold.
/// </summary>
internal static class ChangeThreshold
{
    /// <summary>Of the fall of one score, in standard deviations, this much is allowed for.</summary>
    public const double Slack = 0.15;

    /// <summary>The probability is that of a false alarm within so many scores.</summary>
    public const int Scores = 4_000;

    private const int Streams = 2_000;
    private const int TableSize = 1 << 14;
    private const int MostKept = 500;

    /// <summary>Errors of the reference's mean between these, in standard errors, are looked at; of those below, no false alarm comes.</summary>
    private const double LeastError = -1;
    private const double MostError = 4.5;

    private const double LeastVariance = 0.1;

    /// <summary>Its multiples fill a range evenly, and in no step with anything else.</summary>
    private const double GoldenRatio = 0.6180339887498949;

    private static readonly ConcurrentDictionary<string, double> Known = [];

    /// <param name="level">The probability of a false alarm within <see cref="Scores"/>.</param>
    public static double Of(Baseline reference, double level)
    {
        string key = FormattableString.Invariant($"{level:R} {reference.N:R} {string.Join(' ', reference.Spread.Select(s => FormattableString.Invariant($"{s.Deviation:R}:{s.Share:R}")))}");
        if (Known.TryGetValue(key, out double known))
        {
            return known;
        }

        if (Known.Count >= MostKept)
        {
            Known.Clear();
        }

        return Known[key] = Resample(reference, level);
    }

    /// <summary>
    /// What another reference of the same size would have had for mean and spread: errors of the mean are taken evenly and weighed by how
    /// likely they are, for false alarms come of the rare large ones; with each goes the spread that such a reference has. One that
    /// happens to hold few of the rare low scores has too high a mean and too small a spread.
    /// </summary>
    private static double Resample(Baseline reference, double level)
    {
        float[] deviations = Table(reference);
        double skew = deviations.Average(d => Math.Pow(d, 3));
        double left = Math.Sqrt(Math.Max(0, deviations.Average(d => Math.Pow(d, 4)) - 1 - (skew * skew)));
        double root = Math.Sqrt(reference.N);
        ulong state = 0x9E3779B97F4A7C15;
        var streams = new (double Highest, double Weight)[Streams];
        for (int i = 0; i < Streams; i++)
        {
            double error = LeastError + ((MostError - LeastError) * (i + 0.5) / Streams);
            double other = Normal.InvCDF(0, 1, (i + 1) * GoldenRatio % 1);
            double scale = 1 / Math.Sqrt(Math.Max(LeastVariance, 1 - (skew * error / root) + (left * other / root)));
            streams[i] = (Highest(deviations, (float)scale, (float)(Slack - (scale * error / root)), ref state), Normal.PDF(0, 1, error) * (MostError - LeastError) / Streams);
        }

        double above = 0;
        return streams.OrderByDescending(s => s.Highest).First(s => (above += s.Weight) >= level).Highest;
    }

    private static float Highest(float[] deviations, float scale, float slack, ref ulong state)
    {
        (float sum, float highest) = (0, 0);
        for (int i = 0; i < Scores; i++)
        {
            // Xorshift (Marsaglia 2003): as good as is needed here, and several times as fast as Random.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            sum = Math.Max(0, sum + (scale * deviations[state >> 50]) - slack);
            highest = Math.Max(highest, sum);
        }

        return highest;
    }

    /// <summary>The reference's deviations at as many even steps of its distribution.</summary>
    private static float[] Table(Baseline reference)
    {
        (double Deviation, double Share)[] spread = [.. reference.Spread.OrderBy(s => s.Deviation)];
        var table = new float[TableSize];
        int at = 0;
        double below = spread[0].Share;
        for (int i = 0; i < TableSize; i++)
        {
            while (at < spread.Length - 1 && below <= (i + 0.5) / TableSize)
            {
                below += spread[++at].Share;
            }

            table[i] = (float)spread[at].Deviation;
        }

        return table;
    }
}
