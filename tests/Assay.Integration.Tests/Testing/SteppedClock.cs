namespace Assay.Integration.Tests.Testing;

/// <summary>A clock whose hands a test moves, while timers run as always: for stores whose answers take real time.</summary>
/// <param name="from">What it shows at first; <see cref="Start"/> where left out.</param>
internal sealed class SteppedClock(DateTimeOffset? from = null) : TimeProvider
{
    public static readonly DateTimeOffset Start = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private long _passedTicks;

    public override DateTimeOffset GetUtcNow() => (from ?? Start).AddTicks(Volatile.Read(ref _passedTicks));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => System.GetElapsedTime(0).Ticks + Volatile.Read(ref _passedTicks);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _passedTicks, by.Ticks);
}
