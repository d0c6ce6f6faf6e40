using Assay.Collecting.Intake;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;

namespace Assay.Collecting.Sources;

/// <summary>
/// Looks at one source at its times and hands what is there to the intake, together with how far it was read. What goes wrong
/// is kept to be shown, and the next look tries again.
/// </summary>
public sealed class SourceFeed(IResponseSource source, Schedule schedule, IServiceLedger ledger, ResponseIntake intake, TimeProvider clock) : IAsyncDisposable
{
    private const int Batch = 500;
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan AfterTrouble = TimeSpan.FromMinutes(1);

    /// <summary>How soon a process that is gone is replaced by another that was given the source.</summary>
    private static readonly TimeSpan WhileOthersRead = TimeSpan.FromSeconds(15);

    // A clock may be set while it is waited for.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private long _accepted;
    private long _rejected;
    private volatile string? _error;
    private volatile string? _lastRejected;
    private volatile bool _isReadElsewhere;

    public string Name => source.Name;

    /// <summary>New responses since the start.</summary>
    public long Accepted => Volatile.Read(ref _accepted);

    /// <summary>Records since the start that could not be read, or stand under the id of another response.</summary>
    public long Rejected => Volatile.Read(ref _rejected);

    /// <summary>Another process on the same ledger reads it, and this one stands by.</summary>
    public bool IsReadElsewhere => _isReadElsewhere;

    /// <summary>What went wrong at the last look; null where nothing did.</summary>
    public string? Error => _error;

    /// <summary>The last record that was passed over, and why.</summary>
    public string? LastRejected => _lastRejected;

    /// <summary>Looks at once and then at its times, until stopped.</summary>
    public async Task ReadAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await LookAsync(stop);
                DateTimeOffset now = clock.GetUtcNow();
                DateTimeOffset next = _isReadElsewhere ? now + WhileOthersRead : _error is null ? schedule.Next(now) : Earlier(schedule.Next(now), now + AfterTrouble);
                while (next - clock.GetUtcNow() is var wait && wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait < LongestWait ? wait : LongestWait, clock, stop);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What was read is saved, and the rest is read after the next start.
        }
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private async Task LookAsync(CancellationToken stop)
    {
        try
        {
            _isReadElsewhere = !await ledger.TryOwnSourceAsync(source.Name, stop);
            if (_isReadElsewhere)
            {
                _error = null;
                return;
            }

            string? cursor = await ledger.FindCursorAsync(source.Name, stop);
            SourceBatch batch;
            do
            {
                batch = await source.ReadAsync(cursor, Batch, stop);
                await SaveAsync(batch, stop);
                cursor = batch.Cursor;
            }
            while (batch.HasMore);
            _error = null;
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            // Whatever it was, it must not keep the service from what others send.
            _error = e is SourceException or LedgerException ? e.Message : $"unexpected, please report it: {e}";
        }
    }

    private async Task SaveAsync(SourceBatch batch, CancellationToken stop)
    {
        var request = new IntakeRequest([.. batch.Responses.Select(r => new Arrival(r.Response, Place: r.Place))], [])
        {
            Cursor = batch.Cursor is { } cursor ? new SourceCursor(source.Name, cursor) : null,
        };
        IntakeResult result;
        while ((result = await intake.ReceiveAsync(request)) is not IntakeResult.Taken)
        {
            await Task.Delay(Breath, clock, stop);
        }

        var taken = (IntakeResult.Taken)result;
        (IReadOnlyList<Receipt> receipts, IReadOnlyList<RejectedRecord> refused) = (taken.Receipts, taken.Rejected);
        Interlocked.Add(ref _accepted, receipts.Count(r => r.Kind == ReceiptKind.Accepted));
        Interlocked.Add(ref _rejected, batch.Rejected.Count + refused.Count + receipts.Count(r => r.Kind == ReceiptKind.IdTaken));
        if (batch.Rejected.Count > 0)
        {
            _lastRejected = batch.Rejected[^1].Message;
        }
        else if (refused.Count > 0)
        {
            _lastRejected = $"{refused[^1].Place}: {refused[^1].Error}";
        }
        else if (receipts.FirstOrDefault(r => r.Kind == ReceiptKind.IdTaken) is { Id: { } id })
        {
            _lastRejected = $"{id}: another response is stored under this id.";
        }
    }
}
