namespace Assay.Client.Sending;

/// <summary>Responses that wait, in their order, within two bounds. Many add, one takes. What was taken counts until it is settled.</summary>
internal sealed class ResponseBuffer(AssayClientOptions options)
{
    /// <summary>Bytes of one body before packing; the service takes 5 MiB.</summary>
    public const int LargestBody = 4 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<QueuedResponse> _waiting = new();
    private readonly List<(long Upto, TaskCompletionSource Settled)> _flushes = [];
    private TaskCompletionSource _changed = NewSignal();
    private long _waitingBytes;
    private long _bytes;
    private int _count;
    private long _added;
    private long _settled;
    private bool _isClosed;

    /// <summary>Those being sent included.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Null where it was added, else why not.</summary>
    public string? TryAdd(QueuedResponse response)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return "The client was disposed before the response came.";
            }

            if (_count >= options.Capacity || _bytes + response.Size > options.CapacityBytes)
            {
                return $"The buffer is full: {_count} responses with {_bytes} bytes wait for the service.";
            }

            _waiting.Enqueue(response);
            _waitingBytes += response.Size;
            _bytes += response.Size;
            _count++;
            _added++;
            if (_waiting.Count == 1 || IsBatch)
            {
                _changed.TrySetResult();
            }

            return null;
        }
    }

    /// <summary>Waits until a batch is full or has waited long enough; false where nothing waits and nothing will come.</summary>
    public async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            bool isEmpty;
            lock (_lock)
            {
                isEmpty = _waiting.Count == 0;
                if (_isClosed || (!isEmpty && (IsBatch || _flushes.Count > 0)))
                {
                    return !isEmpty;
                }

                _changed = NewSignal();
                changed = _changed.Task;
            }

            if (isEmpty)
            {
                await changed.WaitAsync(cancellationToken);
            }
            else if (await HasPassedAsync(changed, cancellationToken))
            {
                return true;
            }
        }
    }

    /// <summary>At least one where any waits, at most a batch, and no more than a body holds.</summary>
    public QueuedResponse[] Take()
    {
        lock (_lock)
        {
            var taken = new List<QueuedResponse>(Math.Min(options.BatchSize, _waiting.Count));
            int bytes = 0;
            while (taken.Count < options.BatchSize && _waiting.TryPeek(out QueuedResponse next) && (taken.Count == 0 || bytes + next.Size <= LargestBody))
            {
                taken.Add(_waiting.Dequeue());
                bytes += next.Size;
            }

            _waitingBytes -= bytes;
            return [.. taken];
        }
    }

    /// <summary>Makes the room of taken responses free again.</summary>
    public void Settle(ReadOnlySpan<QueuedResponse> responses)
    {
        lock (_lock)
        {
            foreach (QueuedResponse response in responses)
            {
                _bytes -= response.Size;
            }

            _count -= responses.Length;
            _settled += responses.Length;
            _flushes.FindAll(f => f.Upto <= _settled).ForEach(f => f.Settled.SetResult());
            _flushes.RemoveAll(f => f.Upto <= _settled);
        }
    }

    /// <summary>Waits until all that was added so far is settled; meanwhile no batch waits to become full.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        (long Upto, TaskCompletionSource Settled) flush;
        lock (_lock)
        {
            if (_added == _settled)
            {
                return;
            }

            flush = (_added, NewSignal());
            _flushes.Add(flush);
            _changed.TrySetResult();
        }

        try
        {
            await flush.Settled.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_lock)
            {
                _flushes.Remove(flush);
            }
        }
    }

    /// <summary>Takes nothing more; what waits can still be taken.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            _changed.TrySetResult();
        }
    }

    private bool IsBatch => _waiting.Count >= options.BatchSize || _waitingBytes >= LargestBody;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<bool> HasPassedAsync(Task changed, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task passed = Task.Delay(options.FlushInterval, options.Clock, enough.Token);
        bool hasPassed = await Task.WhenAny(changed, passed) == passed;
        await enough.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return hasPassed;
    }
}
