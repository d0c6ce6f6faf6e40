namespace Assay.Scoring.Pacing;

/// <summary>The calls under way that count, each with a number. Times are since an arbitrary start. Not thread-safe.</summary>
internal sealed class CallsInFlight
{
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PatienceAtFirst = TimeSpan.FromSeconds(30);
    private const int PatienceInLatencies = 3;

    private long _firstCounted;
    private long _restartedAt;
    private TimeSpan _lastSign;

    /// <summary>The number that the next call will get.</summary>
    public long Next { get; private set; }

    /// <summary>Slots taken by calls that count.</summary>
    public int Count { get; private set; }

    /// <summary>Those of them that have not been reported.</summary>
    public int Awaited { get; private set; }

    /// <summary>False for calls from before a restart: they say nothing about now.</summary>
    public bool IsCurrent(long number) => number >= _restartedAt;

    public long Start(TimeSpan now)
    {
        _lastSign = now;
        Count++;
        Awaited++;
        return Next++;
    }

    public void Hear(long number, TimeSpan now)
    {
        _lastSign = now;
        Awaited -= number >= _firstCounted ? 1 : 0;
    }

    public void End(long number, bool wasReported)
    {
        if (number >= _firstCounted)
        {
            Count--;
            Awaited -= wasReported ? 0 : 1;
        }
    }

    /// <summary>The moment at which the silence of the calls under way becomes remarkable; the largest one when none is awaited.</summary>
    /// <param name="usual">The usual latency, if known.</param>
    public TimeSpan AreSilentAt(TimeSpan? usual)
    {
        if (Awaited == 0)
        {
            return TimeSpan.MaxValue;
        }

        TimeSpan patience = usual * PatienceInLatencies ?? PatienceAtFirst;
        return _lastSign + (patience > LeastPatience ? patience : LeastPatience);
    }

    /// <summary>The calls under way take no more room. What they report still counts.</summary>
    public void WriteOff(TimeSpan now)
    {
        _lastSign = now;
        _firstCounted = Next;
        Count = 0;
        Awaited = 0;
    }

    /// <summary>The calls under way take no more room, and what they report is of the past.</summary>
    public void Restart(TimeSpan now)
    {
        WriteOff(now);
        _restartedAt = Next;
    }
}
