namespace Assay.Cli.Demo;

/// <summary>A clock that goes as another one does, from another moment on.</summary>
internal sealed class ShiftedClock(TimeProvider clock, DateTimeOffset start) : TimeProvider
{
    private readonly TimeSpan _ahead = start - clock.GetUtcNow();

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + _ahead;

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => clock.CreateTimer(callback, state, dueTime, period);
}
