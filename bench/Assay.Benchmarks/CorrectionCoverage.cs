using System.Globalization;
using Assay.Calibrating.Correcting;
using Assay.Surfacing;
using MathNet.Numerics.Distributions;

namespace Assay.Benchmarks;

/// <summary>How often intervals of corrected means cover the truth, and how wide they are beside those of the labels alone, on simulated scores from 1 to 5.</summary>
internal static class CorrectionCoverage
{
    private const int ItemsOfUser = 5;

    /// <summary>How alike people's scores of one user's responses are, as a deviation.</summary>
    private const double UserSpread = 0.5;

    private static readonly double[] KindShares = [0.4, 0.3, 0.2, 0.1];
    private static readonly double[] KindMeans = [3.4, 4.2, 2.4, 3.0];

    private enum Design
    {
        /// <summary>Labels are drawn evenly.</summary>
        Even,

        /// <summary>Evenly, and the kinds of question are strata.</summary>
        Strata,

        /// <summary>What the judge scores low is labelled three times as often.</summary>
        Unequal,

        /// <summary>Users with five responses each, all or none of which are labelled.</summary>
        Users,
    }

    /// <param name="only">The name of a design; null: all.</param>
    public static int Run(int samples, int others, string? only)
    {
        Console.Out.WriteLine("labels   design  judge R2  coverage  mean width / labels alone  widest");
        foreach (Design design in Enum.GetValues<Design>().Where(d => only is null || d.ToString().Equals(only, StringComparison.OrdinalIgnoreCase)))
        {
            foreach (int labels in (int[])[50, 100, 200, 500])
            {
                foreach (double r2 in (double[])[0.35, 0])
                {
                    (double coverage, double ratio, double widest) = Simulate(samples, (labels, others), Math.Sqrt(r2), design);
                    Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{labels,6}  {design.ToString().ToLowerInvariant(),7}  {r2,8:0.00}  {coverage,8:0.000}  {ratio,25:0.000}  {widest,6:0.000}"));
                }
            }
        }

        return 0;
    }

    private static (double Coverage, double Ratio, double Widest) Simulate(int samples, (int Labels, int Others) size, double correlation, Design design)
    {
        double truth = Truth();
        var random = new Random(20_261);
        (int covered, double ratios, double widest) = (0, 0, 0);
        for (int s = 0; s < samples; s++)
        {
            CorrectedMean mean = MeanCorrection.Of(Draw(random, size, correlation, design), 1, 5)!;
            covered += mean.Corrected.Low <= truth && mean.Corrected.High >= truth ? 1 : 0;
            double ratio = Width(mean.Corrected) / Width(mean.LabelsOnly);
            ratios += ratio;
            widest = Math.Max(widest, ratio);
        }

        return ((double)covered / samples, ratios / samples, widest);
    }

    private static JudgedItem[] Draw(Random random, (int Labels, int Others) size, double correlation, Design design)
    {
        var items = new JudgedItem[size.Labels + size.Others];
        double user = 0;
        for (int i = 0; i < items.Length; i++)
        {
            user = design == Design.Users && i % ItemsOfUser == 0 ? Normal.Sample(random, 0, UserSpread) : user;
            int kind = Kind(random.NextDouble());
            double label = Rounded(KindMeans[kind] + user + Normal.Sample(random, 0, Math.Sqrt((0.9 * 0.9) - (design == Design.Users ? UserSpread * UserSpread : 0))));
            // The judge is a point too strict, uses a part of the scale, and knows people's score as far as the correlation says.
            double judge = 2.4 + (0.6 * ((correlation * (label - 3.4)) + (Math.Sqrt(1 - (correlation * correlation)) * Normal.Sample(random, 0, Spread))));
            items[i] = new JudgedItem(judge, i < size.Labels ? label : null)
            {
                Stratum = design == Design.Strata ? $"kind{kind}" : null,
                Cluster = design == Design.Users ? $"user{i / ItemsOfUser}" : null,
            };
            if (design == Design.Unequal)
            {
                double probability = size.Labels / (double)items.Length * (judge < 2.4 ? 1.5 : 0.5);
                items[i] = items[i] with { Label = random.NextDouble() < probability ? label : null, Probability = probability };
            }
        }

        return items;
    }

    /// <summary>The deviation of people's scores, so that the correlation is the one that was asked for.</summary>
    private static readonly double Spread = Math.Sqrt(Moments().Variance);

    private static double Truth() => Moments().Mean;

    /// <summary>Exact, by the shares of a rounded normal distribution.</summary>
    private static (double Mean, double Variance) Moments()
    {
        (double mean, double square) = (0, 0);
        for (int kind = 0; kind < KindMeans.Length; kind++)
        {
            for (int score = 1; score <= 5; score++)
            {
                double below = score == 1 ? 0 : Normal.CDF(KindMeans[kind], 0.9, score - 0.5);
                double upTo = score == 5 ? 1 : Normal.CDF(KindMeans[kind], 0.9, score + 0.5);
                mean += KindShares[kind] * (upTo - below) * score;
                square += KindShares[kind] * (upTo - below) * score * score;
            }
        }

        return (mean, square - (mean * mean));
    }

    private static int Kind(double at)
    {
        for (int kind = 0; ; kind++)
        {
            at -= KindShares[kind];
            if (at < 0 || kind == KindShares.Length - 1)
            {
                return kind;
            }
        }
    }

    private static double Rounded(double score) => Math.Clamp(Math.Round(score), 1, 5);

    private static double Width(Estimate estimate) => estimate.High!.Value - estimate.Low!.Value;
}
