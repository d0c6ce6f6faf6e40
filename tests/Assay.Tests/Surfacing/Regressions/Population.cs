using Assay.Surfacing;
using MathNet.Numerics.Distributions;

namespace Assay.Tests.Surfacing.Regressions;

/// <summary>How scores are spread, and how they are after some responses got two points worse.</summary>
internal sealed class Population
{
    private const int Steps = 1 << 14;

    private readonly double[] _table = new double[Steps];

    private Population(IReadOnlyList<(double Score, double Share)> shares, string name)
    {
        Name = name;
        Shares = shares;
        (int at, double below) = (0, shares[0].Share);
        for (int i = 0; i < Steps; i++)
        {
            while (at < shares.Count - 1 && below <= (i + .5) / Steps)
            {
                below += shares[++at].Share;
            }

            _table[i] = shares[at].Score;
        }

        Mean = _table.Average();
        Sd = Math.Sqrt(_table.Average(s => (s - Mean) * (s - Mean)));
    }

    /// <summary>An overall score made of several criteria: quarter steps, about 4 with a standard deviation of .72.</summary>
    public static Population Overall => new([.. Enumerable.Range(4, 17).Select(q => (q / 4.0, Normal.CDF(4, .78, q == 20 ? 99 : (q + .5) / 4) - Normal.CDF(4, .78, q == 4 ? -99 : (q - .5) / 4)))], "overall");

    public static Population Grades => new([(1, .01), (2, .03), (3, .11), (4, .4), (5, .45)], "grades");

    public static Population Balanced => new([(1, .05), (2, .2), (3, .5), (4, .2), (5, .05)], "balanced");

    public static Population PassOrFail => new([(1, .03), (5, .97)], "pass/fail");

    public string Name { get; }

    public double Mean { get; }

    public double Sd { get; }

    public IReadOnlyList<(double Score, double Share)> Shares { get; }

    public double Next(Random random) => _table[random.Next(Steps)];

    /// <summary>So large a share of responses gets two points worse, as far as the scale goes, that the mean falls by so many standard deviations.</summary>
    public Population Worse(double deviations)
    {
        double share = deviations * Sd / Shares.Sum(s => s.Share * (s.Score - Lower(s.Score)));
        return new(
            [.. Shares.Select(s => (s.Score, Share: s.Share * (1 - share))).Concat(Shares.Select(s => (Score: Lower(s.Score), Share: s.Share * share)))
                .GroupBy(s => s.Score).Select(g => (g.Key, g.Sum(s => s.Share))).OrderBy(s => s.Key)],
            $"{Name}, worse");
    }

    public ScoreHistogram Draw(Random random, int n) => Scored.Of(Enumerable.Range(0, n).Select(_ => Next(random)));

    private static double Lower(double score) => Math.Max(1, score - 2);
}
