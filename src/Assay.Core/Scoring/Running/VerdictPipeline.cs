using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Assay.Collecting;
using Assay.Scoring.Judging;
using Assay.Scoring.Serving;

namespace Assay.Scoring.Running;

/// <summary>
/// The way from owed responses to recorded outcomes, with bounded work on it: render and look up in the cache, wait for the
/// pacer's turn, judge, record. One judge, one run; used by whoever has owed responses to hand over.
/// </summary>
public sealed class VerdictPipeline : IDisposable
{
    /// <summary>Characters of a response for each place that it takes.</summary>
    private const int PlaceSize = 64 * 1024;

    private readonly ScoringWork _work;
    private readonly SemaphoreSlim _open;
    private readonly Channel<ReadyVerdict> _ready = Channel.CreateUnbounded<ReadyVerdict>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly FinishedVerdicts _finished;
    private readonly CancellationTokenSource _broken;
    private readonly CancellationTokenSource _taking;
    private readonly Task _recording;
    private readonly Task _starting;
    private volatile Judged.Paused? _paused;
    private volatile string? _parked;
    private readonly ConcurrentQueue<(long Key, DateTimeOffset ReceivedAt)> _forBatch = new();
    private int _underWay;
    private volatile ExceptionDispatchInfo? _defect;

    /// <param name="stop">Start no more, finish what is in flight.</param>
    /// <param name="abort">Leave what is in flight owed.</param>
    public VerdictPipeline(ScoringWork work, RunProgress progress, TimeProvider clock, CancellationToken stop, CancellationToken abort)
    {
        _work = work;
        _open = new SemaphoreSlim(work.Open, work.Open);
        _broken = CancellationTokenSource.CreateLinkedTokenSource(abort);
        _taking = CancellationTokenSource.CreateLinkedTokenSource(stop, _broken.Token);
        _finished = new FinishedVerdicts(() => Volatile.Read(ref _underWay), clock);
        _recording = new OutcomeRecorder(work, progress, _finished, Release).RecordAllAsync(_broken);
        _starting = Task.Run(StartAllAsync, CancellationToken.None);
    }

    /// <summary>Why nothing more is judged; null while all is well.</summary>
    public Judged.Paused? Paused => _paused;

    /// <summary>The last error of those that failed too often and stay owed.</summary>
    public string? Parked => _parked;

    /// <summary>Those that wait for their next batch since this was last asked. After <see cref="DrainAsync"/> the ledger has what they heard.</summary>
    internal IEnumerable<(long Key, DateTimeOffset ReceivedAt)> TakeForBatch()
    {
        while (_forBatch.TryDequeue(out (long Key, DateTimeOffset ReceivedAt) next))
        {
            yield return next;
        }
    }

    /// <summary>Everything that was added has its outcome, or stays owed.</summary>
    public bool IsEmpty => _open.CurrentCount == _work.Open;

    /// <summary>Cancelled when asked to stop, or when outcomes can no longer be recorded.</summary>
    public CancellationToken Taking => _taking.Token;

    /// <summary>Cancelled when what is under way is to be left, or can no longer be recorded.</summary>
    public CancellationToken Broken => _broken.Token;

    /// <summary>
    /// Renders the prompts, looks them up, and queues them, as far as there are places: always some ahead of the calls, which
    /// must not wait for it. One caller at a time. After a pause nothing is queued, and it stays owed.
    /// </summary>
    /// <exception cref="OperationCanceledException">Stopped before all had a place.</exception>
    public async Task AddAsync(IReadOnlyList<AcceptedResponse> owed)
    {
        var pending = new List<PendingVerdict>(owed.Count);
        int queued = 0;
        try
        {
            pending.AddRange(owed.Select(Prepare));
            if (_work.Cache is { } cache)
            {
                await cache.FindAsync(pending, _taking.Token);
            }

            while (queued < pending.Count && _paused is null)
            {
                int places = await TakePlacesAsync(owed[queued].Response);
                _ready.Writer.TryWrite(new ReadyVerdict(owed[queued], pending[queued], places));
                queued++;
            }
        }
        finally
        {
            pending.Skip(queued).ToList().ForEach(p => p.Dispose());
        }
    }

    /// <summary>Waits until everything that was added has its outcome, or stays owed.</summary>
    /// <exception cref="OperationCanceledException">Stopped before.</exception>
    public async Task DrainAsync()
    {
        int taken = 0;
        try
        {
            for (; taken < _work.Open; taken++)
            {
                await _open.WaitAsync(_taking.Token);
            }
        }
        finally
        {
            if (taken > 0)
            {
                _open.Release(taken);
            }
        }
    }

    private PendingVerdict Prepare(AcceptedResponse response)
    {
        int mark = Mark(response.Key);
        PendingVerdict pending = _work.Judge.Prepare(response);
        Unmark(mark);
        return pending;
    }

