namespace Assay.Surfacing.Outbound;

/// <summary>How long a receiver is left alone after it failed. Pure: the caller waits.</summary>
public sealed class DeliveryPolicy(Random random)
{
    /// <summary>For so long a message is tried; then it is given up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    /// <summary>A receiver that is well again is noticed this much later at most, unless it asked to be left alone for longer.</summary>
    public static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(1);

    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(1);

    /// <param name="failures">In a row, this one included.</param>
    public TimeSpan Wait(int failures, TimeSpan? retryAfter = null)
    {
        if (retryAfter is { } asked)
        {
            // Not at once, whatever it says: it has just failed.
            return TimeSpan.FromTicks(Math.Clamp(asked.Ticks, FirstBackoff.Ticks, LongestRetryAfter.Ticks));
        }

        // Full jitter: many that lost one receiver must not come back as one.
        double most = Math.Min(LongestBackoff.TotalSeconds, FirstBackoff.TotalSeconds * Math.Pow(2, Math.Min(failures, 20)));
        return TimeSpan.FromSeconds(random.NextDouble() * most);
    }
}
