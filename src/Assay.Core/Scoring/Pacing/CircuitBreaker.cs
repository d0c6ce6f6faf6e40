namespace Assay.Scoring.Pacing;

/// <summary>
/// Stops all calls when the provider throttles every one of them or fails to answer at all, and lets single probes through
/// until one is answered. Times are since an arbitrary start. Not thread-safe.
/// </summary>
internal sealed class CircuitBreaker(Random random)
{
    private const int FewestThrottles = 5;
    private const int FewestFailures = 20;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    // A provider that answers a probe and then goes on throttling is still in the same trouble.
    private const int AnswersOfRecovery = 10;

    private int _throttledInARow;
    private int _failedInARow;
    private TimeSpan _askedUntil;
    private int _pauses;
    private int _answersSinceClosing;

    public BreakerState State { get; private set; }

    /// <summary>While open: the moment from which one probe may start.</summary>
    public TimeSpan OpenUntil { get; private set; }

    /// <returns>True when the call that starts now is the probe.</returns>
    public bool Start()
    {
        if (State == BreakerState.Closed)
        {
            return false;
        }

        State = BreakerState.HalfOpen;
        return true;
    }

    public void Answered()
    {
        _answersSinceClosing++;
        _throttledInARow = 0;
        _failedInARow = 0;
        _askedUntil = default;
    }

    /// <param name="generation">As many calls as may be under way: fewer throttled ones say nothing, because those before them may be the ones that fill the provider.</param>
    /// <returns>True when this opened the breaker.</returns>
    public bool Throttled(TimeSpan? retryAfter, int generation, TimeSpan now)
    {
        Heed(retryAfter, now);
        return OpensAt(++_throttledInARow, Math.Max(FewestThrottles, generation), now);
    }

    /// <param name="awaited">
    /// Calls under way, each of which may yet be answered. Failures are often faster than answers, so that a burst of which
    /// 30 % fail shows only failures at first; when more have failed than are under way, the answers are missing.
    /// </param>
    /// <returns>True when this opened the breaker.</returns>
    public bool Failed(int awaited, TimeSpan now) => OpensAt(++_failedInARow, FewestFailures + awaited, now);

    /// <summary>Nothing starts before the provider wants it to, whichever call it told.</summary>
    public void Heed(TimeSpan? retryAfter, TimeSpan now)
    {
        if (retryAfter is { } wait)
        {
            _askedUntil = Later(_askedUntil, now + (wait < LongestRetryAfter ? wait : LongestRetryAfter));
            OpenUntil = State == BreakerState.Open ? Later(OpenUntil, _askedUntil) : OpenUntil;
        }
    }

    public void ProbeAnswered()
    {
        _answersSinceClosing = 0;
        Answered();
        State = BreakerState.Closed;
    }

    public void ProbeNotAnswered(TimeSpan? retryAfter, TimeSpan now)
    {
        Heed(retryAfter, now);
        Pause(now);
    }

    /// <summary>The probe was never made: the next call takes its place.</summary>
    public void ProbeAbandoned(TimeSpan now)
    {
        State = BreakerState.Open;
        OpenUntil = now;
    }

    private bool OpensAt(int inARow, int most, TimeSpan now)
    {
        if (State != BreakerState.Closed || inARow < most)
        {
            return false;
        }

        if (_answersSinceClosing >= AnswersOfRecovery)
        {
            _pauses = 0;
        }

        Pause(now);
        return true;
    }

    /// <summary>Exponential backoff with full jitter, and never shorter than the provider asked.</summary>
    private void Pause(TimeSpan now)
    {
        TimeSpan ceiling = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, Math.Min(_pauses++, 16))));
        TimeSpan pause;
        lock (random)
        {
            pause = random.NextDouble() * ceiling;
        }

        State = BreakerState.Open;
        OpenUntil = Later(now + Later(pause, ShortestPause), _askedUntil);
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
