using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Scoring.Batching;

/// <summary>
/// Takes what an ended batch brought into the pipeline, each result matched to what was asked. What is recorded already is passed
/// over, so that it can be read again from the start after anything.
/// </summary>
internal sealed class BatchReading(ScoringWork work, BatchWork batches, VerdictPipeline pipeline, TimeProvider clock)
{
    private const int Chunk = 250;

    private readonly IBatchStore _store = work.Ledger.Batches;

    /// <param name="ended">As its provider says; null where it has no results.</param>
    /// <param name="isLast">What breaks off the reading now ends it: what was not read is asked live.</param>
    /// <returns>Whether all of it is settled; false where judging stopped before.</returns>
    /// <exception cref="ProviderException">The results cannot be read, or not to their end; what was read is recorded.</exception>
    public async Task<bool> ReadAsync(HeldBatch batch, BatchStatus? ended, bool isLast, CancellationToken cancellationToken)
    {
        var reading = new Results(await _store.ItemsAsync(batch.Key, cancellationToken));
        DateTimeOffset now = clock.GetUtcNow();
        ProviderException? broken = null;
        if (ended is not null)
        {
            try
            {
                await foreach (BatchResult result in batches.ClientOf(batch).ResultsAsync(ended with { Token = batch.Token }, cancellationToken))
                {
                    reading.Add(result);
                    if (reading.Whole.Count >= Chunk)
                    {
                        await JudgeAsync(batch, reading.TakeWhole(), now, cancellationToken);
                    }
                }
            }
            catch (ProviderException e)
            {
                broken = e;
            }
        }

        await JudgeAsync(batch, reading.TakeWhole(), now, cancellationToken);
        if (broken is not null && !isLast)
        {
            await pipeline.DrainAsync();
            throw broken;
        }

        await FallBackAsync(batch, reading.TakeRest(ended is null ? batch.Error : broken?.Message), now, cancellationToken);
        await pipeline.DrainAsync();
        return pipeline.Paused is null && await _store.TrySettleAsync(batch.Key, reading.Foreign, reading.Duplicates, CancellationToken.None);
    }

    /// <summary>What has no reply costs nothing: its money is free before it is asked live, which needs some.</summary>
    private async Task FallBackAsync(HeldBatch batch, IReadOnlyList<IReadOnlyList<BatchedAnswer>> rest, DateTimeOffset now, CancellationToken cancellationToken)
    {
        BatchItem[] free = [.. rest.SelectMany(r => r).Where(a => a.Result.Reply is null && a.Item.HeldUsd > 0).Select(a => a.Item)];
        if (free.Length > 0)
        {
            await _store.FreeAsync(batch.Key, free, CancellationToken.None);
            work.Budget?.SettleBatch(free.Sum(i => i.HeldUsd), 0, batch.Day);
        }

        FailPoint.Hit("batch_falls_back");
        await JudgeAsync(batch, [.. rest.Select(r => r.Select(a => a.Result.Reply is null ? a with { Item = a.Item with { HeldUsd = 0 } } : a).ToList())], now, cancellationToken);
    }

    private async Task JudgeAsync(HeldBatch batch, IReadOnlyList<IReadOnlyList<BatchedAnswer>> whole, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (IReadOnlyList<BatchedAnswer>[] chunk in whole.Chunk(Chunk))
        {
            Dictionary<long, BatchedAnswers> brought = chunk.ToDictionary(
                c => c[0].Item.ResponseKey, c => new BatchedAnswers(batch.Key, batch.BegunAt, now - batch.BegunAt, c));
            IReadOnlyList<AcceptedResponse> owed = await _store.ResponsesAsync(work.Run, [.. brought.Keys], cancellationToken);
            await pipeline.AddAsync([.. owed.Select(o => o with { Batched = brought[o.Key], MayWait = MayWait(o, brought[o.Key]) })]);
            await PayAsync([.. brought.Where(b => owed.All(o => o.Key != b.Key))]);
        }
    }

    /// <summary>What a batch left unanswered is asked live to its end. Of one whose texts are not kept nothing that was said may be either.</summary>
    private bool MayWait(AcceptedResponse owed, BatchedAnswers brought) => batches.Terms.MayWait && !owed.IsUnkept && brought.Items.All(i => i.Result.Reply is not null);

    /// <summary>What is not owed any more, or was removed, was asked all the same: what it cost is recorded.</summary>
    private async Task PayAsync(IReadOnlyList<KeyValuePair<long, BatchedAnswers>> unneeded)
    {
        if (unneeded.Count > 0)
        {
            await OutcomeRecorder.SaveAsync(
                [.. unneeded.Select(u => new JudgedResponse(u.Key, u.Value.SubmittedAt, new Judged.Parked("it was not owed any more") { IsPutOff = false, Attempts = work.Judge.Batching!.Attempts(u.Value) }) { Batched = u.Value })],
                work);
        }
    }

    /// <summary>Results as they come, put together by response.</summary>
    private sealed class Results(IReadOnlyList<BatchItem> items)
    {
        private readonly Dictionary<string, BatchItem> _asked = items.ToDictionary(i => i.CustomId, StringComparer.Ordinal);
        private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
        private readonly Dictionary<long, List<BatchedAnswer>> _parts = [];
        private readonly Dictionary<long, int> _wanted = items.Where(i => i.State == BatchItemState.Waiting).GroupBy(i => i.ResponseKey).ToDictionary(g => g.Key, g => g.Count());

        public int Foreign { get; private set; }

        public int Duplicates { get; private set; }

        /// <summary>All their questions have replies.</summary>
        public List<List<BatchedAnswer>> Whole { get; private set; } = [];

        public void Add(BatchResult result)
        {
            if (!_asked.TryGetValue(result.CustomId, out BatchItem? item))
            {
                Foreign++;
                return;
            }

            if (!_seen.Add(result.CustomId))
            {
                Duplicates++;
                return;
            }

            if (item.State != BatchItemState.Waiting)
            {
                return;
            }

            if (!_parts.TryGetValue(item.ResponseKey, out List<BatchedAnswer>? parts))
            {
                _parts[item.ResponseKey] = parts = [];
            }

            parts.Add(new BatchedAnswer(item, result));
            if (parts.Count == _wanted[item.ResponseKey] && parts.All(p => p.Result.Reply is not null))
            {
                Whole.Add(parts);
                _parts.Remove(item.ResponseKey);
                _wanted.Remove(item.ResponseKey);
            }
        }

        public List<List<BatchedAnswer>> TakeWhole()
        {
            List<List<BatchedAnswer>> taken = Whole;
            Whole = [];
            return taken;
        }

        /// <summary>Those that lack a reply to a question or more.</summary>
        /// <param name="error">Why there is none; null: the results were read to their end.</param>
        public IReadOnlyList<IReadOnlyList<BatchedAnswer>> TakeRest(string? error)
        {
            var nothing = new ProviderException(ErrorClass.Transient, error ?? "the batch's results have none for it");
            return
            [
                .. _asked.Values.Where(i => i.State == BatchItemState.Waiting && _wanted.ContainsKey(i.ResponseKey)).GroupBy(i => i.ResponseKey).Select(g => g
                    .Select(i => _parts.GetValueOrDefault(g.Key)?.Find(p => p.Item == i) ?? new BatchedAnswer(i, new BatchResult(i.CustomId, Reply: null, nothing))).ToList()),
            ];
        }
    }
}
