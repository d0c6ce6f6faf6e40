using Assay.Calibrating.Correcting;
using MathNet.Numerics.Distributions;

namespace Assay.Tests.Calibrating.Correcting;

/// <summary>Simulated traffic whose true mean is known: people's scores of four kinds of question, and a judge that is too strict and knows only a part.</summary>
internal static class JudgedTraffic
{
    public const double Truth = 3.4;

    private static readonly double[] KindMeans = [2.9, 3.2, 3.5, 4.0];

    /// <param name="correlation">Of the judge with people, over all kinds; its square is the judge's R².</param>
    public static IEnumerable<JudgedItem> Draw(Random random, int labels, int others, double correlation)
    {
        for (int i = 0; i < labels + others; i++)
        {
            int kind = random.Next(4);
            double label = KindMeans[kind] + Normal.Sample(random, 0, 0.75);
            // Standardised over all kinds: variance .75² within and .165 between them.
            double known = (label - Truth) / Math.Sqrt((0.75 * 0.75) + 0.165);
            double judge = 2.6 + (0.7 * ((correlation * known) + (Math.Sqrt(1 - (correlation * correlation)) * Normal.Sample(random, 0, 1))));
            yield return new JudgedItem(judge, i < labels ? label : null) { Stratum = $"kind{kind}" };
        }
    }
}
