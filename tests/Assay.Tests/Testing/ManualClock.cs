namespace Assay.Tests.Testing;

/// <summary>
/// Time that only a test moves. By default a delay completes at once and moves the clock by its length; with
/// <paramref name="delaysPass"/> off it waits for <see cref="Advance"/>. Periodic timers are not needed here.
/// </summary>
internal sealed class ManualClock(bool delaysPass = true) : TimeProvider
{
    public static readonly DateTimeOffset Start = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _waiting = [];
    private readonly List<TimeSpan> _delays = [];
    private TimeSpan _passed;

    /// <summary>The length of every delay that was asked for.</summary>
    public IReadOnlyList<TimeSpan> Delays
    {
        get
        {
            lock (_lock)
            {
                return [.. _delays];
            }
        }
    }

    /// <summary>How far the next timer is away; null when none waits.</summary>
    public TimeSpan? UntilNextTimer
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count == 0 ? null : _waiting.Min(t => t.Due) - _passed;
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start + Passed;

    public override long GetTimestamp() => Passed.Ticks;

    public void Advance(TimeSpan by)
    {
        ManualTimer[] due;
        lock (_lock)
        {
            _passed += by;
            due = [.. _waiting.Where(t => t.Due <= _passed).OrderBy(t => t.Due)];
            _waiting.RemoveAll(due.Contains);
        }

        foreach (ManualTimer timer in due)
        {
            timer.Fire();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer;
        lock (_lock)
        {
            _delays.Add(dueTime);
            timer = new ManualTimer(this, callback, state, _passed + dueTime);
            if (!delaysPass)
            {
                _waiting.Add(timer);
                return timer;
            }

            _passed += dueTime;
        }

        timer.Fire();
        return timer;
    }

    private TimeSpan Passed
    {
        get
        {
            lock (_lock)
            {
                return _passed;
            }
        }
    }

    private void Remove(ManualTimer timer)
    {
        lock (_lock)
        {
            _waiting.Remove(timer);
        }
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state, TimeSpan due) : ITimer
    {
        public TimeSpan Due => due;

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException("a delay is not changed");

        public void Dispose() => clock.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
