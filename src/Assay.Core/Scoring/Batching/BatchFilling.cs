using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Scoring.Batching;

/// <summary>Fills batches with the questions of responses that wait for one. Their texts are read from the ledger, a few at a time.</summary>
/// <param name="isAsked">Whether an open batch asks it already, as it is cached.</param>
internal sealed class BatchFilling(ScoringWork work, BatchWork batches, Func<UInt128, bool> isAsked, TimeProvider clock)
{
    private const int Chunk = 250;

    private readonly IBatchAsking _asking = work.Judge.Batching!;

    /// <param name="room">What they may hold together.</param>
    public async Task<FilledBatches> FillAsync(IReadOnlyList<QueuedVerdict> queue, decimal room, CancellationToken cancellationToken)
    {
        int most = Math.Min(queue.Count, batches.Rules.MostResponses);
        while (true)
        {
            FilledBatches filled = await FillAsync(queue, most, room, cancellationToken);
            if (!filled.IsBroken)
            {
                return filled;
            }

            most = filled.Looked;
            filled.Dispose();
        }
    }

    private async Task<FilledBatches> FillAsync(IReadOnlyList<QueuedVerdict> queue, int most, decimal room, CancellationToken cancellationToken)
    {
        var filled = new FilledBatches();
        try
        {
            while (filled.Looked < most)
            {
                List<QueuedVerdict> chunk = [.. queue.Skip(filled.Looked).Take(Math.Min(Chunk, most - filled.Looked))];
                Dictionary<long, AcceptedResponse> found = (await BatchQueue.OwedAsync(work, [.. chunk.Select(c => c.Key)], cancellationToken)).ToDictionary(r => r.Key);
                List<PendingVerdict> pending = [.. found.Values.Select(r => work.Judge.Prepare(r))];
                try
                {
                    await (work.Cache?.FindAsync(pending, cancellationToken) ?? ValueTask.CompletedTask);
                    Dictionary<long, PendingVerdict> prepared = found.Keys.Zip(pending).ToDictionary(p => p.First, p => p.Second);
                    foreach (QueuedVerdict queued in chunk)
                    {
                        // One that is not owed any more, was removed, or waits in a batch, is passed over.
                        if (found.TryGetValue(queued.Key, out AcceptedResponse response) && !await TryAddAsync(filled, queued, (response, prepared[queued.Key]), room, cancellationToken))
                        {
                            return filled;
                        }

                        filled.Looked++;
                    }
                }
                finally
                {
                    pending.ForEach(p => p.Dispose());
                }
            }

            return filled;
        }
        catch
        {
            filled.Dispose();
            throw;
        }
    }

    /// <returns>False where there is no more room.</returns>
    private async ValueTask<bool> TryAddAsync(FilledBatches filled, QueuedVerdict queued, (AcceptedResponse Response, PendingVerdict Pending) prepared, decimal room, CancellationToken cancellationToken)
    {
        (AcceptedResponse response, PendingVerdict pending) = prepared;
        if (pending.Keys.Any(k => isAsked(k.Question) || filled.Questions.Contains(k.Question)))
        {
            filled.Twins.Add(queued);
            return true;
        }

        IReadOnlyList<BatchItem> items = await _asking.NextAsync(response.Key, pending, cancellationToken);
        if (items.Count == 0)
        {
            filled.Live.Add(response);
            return true;
        }

        decimal usd = items.Sum(i => i.HeldUsd);
        if (filled.HeldUsd + usd > room)
        {
            filled.IsShortOfMoney = true;
            return false;
        }

        int added = items.TakeWhile(i => TryAdd(filled, i, pending, queued.Deadline)).Count();
        if (added < items.Count)
        {
            filled.IsBroken = added > 0;
            return false;
        }

        filled.HeldUsd += usd;
        filled.Questions.UnionWith(pending.Keys.Select(k => k.Question));
        return true;
    }

    private bool TryAdd(FilledBatches filled, BatchItem item, PendingVerdict pending, DateTimeOffset? deadline)
    {
        FilledBatch batch = BatchOf(filled, _asking.AccessOf(item));
        long bytes = _asking.Bytes(item, pending);
        if ((batch.Items.Count > 0 && batch.Bytes + bytes > batches.Rules.MostBytes) || !batch.Upload.TryAdd(_asking.Request(item, pending)))
        {
            return false;
        }

        batch.Items.Add(item);
        batch.Bytes += bytes;
        batch.Deadline = batch.Deadline is { } earlier && (deadline is not { } own || earlier < own) ? earlier : deadline;
        return true;
    }

    private FilledBatch BatchOf(FilledBatches filled, BatchAccess access)
    {
        if (filled.Batches.Find(b => b.Access.Place == access.Place) is { } begun)
        {
            return begun;
        }

        string token = $"b{Guid.CreateVersion7(clock.GetUtcNow()):N}";
        var batch = new FilledBatch(access, access.Client.Begin(token), token);
        filled.Batches.Add(batch);
        return batch;
    }
}
