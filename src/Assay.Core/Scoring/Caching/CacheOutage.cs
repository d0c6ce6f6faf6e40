namespace Assay.Scoring.Caching;

/// <summary>
/// Whether a cache's store may be asked. After a failure it is left alone for a pause, which doubles from 2 s to 30 s; then one
/// caller may try, and its success ends the outage. So a dead store costs its timeout once per pause, not once per question.
/// Safe to call from many threads.
/// </summary>
public sealed class CacheOutage(TimeProvider clock)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private volatile string? _trouble;
    private TimeSpan _pause;
    private long _since;
    private bool _trying;
    private bool _forGood;

    /// <summary>What is wrong, for people; null while all is well.</summary>
    public string? Trouble => _trouble;

    /// <summary>Whether the caller may ask the store now. It then reports how that went, unless it was cancelled.</summary>
    public bool MayAsk()
    {
        if (_trouble is null)
        {
            return true;
        }

        lock (_lock)
        {
            if (_trouble is null)
            {
                return true;
            }

            if (_forGood || clock.GetElapsedTime(_since) < _pause)
            {
                return false;
            }

            // The others wait for one more pause: this caller may never come back.
            _since = clock.GetTimestamp();
            return _trying = true;
        }
    }

    public void Succeeded()
    {
        if (_trouble is null)
        {
            return;
        }

        lock (_lock)
        {
            if (!_forGood)
            {
                _trouble = null;
                _trying = false;
            }
        }
    }

    public void Failed(string trouble)
    {
        lock (_lock)
        {
            if (_forGood)
            {
                return;
            }

            // Of many calls that fail together, only the first one lengthens the pause.
            if (_trouble is null || _trying)
            {
                _pause = _trouble is null ? ShortestPause : TimeSpan.FromTicks(Math.Clamp(2 * _pause.Ticks, ShortestPause.Ticks, LongestPause.Ticks));
                _since = clock.GetTimestamp();
                _trying = false;
            }

            _trouble = trouble;
        }
    }

    /// <summary>Nothing that happens later mends it: the store is not asked again.</summary>
    public void FailedForGood(string trouble)
    {
        lock (_lock)
        {
            _trouble = trouble;
            _forGood = true;
        }
    }

    /// <summary>Something suggests that the store is back: the next caller may try.</summary>
    public void EndPause()
    {
        lock (_lock)
        {
            _pause = TimeSpan.Zero;
        }
    }
}
