namespace Assay.Scoring.Judging;

/// <summary>Tells a provider that is down from single failures: it counts failures with no success between them.</summary>
public sealed class EndpointHealth(int failuresBeforeFirstSuccess = 6, int failuresInARow = 60)
{
    private int _failures;
    private volatile bool _everAnswered;

    public void Answered()
    {
        _everAnswered = true;
        Volatile.Write(ref _failures, 0);
    }

    /// <summary>True when the provider counts as down.</summary>
    public bool Failed() => Interlocked.Increment(ref _failures) >= (_everAnswered ? failuresInARow : failuresBeforeFirstSuccess);
}