    /// <summary>A large response takes the places of several, so that places bound memory and not only a count.</summary>
    private async ValueTask<int> TakePlacesAsync(Response response)
    {
        int wanted = Math.Min(1 + (response.Size / PlaceSize), _work.Open);
        int taken = 0;
        try
        {
            for (; taken < wanted; taken++)
            {
                if (!_open.Wait(0, CancellationToken.None))
                {
                    await _open.WaitAsync(_taking.Token);
                }
            }

            return taken;
        }
        catch
        {
            // A place that is never given back would keep the pipeline from its end.
            if (taken > 0)
            {
                _open.Release(taken);
            }

            throw;
        }
    }

    /// <summary>Nothing more will be added: waits until all that was has its outcome, or stays owed.</summary>
    /// <exception cref="LedgerException">The ledger cannot be written; nothing that it confirmed is lost.</exception>
    public async Task CompleteAsync()
    {
        _ready.Writer.Complete();
        await _starting;
        for (int i = 0; i < _work.Open; i++)
        {
            await _open.WaitAsync(CancellationToken.None);
        }

        _finished.Complete();
        await _recording;
        _defect?.Throw();
    }

    public void Dispose()
    {
        _taking.Dispose();
        _broken.Dispose();
        _open.Dispose();
    }

    /// <summary>Starts whatever is ready, each when it is its turn. After a stop or a pause what is ready stays owed.</summary>
    private async Task StartAllAsync()
    {
        await foreach (ReadyVerdict next in _ready.Reader.ReadAllAsync(CancellationToken.None))
        {
            ReadyVerdict ready = next;
            if (_paused is null && !_taking.IsCancellationRequested && !ready.Pending.IsAnswered && !ready.Pending.IsBegun && _work.Thrift is { } thrift)
            {
                // What is judged all the same has been paid for, or costs nothing.
                if (thrift.ShareOf(ready.Pending.Response.Id, _work.Rule.Sample.Probability) is not { } share)
                {
                    Interlocked.Increment(ref _underWay);
                    Finish(ready, thrift.Skipped());
                    continue;
                }

                ready = ready with { Share = share };
            }

            if (_paused is not null || !await TakeTurnAsync(ready))
            {
                ready.Pending.Dispose();
                _open.Release(ready.Places);
                continue;
            }

            Interlocked.Increment(ref _underWay);
            if (ready.Pending.IsAnswered)
            {
                await JudgeAsync(ready);
            }
            else
            {
                ThreadPool.UnsafeQueueUserWorkItem(r => _ = JudgeAsync(r), ready, preferLocal: false);
            }
        }
    }

    /// <summary>False when the run was stopped before it was the response's turn.</summary>
    private async ValueTask<bool> TakeTurnAsync(ReadyVerdict ready)
    {
        try
        {
            await _work.Judge.TakeTurnAsync(ready.Pending, _taking.Token);
            return true;
        }
        catch (OperationCanceledException) when (_taking.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e)
        {
            await EndAsync(e);
            return false;
        }
    }

    private async Task JudgeAsync(ReadyVerdict ready)
    {
        int mark = Mark(ready.Key);
        try
        {
            FailPoint.Hit("calling");
            FailPoint.Hit("calling", ready.Pending.Response.Id);
            Judged judged = await _work.Judge.JudgeAsync(ready.Pending, _broken.Token, _taking.Token);
            if (judged is Judged.Paused paused)
            {
                _paused ??= paused;
            }
            else if (judged is Judged.Parked { WaitsForBatch: true })
            {
                _forBatch.Enqueue((ready.Key, ready.Accepted.ReceivedAt));
            }
            else if (judged is Judged.Parked parked && !_taking.IsCancellationRequested)
            {
                _parked = parked.Error;
            }

            FailPoint.Hit("judged");
            Unmark(mark);
            Finish(ready, judged is Judged.Decided decided ? decided with { Share = ready.Share } : judged);
        }
        catch (Exception e)
        {
            await EndAsync(e);
            Unmark(mark);
            ready.Pending.Dispose();
            Release(1, ready.Places);
        }
    }

    private void Finish(ReadyVerdict ready, Judged judged) =>
        _finished.Add(new FinishedVerdict(ready.Key, ready.Accepted.ReceivedAt, ready.Pending, judged, ready.Places) { IsUnkept = ready.Accepted.IsUnkept });

    /// <summary>A defect of ours ends the run, with its cause; it must not hang it or lose a response in silence.</summary>
    private async Task EndAsync(Exception defect)
    {
        _defect ??= ExceptionDispatchInfo.Capture(defect);
        await _broken.CancelAsync();
    }

    private int Mark(long key) => _work.InFlight?.Begin(new InFlight(_work.Run.JudgeVersion, key)) ?? -1;

    private void Unmark(int mark) => _work.InFlight?.End(mark);

    private void Release(int count, int places)
    {
        Interlocked.Add(ref _underWay, -count);
        _open.Release(places);
    }

    /// <summary>A response that is accepted, rendered and looked up; it has a place, and waits for its turn.</summary>
    private sealed record ReadyVerdict(AcceptedResponse Accepted, PendingVerdict Pending, int Places)
    {
        public long Key => Accepted.Key;

        /// <inheritdoc cref="Judged.Decided.Share"/>
        public double Share { get; init; } = 1;
    }
}
