namespace Assay.Simulator.Limits;

/// <summary>A bucket that refills continuously to its capacity within a minute; the caller holds the lock.</summary>
internal sealed class TokenBucket(int perMinute, TimeProvider clock)
{
    private double level = perMinute;
    private long refilledAt = clock.GetTimestamp();

    public int Capacity => perMinute;

    public int Remaining => Math.Max(0, (int)level);

    /// <summary>Time until the bucket is full.</summary>
    public TimeSpan UntilFull => WaitFor(perMinute);

    public void Refill()
    {
        var now = clock.GetTimestamp();
        level = Math.Min(perMinute, level + (clock.GetElapsedTime(refilledAt, now).TotalMinutes * perMinute));
        refilledAt = now;
    }

    // The slack forgives rounding: whoever waits exactly as told must be let in.
    public bool Holds(int amount) => level + 1e-6 >= amount;

    /// <summary>Takes even what is not there: a debt is paid off by the refill.</summary>
    public void Take(int amount) => level -= amount;

    public TimeSpan WaitFor(int amount) =>
        level >= amount ? TimeSpan.Zero : TimeSpan.FromMinutes((amount - level) / perMinute);
}
