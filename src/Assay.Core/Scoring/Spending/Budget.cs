using Assay.Scoring.Running;

namespace Assay.Scoring.Spending;

/// <summary>
/// Caps on spending that are never overshot: the worst case is reserved before a call and settled after it. While reserved
/// money may still come back, a call waits for it instead of being refused. What is reserved is also held in the ledger before
/// the call is made, in lumps, so that a killed process cannot forget a call that was under way, and that processes which share
/// a cap of the day see each other's: the ledger grants no more than that cap leaves.
/// </summary>
/// <param name="hold">Makes durable how much is held, and tells how much it is; null where nothing outlives the process.</param>
public sealed class Budget(IReadOnlyList<SpendingCap> caps, TimeProvider clock, Func<decimal, CancellationToken, Task<Held>>? hold = null) : IDisposable
{
    // A lump holds what was lately needed at most, and a little more, so that not every call writes one. A crash counts all of it as spent.
    private const decimal Headroom = 1.1m;
    private const decimal PeakDecay = 0.99m;

    // How often a call that the ledger granted too little for is tried with what was learnt from it.
    private const int MostShort = 3;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _holding = new(1, 1);
    private readonly decimal[] _recorded = [.. caps.Select(c => c.SpentUsd)];
    private DateOnly _day = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
    private decimal _unrecorded;
    private decimal _reserved;
    private decimal _passing;
    private decimal _peak;
    private decimal _largest;
    private decimal _held;
    private decimal _nextHeld;
    private long? _judgedByOthers;
    private int _waiting;
    private TaskCompletionSource _moneyBack = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string _reached = "";

    public Budget(decimal capUsd, decimal alreadySpentUsd = 0)
        : this([new SpendingCap("the budget", capUsd, alreadySpentUsd)], TimeProvider.System)
    {
    }

    /// <summary>Which cap refused a call last, for people.</summary>
    public string Reached => _reached;

    /// <summary>What the tightest cap says to a batch that does not fit, for people.</summary>
    public string ReachedByBatch
    {
        get
        {
            lock (_lock)
            {
                Room(out SpendingCap tightest);
                return Leaves(tightest, "batch");
            }
        }
    }

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

    /// <summary>What every cap leaves to plan with: what is reserved may still come back, and one more call must fit at the end.</summary>
    public IReadOnlyList<SpendingLeft> Left()
    {
        lock (_lock)
        {
            BeginDay();
            return [.. caps.Select((cap, i) => new SpendingLeft(Math.Max(0, cap.CapUsd - _recorded[i] - _unrecorded - _largest), cap.PerDay) { JudgedByOthers = cap.PerDay ? _judgedByOthers : null })];
        }
    }

    /// <summary>False when a cap leaves no room for <paramref name="worstCaseUsd"/>, whatever comes back.</summary>
    public async ValueTask<bool> TryReserveAsync(decimal worstCaseUsd, CancellationToken cancellationToken)
    {
        int shortOf = 0;
        while (true)
        {
            Task? moneyBack = null;
            lock (_lock)
            {
                _largest = Math.Max(_largest, worstCaseUsd);
                decimal room = Room(out SpendingCap tightest);
                if (worstCaseUsd <= room - _reserved && shortOf < MostShort)
                {
                    _reserved += worstCaseUsd;
                    _peak = Math.Max(_peak, _reserved);
                    if (hold is null || _unrecorded + _reserved <= _held)
                    {
                        return true;
                    }
                }
                else if (_reserved == 0 || worstCaseUsd > room || shortOf == MostShort)
                {
                    _reached = Leaves(tightest, "call");
                    return false;
                }
                else
                {
                    moneyBack = _moneyBack.Task;
                    _waiting++;
                }
            }

            if (moneyBack is not null)
            {
                await WaitAsync(moneyBack, cancellationToken);
            }
            else if (await TryHoldAsync(worstCaseUsd, cancellationToken))
            {
                return true;
            }
            else
            {
                // Others hold what this process thought was left; now it knows better.
                shortOf++;
            }
        }
    }

