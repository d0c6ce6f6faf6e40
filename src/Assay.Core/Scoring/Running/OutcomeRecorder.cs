using Assay.Scoring.Batching;

namespace Assay.Scoring.Running;

/// <summary>
/// Saves outcomes, as many at once as have come together. Only then is a verdict's slot given back, so that a killed process
/// repeats at most as many calls as it has slots.
/// </summary>
/// <param name="done">Told how many responses are through, and how many places they had.</param>
internal sealed class OutcomeRecorder(ScoringWork work, RunProgress progress, FinishedVerdicts finished, Action<int, int> done)
{
    /// <param name="broken">Cancelled when the ledger cannot be written, before more money is spent on what cannot be saved.</param>
    public async Task RecordAllAsync(CancellationTokenSource broken)
    {
        var batch = new List<FinishedVerdict>();
        try
        {
            while (await finished.TakeAsync(batch))
            {
                await SaveAsync(batch);
                FailPoint.Hit("recorded");
                foreach (FinishedVerdict saved in batch)
                {
                    saved.Pending.FreeSlot();
                    progress.AddJudged(saved.Judged);
                    work.Thrift?.Note(saved.Judged);
                    if (work.Cache is { } cache)
                    {
                        await (saved.IsUnkept ? cache.DropAsync(saved.Judged.Replies) : cache.SaveAsync(saved.Judged.Replies));
                    }
                }

                Release(batch);
            }
        }
        catch
        {
            await broken.CancelAsync();
            Release(batch);
            while (await finished.TakeAsync(batch))
            {
                Release(batch);
            }

            throw;
        }
    }

    private async Task SaveAsync(List<FinishedVerdict> batch)
    {
        JudgedResponse[] judged = [.. batch.Select(f => new JudgedResponse(f.Key, f.ReceivedAt, f.Judged) { Batched = f.Pending.Batched, HasHeard = f.Pending.HasHeard, IsUnkept = f.IsUnkept, Questions = f.IsUnkept ? [] : f.Pending.Keys })];
        await SaveAsync(judged, work);
    }

    /// <summary>Saves it, and tells the budget what was paid: calls from what this process holds, batches from what they hold themselves.</summary>
    public static async Task SaveAsync(IReadOnlyList<JudgedResponse> judged, ScoringWork work)
    {
        if (work.Budget is not { } budget)
        {
            await work.Ledger.RecordAsync(work.Run, judged, reservedUsd: null, CancellationToken.None);
            return;
        }

        decimal cost = judged.Sum(j => j.CostUsd(Lane.Live));
        decimal? reserved = await budget.BeginRecordingAsync(cost);
        Held? held = null;
        try
        {
            held = await work.Ledger.RecordAsync(work.Run, judged, reserved, CancellationToken.None) ?? default(Held);
            foreach (JudgedResponse response in judged.Where(j => j.Batched is not null))
            {
                budget.SettleBatch(response.Batched!.HeldUsd, response.CostUsd(Lane.Batch), DateOnly.FromDateTime(response.Batched.SubmittedAt.UtcDateTime));
            }
        }
        finally
        {
            budget.EndRecording(cost, held);
        }
    }

    private void Release(List<FinishedVerdict> batch)
    {
        batch.ForEach(f => f.Pending.Dispose());
        done(batch.Count, batch.Sum(f => f.Places));
        batch.Clear();
    }
}
