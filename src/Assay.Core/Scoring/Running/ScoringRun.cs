using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Assay.Collecting;
using Assay.Scoring.Judging;

namespace Assay.Scoring.Running;

/// <summary>
/// Takes responses from a source into the ledger, has the owed ones judged, and records what came of it: three loops with
/// bounded work between them. A place is held from the moment a response is handed to the judge until its outcome is
/// committed, so that a killed process repeats at most as many calls as it has places.
/// </summary>
public sealed class ScoringRun(ILedger ledger, RunKey run, ModelJudge judge, int places, RunProgress progress, TimeProvider clock) : IDisposable
{
    private const int AcceptBatch = 500;
    private const int RecordBatch = 1_000;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(5);

    private readonly SemaphoreSlim _places = new(places, places);
    private readonly Channel<JudgedResponse> _judged = Channel.CreateUnbounded<JudgedResponse>(new UnboundedChannelOptions { SingleReader = true });
    private volatile Judged.Paused? _paused;
    private volatile string? _parked;
    private volatile bool _exhausted;
    private volatile ExceptionDispatchInfo? _defect;

    /// <param name="stop">Take in no more, finish what is in flight.</param>
    /// <param name="abort">Leave what is in flight owed.</param>
    /// <exception cref="LedgerException">The ledger cannot be written; nothing that it confirmed is lost.</exception>
    public async Task<RunEnd> ExecuteAsync(IAsyncEnumerable<SourcedResponse> source, CancellationToken stop, CancellationToken abort)
    {
        progress.Judge = judge;
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(abort);
        using var taking = CancellationTokenSource.CreateLinkedTokenSource(stop, broken.Token);
        Task recording = RecordAsync(broken);
        InputException? rejected = null;
        try
        {
            rejected = await TakeInAsync(source, broken, taking.Token);
        }
        catch (OperationCanceledException) when (taking.IsCancellationRequested)
        {
            // Asked to stop, or the ledger broke: the recorder tells which.
        }
        finally
        {
            await FinishInFlightAsync();
            _judged.Writer.Complete();
            await recording;
        }

        _defect?.Throw();

        return this switch
        {
            _ when rejected is not null => new RunEnd.InputRejected(rejected),
            _ when _paused is { Reason: PauseReason.Budget } budget => new RunEnd.BudgetReached(budget.Error),
            _ when _paused is { } paused => new RunEnd.ProviderFailed(paused.Error),
            _ when stop.IsCancellationRequested && !(_exhausted && progress.Done == progress.Accepted) => new RunEnd.Interrupted(),
            _ when _parked is { } error => new RunEnd.ProviderFailed(error),
            _ => new RunEnd.Finished(),
        };
    }

    public void Dispose() => _places.Dispose();

    /// <returns>The input error that ended the taking in, if one did.</returns>
    private async Task<InputException?> TakeInAsync(IAsyncEnumerable<SourcedResponse> source, CancellationTokenSource broken, CancellationToken stop)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Channel<SourcedResponse> read = Channel.CreateBounded<SourcedResponse>(new BoundedChannelOptions(AcceptBatch) { SingleReader = true, SingleWriter = true });

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
                    await Task.Delay(Gathering, clock, stop);
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

    private async Task<InputException?> AcceptAsync(List<SourcedResponse> batch, CancellationTokenSource broken, CancellationToken stop)
    {
        Acceptance acceptance = await ledger.AcceptAsync(run, batch, broken.Token);
        batch.Clear();
        foreach (AcceptedResponse response in acceptance.Accepted.Where(r => r.IsNew))
        {
            progress.AddAccepted(response);
            if (response.State == OutcomeState.Owed && _paused is null)
            {
                await _places.WaitAsync(stop);
                _ = Task.Run(() => JudgeAsync(response, broken, stop), CancellationToken.None);
            }
        }

        return acceptance.Conflict;
    }

    private async Task JudgeAsync(AcceptedResponse response, CancellationTokenSource broken, CancellationToken stop)
    {
        try
        {
            Judged judged = await judge.JudgeAsync(response.Response, broken.Token, stop);
            if (judged is Judged.Paused paused)
            {
                _paused ??= paused;
            }
            else if (judged is Judged.Parked parked && !stop.IsCancellationRequested)
            {
                _parked = parked.Error;
            }

            _judged.Writer.TryWrite(new JudgedResponse(response.Key, judged));
        }
        catch (Exception e)
        {
            // A defect of ours ends the run, with its cause; it must not hang it or lose a response in silence.
            _defect ??= ExceptionDispatchInfo.Capture(e);
            await broken.CancelAsync();
            _places.Release();
        }
    }

    private async Task RecordAsync(CancellationTokenSource broken)
    {
        var batch = new List<JudgedResponse>(RecordBatch);
        try
        {
            while (await _judged.Reader.WaitToReadAsync(CancellationToken.None))
            {
                while (batch.Count < RecordBatch && _judged.Reader.TryRead(out JudgedResponse? judged))
                {
                    batch.Add(judged);
                }

                await ledger.RecordAsync(run, batch, CancellationToken.None);
                foreach (JudgedResponse judged in batch)
                {
                    progress.AddJudged(judged.Judged);
                }

                _places.Release(batch.Count);
                batch.Clear();
            }
        }
        catch
        {
            // Stop calls before more money is spent on what cannot be saved.
            await broken.CancelAsync();
            _places.Release(batch.Count);
            await foreach (JudgedResponse _ in _judged.Reader.ReadAllAsync(CancellationToken.None))
            {
                _places.Release();
            }

            throw;
        }
    }

    private async Task FinishInFlightAsync()
    {
        for (int i = 0; i < places; i++)
        {
            await _places.WaitAsync(CancellationToken.None);
        }
    }
}
