namespace Assay.Scoring.Pacing;

/// <summary>The usual latency of a provider, as a slow moving average over generations of calls.</summary>
internal sealed class LatencyBaseline
{
    private const double Weight = 1.0 / 16;
    private const double Inflation = 2;
    private static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(1);

    /// <summary>Null before the first generation.</summary>
    public TimeSpan? Usual { get; private set; }

    /// <summary>True when the generation took far longer than usual, which is how a provider that queues shows overload.</summary>
    public bool Observe(TimeSpan mean)
    {
        if (Usual is not { } usual)
        {
            Usual = mean;
            return false;
        }

        // Slow generations count too: where it is the prompts that grew, fewer calls do not help, and the cutting must come to an end.
        Usual = usual + ((mean - usual) * Weight);
        return mean > usual * Inflation && mean > usual + Noticeable;
    }
}
