namespace Assay.Scoring.Judging;

/// <summary>What to do after a failed call.</summary>
public abstract record RetryDecision
{
    private RetryDecision()
    {
    }

    public sealed record After(TimeSpan Delay) : RetryDecision;

    /// <summary>Leave the verdict owed.</summary>
    public sealed record Park : RetryDecision;

    /// <summary>This response ends unscored.</summary>
    public sealed record GiveUp(UnscoredReason Reason) : RetryDecision;

    public sealed record PauseJudge : RetryDecision;
}

/// <summary>The one place that decides about retries. Pure: the caller waits.</summary>
/// <param name="random">For full jitter; shared by all calls.</param>
public sealed class RetryPolicy(Random random, int maxAttempts = 6, TimeSpan? baseDelay = null, TimeSpan? maxDelay = null)
{
    private readonly TimeSpan _base = baseDelay ?? TimeSpan.FromMilliseconds(250);
    private readonly TimeSpan _max = maxDelay ?? TimeSpan.FromSeconds(30);

    /// <param name="attempt">1 for the first failure that counts; throttled calls do not count.</param>
    /// <param name="throttles">How often this verdict was throttled so far.</param>
    public RetryDecision Decide(ProviderException error, int attempt, int throttles) => error.Class switch
    {
        ErrorClass.Throttle => new RetryDecision.After(error.RetryAfter is { } wait ? wait + Jitter(1) : Jitter(throttles)),
        ErrorClass.Transient when attempt >= maxAttempts => new RetryDecision.Park(),
        ErrorClass.Transient => new RetryDecision.After(error.RetryAfter ?? Jitter(attempt)),
        ErrorClass.Item => new RetryDecision.GiveUp(error.Reason ?? UnscoredReason.Rejected),
        _ => new RetryDecision.PauseJudge(),
    };

    /// <summary>Full jitter: anywhere between nothing and the doubled delay, so that callers do not return together.</summary>
    private TimeSpan Jitter(int attempt)
    {
        double ceiling = Math.Min(_max.TotalMilliseconds, _base.TotalMilliseconds * Math.Pow(2, Math.Min(attempt, 20) - 1));
        lock (random)
        {
            return TimeSpan.FromMilliseconds(random.NextDouble() * ceiling);
        }
    }
}
