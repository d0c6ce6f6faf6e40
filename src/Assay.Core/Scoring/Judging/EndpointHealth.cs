namespace Assay.Scoring.Judging;

/// <summary>
/// Tells a provider that is down from single failures. Before its first answer a few failures in a row are enough; after it,
/// many calls at once may all meet one short trouble, so the failures must also go on for a while.
/// </summary>
public sealed class EndpointHealth(TimeProvider clock)
{
    private const int FailuresBeforeFirstAnswer = 6;
    private const int FailuresInARow = 60;
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private int _failures;
    private long _lastAnswer;
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
        return _everAnswered
            ? failures >= FailuresInARow && clock.GetElapsedTime(Volatile.Read(ref _lastAnswer)) >= Silence
            : failures >= FailuresBeforeFirstAnswer;
    }
}
