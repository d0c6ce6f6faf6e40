using Assay.Scoring.Running;

namespace Assay.Scoring.Batching;

/// <summary>What waits to be put into a batch, each response once, and what waits to see whether a batch answers it too.</summary>
internal sealed class BatchQueue(BatchWork batches, TimeProvider clock)
{
    private readonly List<QueuedVerdict> _queue = [];
    private readonly HashSet<long> _keys = [];

    // Ask what another response in a batch asks.
    private readonly List<QueuedVerdict> _twins = [];

    public IReadOnlyList<QueuedVerdict> Items => _queue;

    public int Count => _queue.Count;

    /// <summary>How long its first has waited.</summary>
    public TimeSpan Waited => clock.GetElapsedTime(_queue[0].QueuedAt);

    /// <param name="waitingUntil">How many wait in batches for a deadline or an earlier one.</param>
    /// <returns>False where it cannot wait for a batch: it is not allowed to, one did not answer it, or there is no time.</returns>
    public bool TryAdd(long key, DateTimeOffset receivedAt, BatchedKeys known, Func<DateTimeOffset?, int> waitingUntil)
    {
        DateTimeOffset? deadline = batches.DeadlineOf(receivedAt);
        if (!batches.Terms.MayWait || known.Tried.Contains(key) || !DeadlineRule.Allows(deadline - clock.GetUtcNow(), waitingUntil(deadline) + _queue.Count + 1, batches.Rules.LivePerSecond, batches.Seen))
        {
            return false;
        }

        Add(key, deadline);
        return true;
    }

    public void Add(long key, DateTimeOffset? deadline)
    {
        if (_keys.Add(key))
        {
            _queue.Add(new QueuedVerdict(key, deadline, clock.GetTimestamp()));
        }
    }

    public List<QueuedVerdict> TakeFirst(int count)
    {
        List<QueuedVerdict> first = _queue.GetRange(0, count);
        _queue.RemoveRange(0, count);
        _keys.ExceptWith(first.Select(q => q.Key));
        return first;
    }

    /// <summary>What was looked at and not sent comes first again. What waits in another batch of these comes back with that.</summary>
    public void PutBack(List<QueuedVerdict> looked, FilledBatches filled, IReadOnlyList<FilledBatch> unsent)
    {
        HashSet<long> sent = [.. filled.Batches.Except(unsent).SelectMany(b => b.Items).Select(i => i.ResponseKey)];
        HashSet<long> left = [.. unsent.SelectMany(b => b.Items).Select(i => i.ResponseKey).Where(key => !sent.Contains(key)), .. filled.Twins.Select(t => t.Key)];
        _queue.InsertRange(0, looked.FindAll(q => left.Contains(q.Key) && _keys.Add(q.Key)));
    }

    /// <summary>
    /// What these are owed, with their texts. One of which a part was taken back may wait in the batch of another model all the same: it
    /// comes back with that, and is not asked by any other way before.
    /// </summary>
    public static async Task<IReadOnlyList<AcceptedResponse>> OwedAsync(ScoringWork work, IReadOnlyList<long> keys, CancellationToken cancellationToken)
    {
        BatchedKeys known = await work.Ledger.Batches.WhereAsync(work.Run, keys, cancellationToken);
        return await work.Ledger.Batches.ResponsesAsync(work.Run, [.. keys.Where(key => !known.Waiting.Contains(key))], cancellationToken);
    }

    public void BringToFront(long key)
    {
        int at = _queue.FindIndex(q => q.Key == key);
        (_queue[0], _queue[at]) = (_queue[at], _queue[0]);
    }

    public void SetAside(IEnumerable<QueuedVerdict> twins) => _twins.AddRange(twins);

    /// <summary>What a batch has answered is known by the cache now; what another one still asks is found to wait for that.</summary>
    public void AskTwinsAgain()
    {
        _queue.AddRange(_twins.Where(t => _keys.Add(t.Key)));
        _twins.Clear();
    }
}
