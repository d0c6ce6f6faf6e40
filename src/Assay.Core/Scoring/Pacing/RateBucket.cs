namespace Assay.Scoring.Pacing;

/// <summary>
/// Mirrors one bucket of a provider (requests or tokens), which fills continuously up to its limit. Without a limit heard it
/// only counts. Times are since an arbitrary start. Not thread-safe.
/// </summary>
/// <remarks>
/// A reply tells the level at one moment between the call's start and its end, and arrives when the level is another. So it
/// is held against what was believed at both ends, and only what contradicts both is corrected. Of a call that started
/// before one already heard there is nothing to learn. A call takes its full cost at its start, where a provider may charge
/// part of it later.
/// </remarks>
/// <param name="chargedAtStart">A call's whole cost is charged when it is admitted, so that a level that is told holds all calls before.</param>
internal sealed class RateBucket(bool chargedAtStart)
{
    // Against rounded headers and replies longer than estimated. It costs a hundredth once, not per minute.
    private const double ReserveShare = 0.01;

    // Providers may ask for more than a call will cost, such as room for the longest reply. Refusals with more left than this have another reason.
    private const double LargestReserveShare = 0.05;

    // With less spent, rounding decides what rate a header seems to tell.
    private const double SpentShareThatTellsRate = 0.1;
    private static readonly TimeSpan UsualWindow = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestReset = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    // Others may share the key: what is missing again and again is theirs. Forgetting it slowly claims it back, most where the own share is least, so that shares become even.
    private const double LargestShareOfOthers = 0.98;
    private static readonly TimeSpan LearningOthers = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ForgettingOthers = TimeSpan.FromSeconds(100);

    private double _level;
    private double _limit = double.PositiveInfinity;
    private double _perSecond;
    private double _othersPerSecond;
    private double _refusedWith;
    private bool _rateWasTold;
    private double _corrected;
    private double _inFlight;
    private long _calls;
    private long _newestHeard = -1;
    private TimeSpan _filledAt;
    private TimeSpan _heldUntil;

    public bool IsKnown => double.IsFinite(_limit);

    /// <summary>May be negative: a debt that the refill pays off.</summary>
    public double Level(TimeSpan now)
    {
        Fill(now);
        return _level;
    }

    /// <summary>The moment at which the bucket holds <paramref name="cost"/>; a cost above the limit waits for the full bucket.</summary>
    public TimeSpan HoldsAt(double cost, TimeSpan now)
    {
        if (!IsKnown)
        {
            return now;
        }

        Fill(now);
        double missing = Math.Min(cost + Reserve, _limit) - _level;
        TimeSpan full = missing < 1e-6 ? now : now + TimeSpan.FromSeconds(Math.Min(missing / OwnPerSecond, LongestWait.TotalSeconds));
        return full > _heldUntil ? full : _heldUntil;
    }

    public RateDebit Take(double cost, TimeSpan now)
    {
        Fill(now);
        double amount = Math.Min(cost, _limit);
        _level -= amount;
        _inFlight += amount;
        return new RateDebit(_calls++, amount, _level - _corrected, _inFlight);
    }

    /// <summary>Ends a call that in fact cost <paramref name="actual"/>.</summary>
    public void Settle(RateDebit debit, double actual, TimeSpan now)
    {
        Fill(now);
        _inFlight -= debit.Amount;
        _level = Math.Min(_limit, _level + debit.Amount - actual);
    }

    /// <summary>Takes in what the headers of a settled call say; values that cannot be meant are left aside.</summary>
    public void Hear(RateDebit debit, double actual, long? limit, long? remaining, TimeSpan? reset, TimeSpan now)
    {
        if (limit is not > 0 || remaining < 0)
        {
            return;
        }

        bool isFirst = !IsKnown;
        _limit = limit.Value;
        double left = Math.Min(remaining ?? _limit, _limit);
        double sinceStart = left - (debit.Believed + debit.Amount - actual + _corrected);
        double sinceEnd = left - _level;
        if (isFirst)
        {
            Correct(sinceStart - (chargedAtStart ? 0 : debit.Uncertain));
        }
        else if (remaining is not null && debit.Order > _newestHeard)
        {
            double tooMuch = Math.Max(sinceStart, sinceEnd) + (Reserve / 2);
            double tooLittle = Math.Min(sinceStart, sinceEnd) - debit.Uncertain;
            double by = Math.Min(tooMuch, 0) + Math.Max(tooLittle, 0);
            Correct(by);
            _othersPerSecond = Math.Clamp(_othersPerSecond - (by / LearningOthers.TotalSeconds), 0, _perSecond * LargestShareOfOthers);
        }

        _newestHeard = Math.Max(_newestHeard, debit.Order);
        LearnRate(left, remaining is null ? null : reset);
    }

    /// <summary>Takes in that a call was throttled.</summary>
    /// <returns>True when it was for want of this bucket.</returns>
    public bool Refuse(RateDebit debit, long? remaining, TimeSpan? retryAfter, TimeSpan now)
    {
        if (!IsKnown || remaining is not { } left || left < 0 || left >= Math.Max(debit.Amount, chargedAtStart ? 1 : _limit * LargestReserveShare))
        {
            return false;
        }

        _refusedWith = Math.Max(_refusedWith, Math.Min(left, _limit * LargestReserveShare));
        if (retryAfter is { } wait)
        {
            TimeSpan until = now + (wait < LongestHold ? wait : LongestHold);
            _heldUntil = until > _heldUntil ? until : _heldUntil;
        }

        return true;
    }

    private double OwnPerSecond => _perSecond - _othersPerSecond;

    private double Reserve => Math.Max(Math.Max(1, _limit * ReserveShare), _refusedWith);

    private void Fill(TimeSpan now)
    {
        double seconds = (now - _filledAt).TotalSeconds;
        _level = Math.Min(_limit, _level + (seconds * OwnPerSecond));
        _othersPerSecond -= _othersPerSecond * Math.Min(1, seconds / ForgettingOthers.TotalSeconds);
        _filledAt = now;
    }

    private void Correct(double by)
    {
        _corrected += by;
        _level += by;
    }

    private void LearnRate(double left, TimeSpan? reset)
    {
        double spent = _limit - left;
        bool tells = reset > TimeSpan.Zero && reset <= LongestReset && spent >= _limit * SpentShareThatTellsRate;
        // An empty bucket may be in debt, which makes its reset longer than its limit takes.
        if (tells && (left > 0 || !_rateWasTold))
        {
            _perSecond = spent / reset!.Value.TotalSeconds;
            _rateWasTold = true;
        }
        else if (!_rateWasTold)
        {
            _perSecond = _limit / UsualWindow.TotalSeconds;
        }

        _othersPerSecond = Math.Min(_othersPerSecond, _perSecond * LargestShareOfOthers);
    }
}
