namespace Assay.Simulator.Faults;

/// <summary>The time since the first request; faults with a window go by it.</summary>
internal sealed class RunningTime(TimeProvider clock)
{
    private const long NotStarted = long.MinValue;

    private long first = NotStarted;

    /// <summary>Zero for the first caller, whose call starts it.</summary>
    public TimeSpan Read()
    {
        var now = clock.GetTimestamp();
        var start = Interlocked.CompareExchange(ref first, now, NotStarted);
        return start == NotStarted ? TimeSpan.Zero : clock.GetElapsedTime(start, now);
    }
}
