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
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim _places = new(places, places);
    private readonly Channel<JudgedResponse> _judged = Channel.CreateUnbounded<JudgedResponse>(new UnboundedChannelOptions { SingleReader = true });
    private volatile Judged.Paused? _paused;
    private volatile string? _parked;
    private volatile ExceptionDispatchInfo? _defect;

    /// <param name="stop">Take in no more, finish what is in flight.</param>
    /// <param name="abort">Leave what is in flight owed.</param>
    /// <exception cref="LedgerException">The ledger cannot be written; nothing that it confirmed is lost.</exception>
    public async Task<RunEnd> ExecuteAsync(IAsyncEnumerable<SourcedResponse> source, CancellationToken stop, CancellationToken abort)
    {
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
            _ when stop.IsCancellationRequested => new RunEnd.Interrupted(),
            _ when _parked is { } error => new RunEnd.ProviderFailed(error),
            _ => new RunEnd.Finished(),
        };
    }

    public void Dispose() => _places.Dispose();

    /// <returns>The input error that ended the taking in, if one did.</returns>
    private async Task<InputException?> TakeInAsync(IAsyncEnumerable<SourcedResponse> source, CancellationTokenSource broken, CancellationToken stop)
    {
        var batch = new List<SourcedResponse>(AcceptBatch);
        await using IAsyncEnumerator<SourcedResponse> responses = source.GetAsyncEnumerator(stop);
        while (true)
        {
            bool more;
            try
            {
                ValueTask<bool> next = responses.MoveNextAsync();
                if (next.IsCompleted)
                {
                    more = await next;
                }
                else
                {
                    Task<bool> waiting = next.AsTask();
                    // A source that trickles must not hold back what it already gave.
                    if (batch.Count > 0 && await Task.WhenAny(waiting, Task.Delay(Patience, clock, stop)) != waiting && await AcceptAsync(batch, broken, stop) is { } conflict)
                    {
                        return conflict;
                    }

                    more = await waiting;
                }
            }
            catch (InputException e)
            {
                return await AcceptAsync(batch, broken, stop) ?? e;
            }

            if (!more)
            {
                return await AcceptAsync(batch, broken, stop);
            }

            batch.Add(responses.Current);
            if (batch.Count == AcceptBatch && await AcceptAsync(batch, broken, stop) is { } rejected)
            {
                return rejected;
            }
        }
    }

    private async Task<InputException?> AcceptAsync(List<SourcedResponse> batch, CancellationTokenSource broken, CancellationToken stop)
    {
        if (batch.Count == 0)
        {
            return null;
        }

        Acceptance acceptance = await ledger.AcceptAsync(run, batch, broken.Token);
        batch.Clear();
        foreach (AcceptedResponse response in acceptance.Accepted.Where(r => r.IsNew))
        {
            progress.AddAccepted(response);
            if (response.State == OutcomeState.Owed && _paused is null)
            {
                await _places.WaitAsync(stop);
                _ = Task.Run(() => JudgeAsync(response, broken), CancellationToken.None);
            }
        }

        return acceptance.Conflict;
    }

    private async Task JudgeAsync(AcceptedResponse response, CancellationTokenSource broken)
    {
        try
        {
            Judged judged = await judge.JudgeAsync(response.Response, broken.Token);
            if (judged is Judged.Paused paused)
            {
                _paused ??= paused;
            }
            else if (judged is Judged.Parked parked)
            {
                _parked = parked.Error;
            }

            _judged.Writer.TryWrite(new JudgedResponse(response.Key, judged));
        }
        catch (OperationCanceledException) when (broken.IsCancellationRequested)
        {
            // Nothing came of it: the verdict stays owed.
            _places.Release();
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
