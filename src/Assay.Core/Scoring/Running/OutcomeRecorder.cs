using System.Threading.Channels;
using Assay.Scoring.Judging;

namespace Assay.Scoring.Running;

/// <summary>A response whose judging is over, on its way into the ledger.</summary>
internal sealed record FinishedVerdict(long Key, PendingVerdict Pending, Judged Judged);

/// <summary>
/// Saves outcomes, as many at once as have come together. Only then is a verdict's slot given back, so that a killed process
/// repeats at most as many calls as it has slots.
/// </summary>
/// <param name="done">Told how many responses are through.</param>
internal sealed class OutcomeRecorder(ScoringWork work, RunProgress progress, Action<int> done)
{
    private const int Batch = 1_000;

    private readonly Channel<FinishedVerdict> _finished = Channel.CreateUnbounded<FinishedVerdict>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Never waits: what is under way is bounded by whoever takes it in.</summary>
    public void Add(FinishedVerdict finished) => _finished.Writer.TryWrite(finished);

    /// <summary>Nothing more will come.</summary>
    public void Complete() => _finished.Writer.Complete();

    /// <param name="broken">Cancelled when the ledger cannot be written, before more money is spent on what cannot be saved.</param>
    public async Task RecordAllAsync(CancellationTokenSource broken)
    {
        var batch = new List<FinishedVerdict>(Batch);
        try
        {
            while (await _finished.Reader.WaitToReadAsync(CancellationToken.None))
            {
                while (batch.Count < Batch && _finished.Reader.TryRead(out FinishedVerdict? finished))
                {
                    batch.Add(finished);
                }

                await SaveAsync(batch);
                foreach (FinishedVerdict finished in batch)
                {
                    finished.Pending.FreeSlot();
                    progress.AddJudged(finished.Judged);
                    if (work.Cache is { } cache)
                    {
                        await cache.SaveAsync(finished.Judged.Replies);
                    }
                }

                Release(batch);
            }
        }
        catch
        {
            await broken.CancelAsync();
            Release(batch);
            await foreach (FinishedVerdict finished in _finished.Reader.ReadAllAsync(CancellationToken.None))
            {
                Release([finished]);
            }

            throw;
        }
    }

    private async Task SaveAsync(List<FinishedVerdict> batch)
    {
        JudgedResponse[] judged = [.. batch.Select(f => new JudgedResponse(f.Key, f.Judged))];
        if (work.Budget is not { } budget)
        {
            await work.Ledger.RecordAsync(work.Run, judged, reservedUsd: null, CancellationToken.None);
            return;
        }

        decimal cost = judged.Sum(j => j.Judged.Attempts.Sum(a => a.CostUsd));
        decimal? reserved = await budget.BeginRecordingAsync(cost);
        bool saved = false;
        try
        {
            await work.Ledger.RecordAsync(work.Run, judged, reserved, CancellationToken.None);
            saved = true;
        }
        finally
        {
            budget.EndRecording(cost, saved);
        }
    }

    private void Release(List<FinishedVerdict> batch)
    {
        batch.ForEach(f => f.Pending.Dispose());
        done(batch.Count);
        batch.Clear();
    }
}
