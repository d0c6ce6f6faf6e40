using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Assay.Collecting;
using Assay.Scoring.Judging;

namespace Assay.Scoring.Running;

/// <summary>
/// Takes responses from a source into the ledger, looks them up in the cache, has the others judged, and records what came of
/// it: a chain of batches with bounded work between them.
/// </summary>
public sealed class ScoringRun : IDisposable
{
    private const int AcceptBatch = 250;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(5);

    private readonly ScoringWork _work;
    private readonly RunProgress _progress;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _open;
    private readonly Channel<ReadyVerdict> _ready = Channel.CreateUnbounded<ReadyVerdict>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly FinishedVerdicts _finished;
    private readonly OutcomeRecorder _recorder;
    private volatile Judged.Paused? _paused;
    private volatile string? _parked;
    private volatile bool _exhausted;
    private int _underWay;
    private volatile ExceptionDispatchInfo? _defect;

    public ScoringRun(ScoringWork work, RunProgress progress, TimeProvider clock)
    {
        _work = work;
        _progress = progress;
        _clock = clock;
        _open = new SemaphoreSlim(work.Open, work.Open);
        _finished = new FinishedVerdicts(() => Volatile.Read(ref _underWay), clock);
        _recorder = new OutcomeRecorder(work, progress, _finished, Release);
    }

    /// <param name="stop">Take in no more, finish what is in flight.</param>
    /// <param name="abort">Leave what is in flight owed.</param>
    /// <exception cref="LedgerException">The ledger cannot be written; nothing that it confirmed is lost.</exception>
    public async Task<RunEnd> ExecuteAsync(IAsyncEnumerable<SourcedResponse> source, CancellationToken stop, CancellationToken abort)
    {
        _progress.Judge = _work.Judge;
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(abort);
        using var taking = CancellationTokenSource.CreateLinkedTokenSource(stop, broken.Token);
        Task recording = _recorder.RecordAllAsync(broken);
        var starting = Task.Run(() => StartAllAsync(broken, taking.Token), CancellationToken.None);
        InputException? rejected = null;
        try
        {
            rejected = await TakeInAsync(source, broken.Token, taking.Token);
        }
        catch (OperationCanceledException) when (taking.IsCancellationRequested)
        {
            // Asked to stop, or the ledger broke: the recorder tells which.
        }
        finally
        {
            _ready.Writer.Complete();
            await starting;
            await FinishOpenAsync();
            _finished.Complete();
            await recording;
        }

        _defect?.Throw();

        return this switch
        {
            _ when rejected is not null => new RunEnd.InputRejected(rejected),
            _ when _paused is { Reason: PauseReason.Budget } budget => new RunEnd.BudgetReached(budget.Error),
            _ when _paused is { } paused => new RunEnd.ProviderFailed(paused.Error),
            _ when stop.IsCancellationRequested && !(_exhausted && _progress.Done == _progress.Accepted) => new RunEnd.Interrupted(),
            _ when _parked is { } error => new RunEnd.ProviderFailed(error),
            _ => new RunEnd.Finished(),
        };
    }

    public void Dispose() => _open.Dispose();

    /// <returns>The input error that ended the taking in, if one did.</returns>
    private async Task<InputException?> TakeInAsync(IAsyncEnumerable<SourcedResponse> source, CancellationToken broken, CancellationToken stop)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Channel<SourcedResponse> read = Channel.CreateBounded<SourcedResponse>(new BoundedChannelOptions(2 * AcceptBatch) { SingleReader = true, SingleWriter = true });

