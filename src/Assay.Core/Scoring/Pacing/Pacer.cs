namespace Assay.Scoring.Pacing;

/// <summary>
/// Stands before every call to one provider, model and key, and lets it start when the provider is likely to take it: as many
/// at a time as it bears, as much per minute as its headers allow, none while it wants none. Safe to use from many threads.
/// </summary>
public sealed class Pacer : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private readonly long _created;
    private readonly PacingRules _rules;
    private readonly WaitingLine _waiting = new();
    private readonly Alarm _alarm;
    private bool _disposed;

    /// <param name="random">For the jitter of pauses; may be shared with whoever else locks it while using it.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option lies outside its range.</exception>
    public Pacer(PacerOptions options, TimeProvider clock, Random random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxConcurrency, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.InitialConcurrency, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.RampStep, TimeSpan.Zero, nameof(options));
        _clock = clock;
        _created = clock.GetTimestamp();
        var ramp = new Ramp(options.InitialConcurrency, options.MaxConcurrency, options.RampStep);
        _rules = new PacingRules(options.MaxConcurrency, ramp, random);
        _alarm = new Alarm(clock, StartWaiting);
    }

    /// <summary>Waits for the call's turn, which is neither an attempt nor a timeout.</summary>
    /// <param name="estimatedTokens">Input and output that the call is likely to cost; how far estimates are off is learnt.</param>
    /// <exception cref="OperationCanceledException">Cancelled while waiting: nothing was taken.</exception>
    /// <exception cref="ObjectDisposedException">The pacer was disposed before it was this call's turn.</exception>
    public ValueTask<PacerLease> EnterAsync(long estimatedTokens, Priority priority, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<PacerLease>(cancellationToken);
        }

        WaitingCall call;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            TimeSpan now = Now;
            if (_waiting.Count == 0 && _rules.StartsAt(estimatedTokens, now) <= now)
            {
                return new ValueTask<PacerLease>(new PacerLease(this, _rules.Start(estimatedTokens, now)));
            }

            call = new WaitingCall(this, estimatedTokens, priority);
            _waiting.Add(call);
        }

        StartWaiting();
        return cancellationToken.CanBeCanceled ? WaitAsync(call, cancellationToken) : new ValueTask<PacerLease>(call.Task);
    }

    /// <summary>For showing progress.</summary>
    public PacerSnapshot Snapshot()
    {
        lock (_lock)
        {
            TimeSpan now = Now;
            DateTimeOffset? pausedUntil = _rules.PausedUntil is { } until ? _clock.GetUtcNow() + (until - now) : null;
            return new PacerSnapshot(_rules.SlotsTaken, _waiting.Count, _rules.Limit(now), _rules.Throttled, pausedUntil, _rules.Breaker);
        }
    }

    /// <summary>Whoever still waits gets an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        var left = new List<WaitingCall>();
        lock (_lock)
        {
            _disposed = true;
            while (_waiting.First is { } call)
            {
                _waiting.Remove(call);
                left.Add(call);
            }
        }

        _alarm.Dispose();
        left.ForEach(call => call.SetException(new ObjectDisposedException(nameof(Pacer))));
    }

    internal void Report(PacerLease lease, CallReport report)
    {
        bool someoneWaits;
        lock (_lock)
        {
            if (lease.IsReported || lease.IsFree)
            {
                return;
            }

            lease.IsReported = true;
            _rules.Report(lease.Call, report, Now);
            someoneWaits = _waiting.Count > 0;
        }

        if (someoneWaits)
        {
            StartWaiting();
        }
    }

    internal void Free(PacerLease lease)
    {
        bool someoneWaits;
        lock (_lock)
        {
            if (lease.IsFree)
            {
                return;
            }

            lease.IsFree = true;
            _rules.End(lease.Call, lease.IsReported, Now);
            someoneWaits = _waiting.Count > 0;
        }

        if (someoneWaits)
        {
            StartWaiting();
        }
    }

    private TimeSpan Now => _clock.GetElapsedTime(_created);

    /// <summary>Starts whoever's turn it is, and sees to being woken for the next.</summary>
    private void StartWaiting()
    {
        TimeSpan now, next;
        do
        {
            lock (_lock)
            {
                now = Now;
                next = StartWhoseTurnItIs(now);
            }
        }
        while (next < TimeSpan.MaxValue && _alarm.Set(next, next - now));
    }

    /// <returns>The moment at which the next in line may start; the largest one when nobody waits or something must be heard first.</returns>
    private TimeSpan StartWhoseTurnItIs(TimeSpan now)
    {
        while (_waiting.First is { } call)
        {
            TimeSpan at = _rules.StartsAt(call.EstimatedTokens, now);
            if (at > now)
            {
                return at;
            }

            _waiting.Remove(call);
            call.SetResult(new PacerLease(this, _rules.Start(call.EstimatedTokens, now)));
        }

        return TimeSpan.MaxValue;
    }

    private static async ValueTask<PacerLease> WaitAsync(WaitingCall call, CancellationToken cancellationToken)
    {
        using (cancellationToken.UnsafeRegister(static (state, token) => Cancel((WaitingCall)state!, token), call))
        {
            return await call.Task;
        }
    }

    private static void Cancel(WaitingCall call, CancellationToken cancellationToken)
    {
        Pacer pacer = call.Pacer;
        lock (pacer._lock)
        {
            if (!pacer._waiting.Remove(call))
            {
                return;
            }
        }

        call.SetCanceled(cancellationToken);
        pacer.StartWaiting();
    }
}
