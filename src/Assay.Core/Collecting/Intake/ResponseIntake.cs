using System.Threading.Channels;
using Assay.Collecting.Redaction;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;

namespace Assay.Collecting.Intake;

/// <summary>
/// Saves what arrives, many requests to a transaction, and tells each what became of it when that is durable. What waits is
/// bounded: beyond it a request is refused at once, so that those that were let in are saved soon.
/// </summary>
/// <param name="redaction">What is kept out of everything that arrives, whichever way.</param>
/// <param name="saved">Told after each transaction that brought something to judge.</param>
/// <param name="clock">Tells how long one has waited.</param>
public sealed class ResponseIntake(IServiceLedger ledger, IReadOnlyList<JudgeIntake> judges, IntakeRedaction redaction, Action saved, TimeProvider clock) : IAsyncDisposable
{
    private const int MostTogether = 1_000;
    private const int MostWaiting = 4_000;

    /// <summary>As many may always wait, or a disk that hesitates for a moment would turn away a load that it can well bear.</summary>
    private const int AlwaysWaiting = 1_000;

    /// <summary>Beyond those, nobody is let in behind somebody who has waited for longer: whoever is let in is saved soon, however slow the disk.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(75);

    private readonly Channel<Waiting> _waiting = Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });
    private Task? _saving;
    private int _count;

    /// <summary>When the first of those that are being saved came; 0 while none is.</summary>
    private long _oldest;

    /// <summary>Responses that wait to be saved.</summary>
    public int Count => Volatile.Read(ref _count);

    public void Start() => _saving = SaveAllAsync();

    /// <exception cref="LedgerException">It could not be saved.</exception>
    public Task<IntakeResult> ReceiveAsync(IntakeRequest request)
    {
        int count = Math.Max(1, request.Arrivals.Count);
        int before = Interlocked.Add(ref _count, count) - count;
        if (!HasRoom(before, count))
        {
            Interlocked.Add(ref _count, -count);
            return Task.FromResult<IntakeResult>(new IntakeResult.Overloaded());
        }

        IntakeRequest redacted;
        try
        {
            // Here, on the thread of whoever sends, and not where one saves for all.
            redacted = redaction.Apply(request);
        }
        catch
        {
            Interlocked.Add(ref _count, -count);
            throw;
        }

        var waiting = new Waiting(redacted, count, clock.GetTimestamp(), new TaskCompletionSource<IntakeResult>(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!_waiting.Writer.TryWrite(waiting))
        {
            Interlocked.Add(ref _count, -count);
            return Task.FromResult<IntakeResult>(new IntakeResult.Overloaded());
        }

        return waiting.Result.Task;
    }

    /// <summary>Saves what waits, and lets nothing more in.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        if (_saving is { } saving)
        {
            await saving;
        }
    }

    /// <summary>Whatever its size, a request is let in where nothing waits.</summary>
    private bool HasRoom(int waiting, int more) =>
        waiting == 0 || waiting + more <= AlwaysWaiting
        || (waiting + more <= MostWaiting && (Volatile.Read(ref _oldest) is var oldest && (oldest == 0 || clock.GetElapsedTime(oldest) <= LongestWait)));

    private async Task SaveAllAsync()
    {
        var together = new List<Waiting>();
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            int count = 0;
            while (count < MostTogether && _waiting.Reader.TryRead(out Waiting? waiting))
            {
                together.Add(waiting);
                count += waiting.Count;
            }

            Volatile.Write(ref _oldest, together[0].Since);
            await SaveAsync(together);
            Volatile.Write(ref _oldest, 0);
            Interlocked.Add(ref _count, -count);
            together.Clear();
        }
    }

    private async Task SaveAsync(List<Waiting> together)
    {
        try
        {
            FailPoint.Hit("parsed");
            IReadOnlyList<IntakeResult> results = await ledger.ReceiveAsync([.. together.Select(w => w.Request)], judges, CancellationToken.None);
            FailPoint.Hit("received");
            for (int i = 0; i < results.Count; i++)
            {
                together[i].Result.SetResult(results[i] is IntakeResult.Taken taken ? taken with { Rejected = together[i].Request.Rejected } : results[i]);
            }

            if (results.Any(r => r is IntakeResult.Taken { Receipts: var receipts } && receipts.Any(t => t.Kind == ReceiptKind.Accepted)) || together.Any(w => w.Closes))
            {
                FailPoint.Hit("acknowledged");
                saved();
            }
        }
        catch (Exception e)
        {
            // Whatever it was, each sender must hear that nothing was saved.
            together.ForEach(w => w.Result.TrySetException(e));
        }
    }

    private sealed record Waiting(IntakeRequest Request, int Count, long Since, TaskCompletionSource<IntakeResult> Result)
    {
        /// <summary>What waited for its conversation to be idle may be due.</summary>
        public bool Closes => Request.Arrivals.Any(a => a.Response.Closed);
    }
}
