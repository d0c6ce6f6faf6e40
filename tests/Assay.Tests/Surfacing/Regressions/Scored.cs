using Assay.Surfacing;

namespace Assay.Tests.Surfacing.Regressions;

/// <summary>Makes histograms of scores from 1 to 5.</summary>
internal static class Scored
{
    public static ScoreHistogram Of(params (double Score, long Count)[] counts) => new("overall", 1, 5, [.. counts.Select(c => new ScoreCount(c.Score, c.Count))]);

    public static ScoreHistogram Of(IEnumerable<double> scores) => Of([.. scores.GroupBy(s => s).Select(g => (g.Key, (long)g.Count()))]);
}
