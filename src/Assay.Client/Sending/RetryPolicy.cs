namespace Assay.Client.Sending;

/// <summary>Decides what is done about an answer. There is no last attempt: the buffer bounds what waits.</summary>
internal sealed class RetryPolicy(Random random)
{
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan PauseLength = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(30);

    /// <param name="count">Responses in the request.</param>
    /// <param name="attempt">How many attempts were made before this one.</param>
    public SendDecision Decide(ServiceAnswer answer, int count, int attempt) => answer.Status switch
    {
        202 => new SendDecision.Settle(),
        207 or 400 or 413 or 422 when answer.Report is not null => new SendDecision.Settle(),
        413 when count > 1 => new SendDecision.Split(),
        400 or 413 or 422 => new SendDecision.Settle(),
        // Without a report nobody knows which responses were taken; under their ids they can all be sent again.
        null or 207 or 408 or 429 or >= 500 => new SendDecision.Retry(Wait(answer.RetryAfter, attempt)),
        _ => new SendDecision.Pause(PauseLength),
    };

    private TimeSpan Wait(TimeSpan? retryAfter, int attempt)
    {
        if (retryAfter is { } asked)
        {
            return TimeSpan.FromTicks(Math.Clamp(asked.Ticks, 0, LongestRetryAfter.Ticks));
        }

        // Full jitter: many clients that lost one service must not come back as one.
        double most = Math.Min(LongestBackoff.TotalSeconds, FirstBackoff.TotalSeconds * Math.Pow(2, Math.Min(attempt, 10)));
        return TimeSpan.FromSeconds(random.NextDouble() * most);
    }
}