        // On its own, because a read of standard input may never return: it is left behind then, not waited for.
        _ = Task.Run(() => ReadAsync(source, read.Writer, reading.Token), CancellationToken.None);
        var batch = new List<SourcedResponse>(AcceptBatch);
        try
        {
            while (await read.Reader.WaitToReadAsync(stop))
            {
                if (read.Reader.Count < AcceptBatch && !read.Reader.Completion.IsCompleted)
                {
                    // A transaction for a handful costs as much as one for hundreds.
                    await Task.Delay(Gathering, _clock, stop);
                }

                while (batch.Count < AcceptBatch && read.Reader.TryRead(out SourcedResponse? response))
                {
                    batch.Add(response);
                }

                if (await AcceptAsync(batch, broken, stop) is { } conflict)
                {
                    return conflict;
                }
            }

            _exhausted = true;
            return null;
        }
        catch (InputException e)
        {
            return e;
        }
        finally
        {
            await reading.CancelAsync();
        }
    }

    private static async Task ReadAsync(IAsyncEnumerable<SourcedResponse> source, ChannelWriter<SourcedResponse> read, CancellationToken stop)
    {
        try
        {
            await foreach (SourcedResponse response in source.WithCancellation(stop))
            {
                await read.WriteAsync(response, stop);
            }

            read.Complete();
        }
        catch (Exception e)
        {
            read.Complete(e);
        }
    }

    private async Task<InputException?> AcceptAsync(List<SourcedResponse> batch, CancellationToken broken, CancellationToken stop)
    {
        Acceptance acceptance = await _work.Ledger.AcceptAsync(_work.Run, batch, _work.Sample, broken);
        batch.Clear();
        var owed = new List<AcceptedResponse>(acceptance.Accepted.Count);
        foreach (AcceptedResponse response in acceptance.Accepted.Where(r => r.IsNew))
        {
            _progress.AddAccepted(response);
            if (response.State == OutcomeState.Owed && _paused is null)
            {
                owed.Add(response);
            }
        }

        await MakeReadyAsync(owed, stop);
        return acceptance.Conflict;
    }

    /// <summary>Renders the prompts, looks them up, and queues them, as far as there are places: always some ahead of the calls, which must not wait for it.</summary>
    private async Task MakeReadyAsync(List<AcceptedResponse> owed, CancellationToken stop)
    {
        var pending = new List<PendingVerdict>(owed.Count);
        int queued = 0;
        try
        {
            pending.AddRange(owed.Select(r => _work.Judge.Prepare(r.Response)));
            if (_work.Cache is { } cache)
            {
                await cache.FindAsync(pending, stop);
            }

            while (queued < pending.Count && _paused is null)
            {
                if (!_open.Wait(0, CancellationToken.None))
                {
                    await _open.WaitAsync(stop);
                }

                _ready.Writer.TryWrite(new ReadyVerdict(owed[queued].Key, pending[queued]));
                queued++;
            }
        }
        finally
        {
            pending.Skip(queued).ToList().ForEach(p => p.Dispose());
        }
    }

    /// <summary>Starts whatever is ready, each when it is its turn. After a stop or a pause what is ready stays owed.</summary>
    private async Task StartAllAsync(CancellationTokenSource broken, CancellationToken stop)
    {
        await foreach (ReadyVerdict ready in _ready.Reader.ReadAllAsync(CancellationToken.None))
        {
            if (_paused is not null || !await TakeTurnAsync(ready, broken, stop))
            {
                ready.Pending.Dispose();
                _open.Release();
                continue;
            }

            Interlocked.Increment(ref _underWay);
            if (ready.Pending.IsAnswered)
            {
                await JudgeAsync(ready, broken, stop);
            }
            else
            {
                ThreadPool.UnsafeQueueUserWorkItem(r => _ = JudgeAsync(r, broken, stop), ready, preferLocal: false);
            }
        }
    }

    /// <summary>False when the run was stopped before it was the response's turn.</summary>
    private async ValueTask<bool> TakeTurnAsync(ReadyVerdict ready, CancellationTokenSource broken, CancellationToken stop)
    {
        try
        {
            await _work.Judge.TakeTurnAsync(ready.Pending, stop);
            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e)
        {
            await EndAsync(e, broken);
            return false;
        }
    }

    private async Task JudgeAsync(ReadyVerdict ready, CancellationTokenSource broken, CancellationToken stop)
    {
        try
        {
            Judged judged = await _work.Judge.JudgeAsync(ready.Pending, broken.Token, stop);
            if (judged is Judged.Paused paused)
            {
                _paused ??= paused;
            }
            else if (judged is Judged.Parked parked && !stop.IsCancellationRequested)
            {
                _parked = parked.Error;
            }

            _finished.Add(new FinishedVerdict(ready.Key, ready.Pending, judged));
        }
        catch (Exception e)
        {
            await EndAsync(e, broken);
            ready.Pending.Dispose();
            Release(1);
        }
    }

    /// <summary>A defect of ours ends the run, with its cause; it must not hang it or lose a response in silence.</summary>
    private async Task EndAsync(Exception defect, CancellationTokenSource broken)
    {
        _defect ??= ExceptionDispatchInfo.Capture(defect);
        await broken.CancelAsync();
    }

    private void Release(int count)
    {
        Interlocked.Add(ref _underWay, -count);
        _open.Release(count);
    }

    private async Task FinishOpenAsync()
    {
        for (int i = 0; i < _work.Open; i++)
        {
            await _open.WaitAsync(CancellationToken.None);
        }
    }

    /// <summary>A response that is accepted, rendered and looked up; it has a place, and waits for its turn.</summary>
    private sealed record ReadyVerdict(long Key, PendingVerdict Pending);
}
