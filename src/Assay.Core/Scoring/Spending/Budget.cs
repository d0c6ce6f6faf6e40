namespace Assay.Scoring.Spending;

/// <summary>
/// Caps on spending that are never overshot: the worst case is reserved before a call and settled after it. While reserved
/// money may still come back, a call waits for it instead of being refused. What is reserved is also held in the ledger before
/// the call is made, in lumps, so that a killed process cannot forget a call that was under way.
/// </summary>
/// <param name="hold">Makes durable how much is held; null where nothing outlives the process.</param>
public sealed class Budget(IReadOnlyList<SpendingCap> caps, TimeProvider clock, Func<decimal, CancellationToken, Task>? hold = null) : IDisposable
{
    // A lump holds what was lately needed at most, and a little more, so that not every call writes one. A crash counts all of it as spent.
    private const decimal Headroom = 1.1m;
    private const decimal PeakDecay = 0.99m;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _holding = new(1, 1);
    private readonly decimal[] _recorded = [.. caps.Select(c => c.SpentUsd)];
    private DateOnly _day = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
    private decimal _unrecorded;
    private decimal _reserved;
    private decimal _peak;
    private decimal _held;
    private decimal _nextHeld;
    private int _waiting;
    private TaskCompletionSource _moneyBack = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string _reached = "";

    public Budget(decimal capUsd, decimal alreadySpentUsd = 0)
        : this([new SpendingCap("the budget", capUsd, alreadySpentUsd)], TimeProvider.System)
    {
    }

    /// <summary>Which cap refused a call last, for people.</summary>
    public string Reached => _reached;

    /// <summary>Settled so far under the first cap.</summary>
    public decimal SpentUsd
    {
        get
        {
            lock (_lock)
            {
                return _recorded[0] + _unrecorded;
            }
        }
    }

    /// <summary>False when a cap leaves no room for <paramref name="worstCaseUsd"/>, whatever comes back.</summary>
    public async ValueTask<bool> TryReserveAsync(decimal worstCaseUsd, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task moneyBack;
            lock (_lock)
            {
                decimal room = Room(out SpendingCap tightest);
                if (worstCaseUsd <= room - _reserved)
                {
                    _reserved += worstCaseUsd;
                    _peak = Math.Max(_peak, _reserved);
                    if (hold is null || _unrecorded + _reserved <= _held)
                    {
                        return true;
                    }

                    break;
                }

                if (_reserved == 0 || worstCaseUsd > room)
                {
                    _reached = FormattableString.Invariant($"{tightest.Name} of ${tightest.CapUsd:0.00####} leaves no room for the next call");
                    return false;
                }

                moneyBack = _moneyBack.Task;
                _waiting++;
            }

            try
            {
                await moneyBack.WaitAsync(cancellationToken);
            }
            finally
            {
                lock (_lock)
                {
                    _waiting--;
                }
            }
        }

        try
        {
            await HoldMoreAsync(cancellationToken);
            return true;
        }
        catch
        {
            Settle(worstCaseUsd, 0);
            throw;
        }
    }

    /// <summary>The call is over: what it did not spend of its reservation can be reserved again.</summary>
    public void Settle(decimal reservedUsd, decimal spentUsd)
    {
        lock (_lock)
        {
            _reserved -= reservedUsd;
            _unrecorded += spentUsd;
            WakeWaiting();
        }
    }

    /// <summary>
    /// Comes before attempts are saved, and is followed by <see cref="EndRecording"/>: what the process holds reserved once they
    /// are, to be saved with them. Null where nothing is held.
    /// </summary>
    public async Task<decimal?> BeginRecordingAsync(decimal attemptsUsd)
    {
        if (hold is null)
        {
            return null;
        }

        await _holding.WaitAsync(CancellationToken.None);
        lock (_lock)
        {
            _nextHeld = Needed(_unrecorded - attemptsUsd);
            // Until the save is through, neither figure may be relied on beyond the smaller one.
            _held = Math.Min(_held, _nextHeld + attemptsUsd);
            return _nextHeld;
        }
    }

    /// <param name="saved">False when the attempts could not be saved.</param>
    public void EndRecording(decimal attemptsUsd, bool saved)
    {
        lock (_lock)
        {
            if (saved)
            {
                _unrecorded -= attemptsUsd;
                _held = _nextHeld;
                for (int i = 0; i < caps.Count; i++)
                {
                    _recorded[i] += attemptsUsd;
                }
            }
        }

        if (hold is not null)
        {
            _holding.Release();
        }
    }

    public void Dispose() => _holding.Dispose();

    private async Task HoldMoreAsync(CancellationToken cancellationToken)
    {
        await _holding.WaitAsync(cancellationToken);
        try
        {
            decimal needed;
            lock (_lock)
            {
                if (_unrecorded + _reserved <= _held)
                {
                    return;
                }

                needed = Needed(_unrecorded);
            }

            await hold!(needed, cancellationToken);
            lock (_lock)
            {
                _held = needed;
            }
        }
        finally
        {
            _holding.Release();
        }
    }

    /// <summary>What must be held for the calls under way and some more, within every cap.</summary>
    private decimal Needed(decimal unrecorded)
    {
        _peak = Math.Max(_peak * PeakDecay, _reserved);
        decimal room = Math.Max(_reserved, Room(out _));
        return unrecorded + Math.Min(_peak * Headroom, room);
    }

    /// <summary>What the tightest cap leaves for reservations, those under way included.</summary>
    private decimal Room(out SpendingCap tightest)
    {
        BeginDay();
        decimal room = decimal.MaxValue;
        tightest = caps[0];
        for (int i = 0; i < caps.Count; i++)
        {
            decimal left = caps[i].CapUsd - _recorded[i] - _unrecorded;
            if (left < room)
            {
                (room, tightest) = (left, caps[i]);
            }
        }

        return room;
    }

    private void BeginDay()
    {
        DateOnly today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        if (today <= _day)
        {
            return;
        }

        _day = today;
        for (int i = 0; i < caps.Count; i++)
        {
            _recorded[i] = caps[i].PerDay ? 0 : _recorded[i];
        }
    }

    private void WakeWaiting()
    {
        if (_waiting > 0)
        {
            TaskCompletionSource moneyBack = _moneyBack;
            _moneyBack = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            moneyBack.SetResult();
        }
    }
}
