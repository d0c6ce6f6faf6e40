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
    private volatile string? _error;

    /// <summary>
    /// The last error of a provider that has not answered for some seconds, though it was asked; null otherwise. It may be a short
    /// trouble, and is for people: nothing is decided by it.
    /// </summary>
    public string? Trouble => Volatile.Read(ref _failures) >= FailuresInARow && clock.GetElapsedTime(Volatile.Read(ref _lastAnswer)) >= SilenceBeforeFirstAnswer ? _error : null;

    public void Answered()
    {
        Volatile.Write(ref _lastAnswer, clock.GetTimestamp());
        Volatile.Write(ref _failures, 0);
        _everAnswered = true;
    }

    /// <summary>True when the provider counts as down.</summary>
    public bool Failed(string error)
    {
        _error = error;
        int failures = Interlocked.Increment(ref _failures);
        TimeSpan silence = clock.GetElapsedTime(Volatile.Read(ref _lastAnswer));
        return failures >= FailuresInARow && silence >= (_everAnswered ? Silence : SilenceBeforeFirstAnswer);
    }
}
