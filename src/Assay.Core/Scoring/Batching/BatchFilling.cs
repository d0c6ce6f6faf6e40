using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Scoring.Batching;

/// <summary>Fills a batch with the questions of responses that wait for one. Their texts are read from the ledger, a few at a time.</summary>
/// <param name="isAsked">Whether an open batch asks it already, as it is cached.</param>
internal sealed class BatchFilling(ScoringWork work, BatchWork batches, Func<UInt128, bool> isAsked, TimeProvider clock)
{
    private const int Chunk = 250;

    /// <param name="room">What it may hold.</param>
    public async Task<FilledBatch> FillAsync(IReadOnlyList<QueuedVerdict> queue, decimal room, CancellationToken cancellationToken)
    {
        int most = Math.Min(queue.Count, batches.Rules.MostResponses);
        while (true)
        {
            FilledBatch filled = await FillAsync(queue, most, room, cancellationToken);
            if (!filled.IsBroken)
            {
                return filled;
            }

            most = filled.Looked;
            filled.Dispose();
        }
    }

    private async Task<FilledBatch> FillAsync(IReadOnlyList<QueuedVerdict> queue, int most, decimal room, CancellationToken cancellationToken)
    {
        string token = $"b{Guid.CreateVersion7(clock.GetUtcNow()):N}";
        var filled = new FilledBatch(batches.Access.Client.Begin(token), token);
        try
        {
            long bytes = 0;
            while (filled.Looked < most)
            {
                List<QueuedVerdict> chunk = [.. queue.Skip(filled.Looked).Take(Math.Min(Chunk, most - filled.Looked))];
                Dictionary<long, AcceptedResponse> found = (await work.Ledger.Batches.ResponsesAsync(work.Run, [.. chunk.Select(c => c.Key)], cancellationToken)).ToDictionary(r => r.Key);
                List<PendingVerdict> pending = [.. found.Values.Select(r => work.Judge.Prepare(r.Response))];
                try
                {
                    await (work.Cache?.FindAsync(pending, cancellationToken) ?? ValueTask.CompletedTask);
                    Dictionary<long, PendingVerdict> prepared = found.Keys.Zip(pending).ToDictionary(p => p.First, p => p.Second);
                    foreach (QueuedVerdict queued in chunk)
                    {
                        // One that is not owed any more, or was removed, is passed over.
                        if (found.TryGetValue(queued.Key, out AcceptedResponse response) && !TryAdd(filled, queued, (response, prepared[queued.Key]), room, ref bytes))
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

    /// <returns>False where it is full.</returns>
    private bool TryAdd(FilledBatch filled, QueuedVerdict queued, (AcceptedResponse Response, PendingVerdict Pending) prepared, decimal room, ref long bytes)
    {
        (AcceptedResponse response, PendingVerdict pending) = prepared;
        if (pending.Keys.Any(k => isAsked(k.Question) || filled.Questions.Contains(k.Question)))
        {
            filled.Twins.Add(queued);
            return true;
        }

        BatchAsking asking = work.Judge.Batching!;
        IReadOnlyList<BatchItem> items = asking.Items(response.Key, pending);
        if (items.Count == 0)
        {
            filled.Live.Add(response);
            return true;
        }

        long size = items.Sum(i => asking.Bytes(i, pending));
        if (filled.Items.Count > 0 && bytes + size > batches.Rules.MostBytes)
        {
            return false;
        }

        decimal usd = items.Sum(i => i.HeldUsd);
        if (filled.HeldUsd + usd > room)
        {
            filled.IsShortOfMoney = true;
            return false;
        }

        int added = items.TakeWhile(i => filled.Upload.TryAdd(asking.Request(i, pending))).Count();
        if (added < items.Count)
        {
            filled.IsBroken = added > 0;
            return false;
        }

        bytes += size;
        filled.Items.AddRange(items);
        filled.HeldUsd += usd;
        filled.Questions.UnionWith(pending.Keys.Select(k => k.Question));
        filled.Deadline = filled.Deadline is { } earlier && (queued.Deadline is not { } own || earlier < own) ? earlier : queued.Deadline;
        return true;
    }
}
