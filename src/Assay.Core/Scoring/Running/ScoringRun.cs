using System.Threading.Channels;
using Assay.Collecting;
using Assay.Scoring.Batching;
using Assay.Scoring.Judging;

namespace Assay.Scoring.Running;

/// <summary>Takes responses from a source into the ledger, and hands what they owe to the pipeline that judges and records.</summary>
public sealed class ScoringRun(ScoringWork work, RunProgress progress, TimeProvider clock)
{
    private const int AcceptBatch = 250;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(5);

    private bool _exhausted;

    /// <param name="stop">Take in no more, finish what is in flight.</param>
    /// <param name="abort">Leave what is in flight owed.</param>
    /// <exception cref="LedgerException">The ledger cannot be written; nothing that it confirmed is lost.</exception>
    public async Task<RunEnd> ExecuteAsync(IAsyncEnumerable<SourcedResponse> source, CancellationToken stop, CancellationToken abort)
    {
        progress.Judge = work.Judge;
        using var pipeline = new VerdictPipeline(work, progress, clock, stop, abort);
        BatchKeeper? batches = work.Batches is null ? null : new BatchKeeper(work, pipeline, progress, clock);
        InputException? rejected = null;
        ProviderException? refused = null;
        try
        {
            await (batches?.OpenAsync(pipeline.Broken) ?? Task.CompletedTask);
            rejected = await TakeInAsync(source, pipeline, batches);
            await (batches?.FinishAsync(pipeline.Taking) ?? Task.CompletedTask);
        }
        catch (ProviderException e)
        {
            refused = e;
        }
        catch (OperationCanceledException) when (pipeline.Taking.IsCancellationRequested)
        {
            // Asked to stop, or the ledger broke: the pipeline tells which.
        }
        finally
        {
            await pipeline.CompleteAsync();
        }

        return this switch
        {
            _ when rejected is not null => new RunEnd.InputRejected(rejected),
            _ when pipeline.Paused is { Reason: PauseReason.Budget } budget => new RunEnd.BudgetReached(budget.Error),
            _ when pipeline.Paused is { } paused => new RunEnd.ProviderFailed(paused.Error),
            _ when refused is not null => new RunEnd.ProviderFailed(refused.Message),
            _ when batches?.BudgetReached is { } reached => new RunEnd.BudgetReached(reached),
            _ when stop.IsCancellationRequested && !(_exhausted && progress.Done == progress.Accepted) => new RunEnd.Interrupted(),
            _ when pipeline.Parked is { } error => new RunEnd.ProviderFailed(error),
            _ => new RunEnd.Finished(),
        };
    }

    /// <returns>The input error that ended the taking in, if one did.</returns>
    private async Task<InputException?> TakeInAsync(IAsyncEnumerable<SourcedResponse> source, VerdictPipeline pipeline, BatchKeeper? batches)
    {
        CancellationToken stop = pipeline.Taking;
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
                    await Task.Delay(Gathering, clock, stop);
                }

                while (batch.Count < AcceptBatch && read.Reader.TryRead(out SourcedResponse? response))
                {
                    batch.Add(response);
                }

                if (await AcceptAsync(batch, pipeline, batches) is { } conflict)
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

    private async Task<InputException?> AcceptAsync(List<SourcedResponse> batch, VerdictPipeline pipeline, BatchKeeper? batches)
    {
        Acceptance acceptance = await work.Ledger.AcceptAsync(work.Run, batch, work.Rule, pipeline.Broken);
        batch.Clear();
        var owed = new List<AcceptedResponse>(acceptance.Accepted.Count);
        foreach (AcceptedResponse response in acceptance.Accepted.Where(r => r.IsNew))
        {
            progress.AddAccepted(response);
            if (response.State == OutcomeState.Owed && pipeline.Paused is null)
            {
                owed.Add(response);
            }
        }

        if (batches is null)
        {
            await pipeline.AddAsync(owed);
            return acceptance.Conflict;
        }

        await batches.AddAsync(owed);
        await batches.WorkAsync(all: false, pipeline.Taking);
        return acceptance.Conflict;
    }
}
