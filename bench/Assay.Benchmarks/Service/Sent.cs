namespace Assay.Benchmarks.Service;

/// <summary>What became of the batches that were sent.</summary>
internal sealed class Sent
{
    private readonly Lock _lock = new();
    private readonly List<double> _accepted = [];

    public TimeSpan Took { get; set; }

    /// <summary>429 or 503 with Retry-After.</summary>
    public int Refused { get; private set; }

    /// <summary>Any other answer, or none.</summary>
    public int Failed { get; private set; }

    /// <summary>Had no free connection at their time.</summary>
    public int Unsent { get; private set; }

    /// <summary>Batches.</summary>
    public int Accepted => _accepted.Count;

    /// <summary>In the accepted batches.</summary>
    public long Responses { get; private set; }

    public double ResponsesPerSecond => Responses / Took.TotalSeconds;

    /// <summary>Milliseconds that each accepted batch took.</summary>
    public IReadOnlyList<double> Times => _accepted;

    public void Add(int status, bool saysWhenToRetry, TimeSpan took, int responses)
    {
        lock (_lock)
        {
            if (status is 200 or 202)
            {
                _accepted.Add(took.TotalMilliseconds);
                Responses += responses;
            }
            else if (status is 429 or 503 && saysWhenToRetry)
            {
                Refused++;
            }
            else
            {
                Failed++;
            }
        }
    }

    public void AddUnsent() => Unsent++;

    /// <summary>Milliseconds, of the accepted ones.</summary>
    public double Quantile(double share)
    {
        lock (_lock)
        {
            return Quantile(_accepted, share);
        }
    }

    public static double Quantile(IEnumerable<double> times, double share)
    {
        double[] sorted = [.. times.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
    }
}
