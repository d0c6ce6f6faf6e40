namespace Assay.Scoring.Judging;

/// <summary>
/// Tells a provider that is down from single failures and short troubles: the failures must follow each other and go on for a
/// while. Before its first answer a short while is enough.
/// </summary>
public sealed class EndpointHealth(TimeProvider clock)
{
    private const int FailuresInARow = 6;
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan SilenceBeforeFirstAnswer = TimeSpan.FromSeconds(2);

    private int _failures;
    private long _lastAnswer = clock.GetTimestamp();
    private volatile bool _everAnswered;

    public void Answered()
    {
        Volatile.Write(ref _lastAnswer, clock.GetTimestamp());
        Volatile.Write(ref _failures, 0);
        _everAnswered = true;
    }

    /// <summary>True when the provider counts as down.</summary>
    public bool Failed()
    {
        int failures = Interlocked.Increment(ref _failures);
        TimeSpan silence = clock.GetElapsedTime(Volatile.Read(ref _lastAnswer));
        return failures >= FailuresInARow && silence >= (_everAnswered ? Silence : SilenceBeforeFirstAnswer);
    }
}
