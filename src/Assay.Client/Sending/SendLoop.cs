namespace Assay.Client.Sending;

/// <summary>Takes batches from the buffer and sends each until it is settled, one after another.</summary>
internal sealed class SendLoop(ResponseBuffer buffer, ServiceConnection service, RetryPolicy policy, ClientCounts counts, TimeProvider clock) : IDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationTokenSource _stop = new();

    // Only the loop touches it. The next part to send is on top.
    private readonly Stack<ReadOnlyMemory<QueuedResponse>> _unsettled = new();

    /// <summary>Returns when the buffer is closed and empty, or at <see cref="Stop"/>.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (await buffer.WaitAsync(_stop.Token))
            {
                _unsettled.Push(buffer.Take());
                await SendAsync();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            GiveUp();
        }
    }

    /// <summary>Nothing more comes: a wait that is under way is cut short for one more attempt.</summary>
    public void Close() => _closing.Cancel();

    /// <summary>What is not settled by now never will be.</summary>
    public void Stop() => _stop.Cancel();

    public void Dispose()
    {
        _closing.Dispose();
        _stop.Dispose();
    }

    private async Task SendAsync()
    {
        int attempt = 0;
        while (_unsettled.TryPeek(out ReadOnlyMemory<QueuedResponse> batch))
        {
            _stop.Token.ThrowIfCancellationRequested();
            bool wasClosing = _closing.IsCancellationRequested;
            ServiceAnswer answer = await service.PostAsync(batch, _stop.Token);
            SendDecision decision = policy.Decide(answer, batch.Length, attempt++);
            counts.IsPaused = decision is SendDecision.Pause;
            switch (decision)
            {
                case SendDecision.Settle:
                    _unsettled.Pop();
                    Settle(batch.Span, answer.Rejections(batch.Span));
                    attempt = 0;
                    break;
                case SendDecision.Split:
                    _unsettled.Pop();
                    _unsettled.Push(batch[(batch.Length / 2)..]);
                    _unsettled.Push(batch[..(batch.Length / 2)]);
                    attempt = 0;
                    break;
                case SendDecision.Retry retry:
                    counts.Note(answer.Text);
                    await DelayAsync(retry.Wait, wasClosing);
                    break;
                case SendDecision.Pause when wasClosing:
                    counts.Note(answer.Text);
                    Stop();
                    break;
                case SendDecision.Pause pause:
                    counts.Note(answer.Text);
                    await DelayAsync(pause.Wait, wasClosing);
                    break;
            }
        }
    }

    private void Settle(ReadOnlySpan<QueuedResponse> batch, string?[] rejections)
    {
        int rejected = rejections.Count(r => r is not null);
        counts.AddSent(batch.Length - rejected);
        if (rejected > 0)
        {
            counts.AddRejected(rejected, rejections.Last(r => r is not null)!);
        }

        Free(batch);
    }

    private void GiveUp()
    {
        while (buffer.Take() is { Length: > 0 } waiting)
        {
            _unsettled.Push(waiting);
        }

        while (_unsettled.TryPop(out ReadOnlyMemory<QueuedResponse> batch))
        {
            if (counts.IsPaused)
            {
                counts.AddRejected(batch.Length, "The service refused every request until the client was disposed.");
            }
            else
            {
                counts.AddDropped(batch.Length, "The client was disposed before the service took the response.");
            }

            Free(batch.Span);
        }
    }

    private void Free(ReadOnlySpan<QueuedResponse> batch)
    {
        counts.AddQueued(-batch.Length);
        buffer.Settle(batch);
    }

    private async Task DelayAsync(TimeSpan wait, bool wasClosing)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, wasClosing ? CancellationToken.None : _closing.Token);
        try
        {
            await Task.Delay(wait, clock, cut.Token);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            // Closing: one attempt more, at once.
        }
    }
}
