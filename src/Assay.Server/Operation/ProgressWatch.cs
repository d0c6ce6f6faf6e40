namespace Assay.Server.Operation;

/// <summary>
/// Sees to it that a judge which has work gets on with it. One that does nothing for minutes, though nothing that it knows of
/// holds it up, has a defect that a new start mends.
/// </summary>
internal sealed class ProgressWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Look[] _last;
    private readonly TimeProvider _clock;

    public ProgressWatch(IReadOnlyList<WatchedJudge> judges, TimeProvider clock)
    {
        _last = [.. judges.Select(j => new Look(j, clock.GetTimestamp()))];
        _clock = clock;
    }

    /// <summary>The judges that have had work for minutes and got nothing done.</summary>
    public IReadOnlyList<string> Stalled => [.. _last.Where(l => _clock.GetElapsedTime(l.MovedAt) >= Patience).Select(l => l.Judge.Name)];

    public async Task WatchAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval, _clock, stop);
                LookAtAll();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Whoever asked to stop watches it.
        }
    }

    internal void LookAtAll()
    {
        foreach (Look look in _last)
        {
            long moves = look.Judge.Moves();
            if (moves != look.Moves || look.Judge.MayRest())
            {
                look.Moves = moves;
                look.MovedAt = _clock.GetTimestamp();
            }
        }
    }

    private sealed class Look(WatchedJudge judge, long startedAt)
    {
        private long _movedAt = startedAt;

        public WatchedJudge Judge => judge;

        public long Moves { get; set; }

        /// <summary>When it was last seen to get on, or to have no need to.</summary>
        public long MovedAt
        {
            get => Volatile.Read(ref _movedAt);
            set => Volatile.Write(ref _movedAt, value);
        }
    }
}
