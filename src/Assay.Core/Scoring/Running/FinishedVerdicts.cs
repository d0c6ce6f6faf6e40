using System.Threading.Channels;
using Assay.Scoring.Judging;

namespace Assay.Scoring.Running;

/// <summary>A response whose judging is over, on its way into the ledger.</summary>
internal sealed record FinishedVerdict(long Key, DateTimeOffset ReceivedAt, PendingVerdict Pending, Judged Judged, int Places = 1)
{
    /// <inheritdoc cref="AcceptedResponse.IsUnkept"/>
    public bool IsUnkept { get; init; }
}

/// <summary>
/// The verdicts that wait to be saved, given out in batches. A transaction for a handful costs nearly as much as one for dozens,
/// and while calls are short, each would be for a handful: then a batch waits until half of what is under way has come, at most
/// two milliseconds. Where calls take long it waits for nothing, because a slot is held until its outcome is saved.
/// </summary>
/// <param name="underWay">How many responses are being judged or wait here.</param>
internal sealed class FinishedVerdicts(Func<int> underWay, TimeProvider clock)
{
    private const int MostInBatch = 1_000;
    private const int FastShare = 16;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan ShortCall = TimeSpan.FromMilliseconds(50);

    private readonly Channel<FinishedVerdict> _finished = Channel.CreateUnbounded<FinishedVerdict>(new UnboundedChannelOptions { SingleReader = true });
    private volatile Wanted? _wanted;
    private volatile bool _callsAreShort;
    private int _waiting;

    /// <summary>Never waits: what is under way is bounded by whoever takes it in.</summary>
    public void Add(FinishedVerdict finished)
    {
        _callsAreShort = finished.Judged.Attempts is [{ Duration: var duration }] && duration < ShortCall;
        int waiting = Interlocked.Increment(ref _waiting);
        _finished.Writer.TryWrite(finished);
        if (_wanted is { } wanted && waiting >= wanted.Count)
        {
            wanted.IsThere.TrySetResult();
        }
    }

    /// <summary>Nothing more will come.</summary>
    public void Complete()
    {
        _finished.Writer.Complete();
        _wanted?.IsThere.TrySetResult();
    }

    /// <param name="batch">Empty; filled with what is there.</param>
    /// <returns>False when nothing more will come.</returns>
    public async ValueTask<bool> TakeAsync(List<FinishedVerdict> batch)
    {
        if (!await _finished.Reader.WaitToReadAsync(CancellationToken.None))
        {
            return false;
        }

        await GatherAsync();
        while (batch.Count < MostInBatch && _finished.Reader.TryRead(out FinishedVerdict? finished))
        {
            batch.Add(finished);
        }

        Interlocked.Add(ref _waiting, -batch.Count);
        return true;
    }

    private async ValueTask GatherAsync()
    {
        int all = underWay();
        if (!_callsAreShort || Volatile.Read(ref _waiting) * FastShare < all)
        {
            return;
        }

        var wanted = new Wanted(Math.Min(all / 2, MostInBatch));
        _wanted = wanted;
        if (Volatile.Read(ref _waiting) < wanted.Count && !_finished.Reader.Completion.IsCompleted)
        {
            await Task.WhenAny(wanted.IsThere.Task, Task.Delay(LongestWait, clock));
        }

        _wanted = null;
    }

    private sealed class Wanted(int count)
    {
        public int Count => count;

        public TaskCompletionSource IsThere { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
