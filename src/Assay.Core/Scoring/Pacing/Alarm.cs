namespace Assay.Scoring.Pacing;

/// <summary>Calls back at the earliest moment that was asked for, with one timer at most. Thread-safe.</summary>
internal sealed class Alarm(TimeProvider clock, Action ring) : IDisposable
{
    private readonly Lock _lock = new();
    private Setting? _current;
    private bool _disposed;

    /// <summary>An alarm that is set for an earlier moment stays; it calls back too early then, which does no harm.</summary>
    /// <param name="at">For comparing with other settings, in time since an arbitrary start.</param>
    /// <returns>True when it rang before this returned: then it is the caller who looks, instead of being called back.</returns>
    public bool Set(TimeSpan at, TimeSpan delay)
    {
        Setting setting;
        Setting? previous;
        lock (_lock)
        {
            if (_disposed || _current?.At <= at)
            {
                return false;
            }

            previous = _current;
            _current = setting = new Setting(this, at);
        }

        previous?.Timer?.Dispose();
        // Outside the lock, because a clock may call back at once.
        ITimer timer = clock.CreateTimer(static state => ((Setting)state!).Ring(), setting, Rounded(delay), Timeout.InfiniteTimeSpan);
        bool isCurrent;
        lock (_lock)
        {
            setting.Timer = timer;
            isCurrent = _current == setting;
        }

        if (!isCurrent)
        {
            timer.Dispose();
        }

        return setting.RangEarly;
    }

    public void Dispose()
    {
        Setting? last;
        lock (_lock)
        {
            _disposed = true;
            last = _current;
            _current = null;
        }

        last?.Timer?.Dispose();
    }

    /// <summary>To whole milliseconds and up, because timers round down and would ring too early.</summary>
    private static TimeSpan Rounded(TimeSpan delay) => TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(delay.TotalMilliseconds)));

    private void Ring(Setting setting)
    {
        lock (_lock)
        {
            if (_current != setting)
            {
                return;
            }

            _current = null;
            if (setting.Timer is null)
            {
                setting.RangEarly = true;
                return;
            }
        }

        setting.Timer.Dispose();
        ring();
    }

    private sealed class Setting(Alarm alarm, TimeSpan at)
    {
        public TimeSpan At => at;

        /// <summary>Null until the timer was made.</summary>
        public ITimer? Timer { get; set; }

        public bool RangEarly { get; set; }

        public void Ring() => alarm.Ring(this);
    }
}
