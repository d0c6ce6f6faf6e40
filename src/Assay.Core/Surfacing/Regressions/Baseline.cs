namespace Assay.Surfacing.Regressions;

/// <summary>
/// How scores were spread before, as a test of those that come after needs it. Half a score is added at each end of the scale: what
/// was never given before is not taken to be impossible.
/// </summary>
internal sealed class Baseline
{
    private const double Added = 0.5;

    private readonly (double Deviation, double Share)[] _spread;

    /// <param name="scores">At least one.</param>
    public Baseline(ScoreHistogram scores)
    {
        Scores = scores;
        double weight = scores.Counts.Sum(c => c.Count * c.Weight);
        Mean = scores.Counts.Sum(c => c.Count * c.Weight * c.Score) / weight;
        N = scores.InformativeN;
        double all = scores.N + (2 * Added);
        (double Score, double Share)[] shares =
        [
            (scores.Min, Added / all),
            .. scores.Counts.Select(c => (c.Score, c.Count * c.Weight / weight * scores.N / all)),
            (scores.Max, Added / all),
        ];
        double mean = shares.Sum(s => s.Share * s.Score);
        Sd = Math.Sqrt(shares.Sum(s => s.Share * (s.Score - mean) * (s.Score - mean)));
        _spread = [.. shares.Select(s => ((mean - s.Score) / Sd, s.Share))];
    }

    public ScoreHistogram Scores { get; }

    public double Mean { get; }

    /// <summary>The standard deviation of one score.</summary>
    public double Sd { get; }

    /// <summary>As many independent scores would say as much.</summary>
    public double N { get; }

    /// <summary>How far below the mean a score was, in standard deviations, and the share of such scores.</summary>
    public IReadOnlyList<(double Deviation, double Share)> Spread => _spread;

    /// <summary>The logarithm of the mean of exp(tilt x deviation); of normal scores it is tilt² / 2.</summary>
    public double Cumulant(double tilt) => Math.Log(_spread.Sum(s => s.Share * Math.Exp(tilt * s.Deviation)));
}
