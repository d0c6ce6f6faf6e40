namespace Assay.Tests.Scoring.Pacing;

/// <summary>What happened in each second of a simulation.</summary>
internal sealed class Series
{
    private readonly List<double> _seconds = [];

    public double Total => _seconds.Sum();

    public void Add(TimeSpan now, double amount)
    {
        int second = (int)now.TotalSeconds;
        while (_seconds.Count <= second)
        {
            _seconds.Add(0);
        }

        _seconds[second] += amount;
    }

    /// <summary>The sum over the seconds from the first up to, not including, the last.</summary>
    public double Between(int first, int last) => _seconds.Skip(first).Take(last - first).Sum();

    public double PerSecond(int first, int last) => Between(first, last) / (last - first);
}