    /// <summary>What a batch may hold: all that is not spent or reserved.</summary>
    public decimal Free
    {
        get
        {
            lock (_lock)
            {
                return Room(out _) - _reserved;
            }
        }
    }

    /// <summary>Money that a batch holds from now on, in a row of its own in the ledger, where it outlives this process.</summary>
    /// <param name="save">Saves that row; null where the ledger grants less.</param>
    /// <returns>False where there is too little.</returns>
    public async Task<bool> TryPassOnAsync(decimal usd, Func<Task<Held?>> save)
    {
        // What is held meanwhile by others of this process is told by the ledger in turn.
        await _holding.WaitAsync(CancellationToken.None);
        try
        {
            lock (_lock)
            {
                if (usd > Room(out _) - _reserved)
                {
                    return false;
                }

                _passing += usd;
            }

            Held? held = null;
            try
            {
                held = await save();
            }
            finally
            {
                lock (_lock)
                {
                    _passing -= usd;
                    if (held is { } granted)
                    {
                        Record(usd, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
                        LearnDay(granted);
                    }
                    else
                    {
                        WakeWaiting();
                    }
                }
            }

            return held is not null;
        }
        finally
        {
            _holding.Release();
        }
    }

    /// <summary>What a batch brought is recorded: its cost is spent, and what was held for it is free.</summary>
    /// <param name="day">Whose budget the batch is charged to.</param>
    public void SettleBatch(decimal heldUsd, decimal spentUsd, DateOnly day)
    {
        lock (_lock)
        {
            BeginDay();
            Record(spentUsd - heldUsd, day);
            WakeWaiting();
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

    /// <param name="held">What the ledger holds once they are saved; null when they could not be.</param>
    public void EndRecording(decimal attemptsUsd, Held? held)
    {
        lock (_lock)
        {
            if (held is { } granted)
            {
                _unrecorded -= attemptsUsd;
                Record(attemptsUsd, _day);
                Learn(granted);
            }
        }

        if (hold is not null)
        {
            _holding.Release();
        }
    }

    public void Dispose() => _holding.Dispose();

    private async Task WaitAsync(Task moneyBack, CancellationToken cancellationToken)
    {
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

    /// <summary>False, and the reservation is given back, when others leave too little of a cap.</summary>
    private async Task<bool> TryHoldAsync(decimal worstCaseUsd, CancellationToken cancellationToken)
    {
        bool isHeld = false;
        try
        {
            return isHeld = await TryHoldMoreAsync(cancellationToken);
        }
        finally
        {
            if (!isHeld)
            {
                Settle(worstCaseUsd, 0);
            }
        }
    }

    private async Task<bool> TryHoldMoreAsync(CancellationToken cancellationToken)
    {
        await _holding.WaitAsync(cancellationToken);
        try
        {
            decimal needed;
            lock (_lock)
            {
                if (_unrecorded + _reserved <= _held)
                {
                    return true;
                }

                needed = Needed(_unrecorded);
            }

            Held held = await hold!(needed, cancellationToken);
            lock (_lock)
            {
                Learn(held);
                return _unrecorded + _reserved <= _held;
            }
        }
        finally
        {
            _holding.Release();
        }
    }

    private void Learn(Held held)
    {
        _held = held.Usd;
        LearnDay(held);
    }

    private void LearnDay(Held held)
    {
        _judgedByOthers = held.JudgedByOthers ?? _judgedByOthers;
        if (held.JudgeDayUsd is not { } day)
        {
            return;
        }

        BeginDay();
        for (int i = 0; i < caps.Count; i++)
        {
            _recorded[i] = caps[i].PerDay ? day : _recorded[i];
        }
    }

    private void Record(decimal usd, DateOnly day)
    {
        for (int i = 0; i < caps.Count; i++)
        {
            _recorded[i] += caps[i].PerDay && day != _day ? 0 : usd;
        }
    }

    private static string Leaves(SpendingCap cap, string next) => FormattableString.Invariant($"{cap.Name} of ${cap.CapUsd:0.00####} leaves no room for the next {next}");

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
            decimal left = caps[i].CapUsd - _recorded[i] - _unrecorded - _passing;
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
