namespace Assay.Scoring.Pacing;

/// <summary>
/// Decides when calls to one provider may start, from what ended calls told: slots, concurrency, buckets and the breaker
/// together. Times are since an arbitrary start. Not thread-safe.
/// </summary>
internal sealed class PacingRules(int max, Ramp ramp, Random random)
{
    private readonly AdaptiveConcurrency _concurrency = new(max, ramp);
    private readonly RateBuckets _buckets = new();
    private readonly CircuitBreaker _breaker = new(random);

    public int SlotsTaken { get; private set; }

    public long Throttled { get; private set; }

    public BreakerState Breaker => _breaker.State;

    /// <summary>Null unless the breaker is open.</summary>
    public TimeSpan? PausedUntil => _breaker.State == BreakerState.Open ? _breaker.OpenUntil : null;

    public int Limit(TimeSpan now) => _concurrency.Limit(now);

    /// <summary>The moment at which a call may start as things stand; the largest one when something must be heard first.</summary>
    public TimeSpan StartsAt(long estimatedTokens, TimeSpan now)
    {
        if (SlotsTaken >= max)
        {
            return TimeSpan.MaxValue;
        }

        TimeSpan room = _breaker.State switch
        {
            BreakerState.Closed => _concurrency.HasRoomAt(now),
            BreakerState.Open => _breaker.OpenUntil,
            _ => TimeSpan.MaxValue,
        };
        TimeSpan bucket = _buckets.HoldAt(estimatedTokens, now);
        return room > bucket ? room : bucket;
    }

    public CallTicket Start(long estimatedTokens, TimeSpan now)
    {
        SlotsTaken++;
        bool isProbe = _breaker.Start();
        return new CallTicket(_concurrency.Start(now), isProbe, _buckets.Take(estimatedTokens, now));
    }

    public void Report(in CallTicket call, CallReport report, TimeSpan now)
    {
        Throttled += report.Ending == CallEnding.Throttled ? 1 : 0;
        bool bucketWasEmpty = _buckets.Settle(call.Cost, report, now);
        if (call.IsProbe)
        {
            HearOfProbe(call.Number, report, now);
        }
        else if (_concurrency.IsCurrent(call.Number))
        {
            Hear(call.Number, report, bucketWasEmpty, now);
        }
        else if (report.Ending == CallEnding.Throttled)
        {
            _breaker.Heed(report.RetryAfter, now);
        }
    }

    /// <summary>Frees the slot. Without a report before, the call was never made.</summary>
    public void End(in CallTicket call, bool wasReported, TimeSpan now)
    {
        SlotsTaken--;
        _concurrency.End(call.Number, wasReported);
        if (!wasReported)
        {
            _buckets.GiveBack(call.Cost, now);
            if (call.IsProbe)
            {
                _breaker.ProbeAbandoned(now);
            }
        }
    }

    private void Hear(long number, CallReport report, bool bucketWasEmpty, TimeSpan now)
    {
        bool opened = false;
        switch (report.Ending)
        {
            case CallEnding.Answered or CallEnding.Refused:
                _breaker.Answered();
                _concurrency.Answered(number, report.Ending == CallEnding.Answered ? report.Latency : null, now);
                break;
            case CallEnding.Throttled:
                opened = _breaker.Throttled(report.RetryAfter, _concurrency.GenerationSize(now), now);
                if (bucketWasEmpty)
                {
                    _concurrency.Ignored(number, now);
                }
                else
                {
                    _concurrency.Throttled(number, now);
                }

                break;
            default:
                _concurrency.Failed(number, now);
                opened = _breaker.Failed(_concurrency.Awaited, now);
                break;
        }

        if (opened)
        {
            _concurrency.Restart(now);
        }
    }

    private void HearOfProbe(long number, CallReport report, TimeSpan now)
    {
        if (report.Ending is CallEnding.Answered or CallEnding.Refused)
        {
            _breaker.ProbeAnswered();
            _concurrency.Answered(number, latency: null, now);
        }
        else
        {
            _breaker.ProbeNotAnswered(report.RetryAfter, now);
            _concurrency.Ignored(number, now);
        }
    }
}
