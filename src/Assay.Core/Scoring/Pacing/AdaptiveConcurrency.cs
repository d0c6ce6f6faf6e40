namespace Assay.Scoring.Pacing;

/// <summary>
/// How many calls at the same time a provider bears, learnt from the share of them that it throttles, in the manner of DCTCP
/// (Alizadeh et al. 2010): few marks cost little, many cost half. Times are since an arbitrary start. Not thread-safe.
/// </summary>
/// <remarks>
/// A generation is as many reports as the limit was when it began. The limit loses the share that was throttled, at most
/// half, so that it ends where nothing was throttled. Whatever is still throttled right after such a cut does not depend on
/// the concurrency: it is noise, and a generation that is not worse than noise counts as clean.
/// </remarks>
internal sealed class AdaptiveConcurrency(int max, Ramp ramp)
{
    private const double DeepestCut = 0.5;

    // Others who share what the provider bears would never get in if every cut ended right at the brim.
    private const double RoomForOthers = 0.05;

    // What a tenth of marked calls costs under DCTCP.
    private const double LatencyCut = 0.05;
    private const double ShareToReturnTo = 0.9;
    private const int Steps = 64;

    private readonly CallsInFlight _calls = new();
    private readonly LatencyBaseline _latency = new();
    private readonly ThrottleNoise _noise = new();
    private Generation _generation;
    private bool _ramping = true;
    private bool _measuresNoise;
    private double _limit = max;
    private double _threshold = max;
    private double _beforeTrouble = max;
    private double _step;

    /// <summary>Calls at the same time. A slot whose call was throttled stays empty until its generation ends, instead of being throttled again at once.</summary>
    public int Limit(TimeSpan now) => Math.Max(1, (int)Current(now) - _generation.Throttled);

    /// <summary>As many reports as tell something about all calls that may be under way.</summary>
    public int GenerationSize(TimeSpan now) => Math.Max(1, Math.Min((int)Current(now), _generation.Peak));

    /// <summary>Calls whose reports are still to come.</summary>
    public int Awaited => _calls.Awaited;

    /// <summary>The moment at which one more call has room; calls that end may bring it forward.</summary>
    public TimeSpan HasRoomAt(TimeSpan now) => _calls.Count < Limit(now) ? now
        : _ramping ? ramp.AllowsMoreAt(_calls.Count)
        : _calls.AreSilentAt(_latency.Usual);

    /// <returns>The number of the call, to report and end it with.</returns>
    public long Start(TimeSpan now)
    {
        ramp.Begin(now);
        if (!_ramping && _calls.Count >= Limit(now))
        {
            WriteOffSilent(now);
        }

        long number = _calls.Start(now);
        _generation.Start(_calls.Count);
        return number;
    }

    /// <summary>False for calls from before a restart: they say nothing about now, and take no room from those that came after.</summary>
    public bool IsCurrent(long number) => _calls.IsCurrent(number);

    /// <summary>Frees the room of a call.</summary>
    public void End(long number, bool wasReported) => _calls.End(number, wasReported);

    /// <param name="latency">Null where it says nothing about how busy the provider is.</param>
    public void Answered(long number, TimeSpan? latency, TimeSpan now)
    {
        _calls.Hear(number, now);
        if (number >= _generation.From)
        {
            _generation.Answered(latency);
            EndGenerationWhenComplete(now);
        }
    }

    public void Throttled(long number, TimeSpan now)
    {
        _calls.Hear(number, now);
        EndRamp(now);
        if (number < _generation.From)
        {
            return;
        }

        if (_generation.Throttled == 0 && _limit > Math.Max(1, _generation.Peak))
        {
            // A limit that was never reached cannot be what the provider objects to (congestion window validation, RFC 7661).
            _limit = Math.Max(1, _generation.Peak);
            BeginGeneration(_generation.From);
        }

        _generation.WasThrottled();
        EndGenerationWhenComplete(now);
    }

    /// <summary>No sign of too many calls, but no reason to hurry either: from the ramp on, growth waits for answers.</summary>
    public void Failed(long number, TimeSpan now)
    {
        _calls.Hear(number, now);
        EndRamp(now);
    }

    /// <summary>For a call whose end tells nothing about concurrency.</summary>
    public void Ignored(long number, TimeSpan now) => _calls.Hear(number, now);

    /// <summary>Begins again with one call at a time, and doubles up to nearly what went well before the trouble.</summary>
    public void Restart(TimeSpan now)
    {
        EndRamp(now);
        _calls.Restart(now);
        _threshold = Math.Max(1, _beforeTrouble * ShareToReturnTo);
        _limit = 1;
        _step = 0;
        _measuresNoise = false;
        BeginGeneration(_calls.Next);
    }

    private double Current(TimeSpan now) => _ramping ? ramp.Allowed(now) : _limit;

    private void EndRamp(TimeSpan now)
    {
        if (_ramping)
        {
            _limit = _beforeTrouble = Current(now);
            _ramping = false;
        }
    }

    /// <summary>
    /// Calls that keep silent for far longer than usual, while nothing else may start, take no more room: without reports
    /// the limit would stay as low as it is until the last of them ends.
    /// </summary>
    private void WriteOffSilent(TimeSpan now)
    {
        _calls.WriteOff(now);
        if (_generation.Throttled > 0)
        {
            EndGeneration(now);
        }
    }

    private void BeginGeneration(long from) => _generation = new Generation(from, _calls.Count);

    private void EndGenerationWhenComplete(TimeSpan now)
    {
        if (_generation.Reports >= (int)Current(now))
        {
            EndGeneration(now);
        }
    }

    private void EndGeneration(TimeSpan now)
    {
        double share = _generation.ThrottledShare;
        bool isSlow = _generation.MeanLatency is { } mean && _latency.Observe(mean);
        if (_measuresNoise)
        {
            _noise.Learn(Math.Min(share, DeepestCut));
        }

        bool isMarked = _noise.IsExceededBy(share, _generation.Reports);
        // Only a cut by the whole share leaves a provider that bears no more with room enough.
        _measuresNoise = isMarked && share <= DeepestCut;
        BeginGeneration(_generation.From);
        if (isMarked || isSlow)
        {
            Cut(isMarked ? Math.Min(share + RoomForOthers, DeepestCut) : LatencyCut, now);
        }
        else if (!_ramping)
        {
            Grow();
        }

        if (!isMarked && _limit >= _threshold)
        {
            _beforeTrouble = _limit;
        }
    }

    private void Cut(double share, TimeSpan now)
    {
        EndRamp(now);
        _limit = _threshold = Math.Max(1, _limit * (1 - share));
        _step = 0;
        // What started before the cut still meets the old crowd.
        BeginGeneration(_calls.Next);
    }

    /// <summary>Doubles up to the threshold. Beyond it, small steps that become larger the longer all goes well.</summary>
    private void Grow()
    {
        if (_limit < _threshold)
        {
            _limit = Math.Min(_threshold, _limit * 2);
            return;
        }

        _step = Math.Min(Math.Max(1, (double)max / Steps), Math.Max(Math.Max(1, _limit / Steps), _step * 2));
        _limit = Math.Min(max, _limit + _step);
    }
}
