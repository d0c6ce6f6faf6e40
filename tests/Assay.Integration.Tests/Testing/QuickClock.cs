namespace Assay.Integration.Tests.Testing;

/// <summary>A clock whose timers come so many times as soon as they are asked for: for deadlines that nobody wants to wait for.</summary>
internal sealed class QuickClock(double times) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / times : dueTime, period);
}
