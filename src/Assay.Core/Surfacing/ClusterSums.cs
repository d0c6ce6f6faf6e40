namespace Assay.Surfacing;

/// <summary>
/// What must be known of clusters, such as the responses of one user, to tell how much less their scores say together than as many
/// independent ones would.
/// </summary>
public sealed class ClusterSums
{
    private long _clusters;
    private double _n;
    private double _sum;
    private double _squares;
    private double _squaredSums;
    private double _sumsByN;
    private double _squaredNs;

    /// <summary>Scores that are in clusters.</summary>
    public double N => _n;

    /// <summary>Adds one cluster.</summary>
    /// <param name="squares">The sum of the squared scores.</param>
    public void Add(long n, double sum, double squares)
    {
        _clusters++;
        _n += n;
        _sum += sum;
        _squares += squares;
        _squaredSums += sum * sum;
        _sumsByN += sum * n;
        _squaredNs += (double)n * n;
    }

    /// <summary>
    /// The variance of the mean over that of as many independent scores: sum over clusters of the squared sum of deviations, times
    /// G / (G - 1), over n s². Not below 1, for an interval is never made narrower than that of independent scores.
    /// </summary>
    /// <param name="share">The share of all scores that are in clusters; the others are independent.</param>
    public double DesignEffect(double share = 1)
    {
        if (_clusters < 2 || _n <= _clusters)
        {
            return 1;
        }

        double mean = _sum / _n;
        double between = (_squaredSums - (2 * mean * _sumsByN) + (mean * mean * _squaredNs)) * _clusters / (_clusters - 1);
        double within = (_squares - (mean * _sum)) * _n / (_n - 1);
        return within <= 0 ? 1 : Math.Max(1, 1 + (share * ((between / within) - 1)));
    }
}
