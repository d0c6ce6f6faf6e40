using Assay.Scoring.Running;

namespace Assay.Surfacing.Outbound;

/// <summary>
/// Delivers what one receiver is owed, the oldest first, one request after another. A message is settled only when the receiver
/// has said that it has it, so a process that dies between the two sends one batch again, under the same ids.
/// </summary>
public sealed class OutboxSender(IOutbox outbox, IReceiver receiver, DeliveryPolicy policy, TimeProvider clock)
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    // Only the loop touches them. The next part to send is on top: a batch is tried again as it was, so that its receiver knows it again.
    // One that is sent alone is the same again when it is taken anew, and then says nothing of a response that was removed meanwhile.
    private readonly Stack<IReadOnlyList<OutboxMessage>> _unsettled = new();
    private int _failures;

    private volatile SenderState _state = new();
    private long _failedAttempts;

    public string Name => receiver.Name;

    public string Channel => receiver.Channel;

    public SenderState State => _state;

    /// <summary>Requests since the start that came to nothing.</summary>
    public long FailedAttempts => Volatile.Read(ref _failedAttempts);

    /// <param name="stop">Begin no request; what is being sent is finished and settled.</param>
    /// <param name="abort">Leave what is being sent owed.</param>
    public async Task SendAsync(CancellationToken stop, CancellationToken abort)
    {
        try
        {
            while (true)
            {
                stop.ThrowIfCancellationRequested();
                await Task.Delay(await TrySendNextAsync(stop, abort), clock, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested || abort.IsCancellationRequested)
        {
            // What is owed waits for the next start.
        }
    }

    private async Task<TimeSpan> TrySendNextAsync(CancellationToken stop, CancellationToken abort)
    {
        try
        {
            return await SendNextAsync(stop, abort);
        }
        catch (Exception e) when (!stop.IsCancellationRequested && !abort.IsCancellationRequested)
        {
            // Whatever it was, it must not keep the service from its work.
            return Note(e is LedgerException ? e.Message : $"unexpected, please report it: {e}", retryAfter: null);
        }
    }

    /// <returns>How long to wait before the next.</returns>
    private async Task<TimeSpan> SendNextAsync(CancellationToken stop, CancellationToken abort)
    {
        IReadOnlyList<OutboxMessage> batch = _unsettled.Count > 0 ? _unsettled.Pop() : await outbox.TakeAsync(Name, receiver.Batch, stop);
        if (batch.Count == 0)
        {
            return Idle;
        }

        Delivery delivery = await TrySendAsync(batch, abort);
        FailPoint.Hit("delivered");
        Guid[] ids = [.. batch.Select(m => m.Id)];
        switch (delivery)
        {
            case Delivery.Done done:
                await outbox.SettleAsync(Name, ids, CancellationToken.None);
                FailPoint.Hit("settled");
                _failures = 0;
                _state = new SenderState { Error = done.Warning, DeliveredAt = clock.GetUtcNow() };
                return TimeSpan.Zero;
            case Delivery.Refused { IsAboutContent: true } when batch.Count > 1:
                _unsettled.Push([.. batch.Skip(batch.Count / 2)]);
                _unsettled.Push([.. batch.Take(batch.Count / 2)]);
                return TimeSpan.Zero;
            case Delivery.Refused refused:
                await outbox.GiveUpAsync(Name, ids, refused.Reason, CancellationToken.None);
                return Note(refused.Reason, retryAfter: null);
            default:
                var failed = (Delivery.Failed)delivery;
                await KeepAsync(batch, failed.Error);
                return Note(failed.Error, failed.RetryAfter);
        }
    }

    private async Task<Delivery> TrySendAsync(IReadOnlyList<OutboxMessage> batch, CancellationToken abort)
    {
        try
        {
            return await receiver.SendAsync(batch, abort);
        }
        catch (Exception e) when (!abort.IsCancellationRequested)
        {
            // A receiver throws only when cancelled: one of the messages was too much for it, and must not keep the others back.
            return new Delivery.Refused($"unexpected, please report it: {e.Message}", IsAboutContent: true);
        }
    }

    private async Task KeepAsync(IReadOnlyList<OutboxMessage> batch, string error)
    {
        long old = await outbox.GiveUpAsync(
            Name, clock.GetUtcNow() - DeliveryPolicy.Patience, $"not delivered within {DeliveryPolicy.Patience.TotalHours:0} h; at last: {error}", CancellationToken.None);
        if (old > 0)
        {
            // Some of these are among them; what is still owed is taken anew.
            _unsettled.Clear();
        }
        else if (receiver.Batch > 1)
        {
            _unsettled.Push(batch);
        }
    }

    private TimeSpan Note(string error, TimeSpan? retryAfter)
    {
        Interlocked.Increment(ref _failedAttempts);
        TimeSpan wait = policy.Wait(++_failures, retryAfter);
        _state = _state with { Error = error, NextTryAt = clock.GetUtcNow() + wait };
        return wait;
    }
}

/// <summary>How sending goes at the moment.</summary>
/// <param name="Error">What went wrong last; null where nothing did since the last delivery.</param>
/// <param name="DeliveredAt">The last delivery since the start.</param>
public sealed record SenderState(string? Error = null, DateTimeOffset? DeliveredAt = null, DateTimeOffset? NextTryAt = null);
