using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Spending;

namespace Assay.Scoring.Batching;

/// <summary>
/// Looks after what a service left in batches for an older version of its judge. Their verdicts are superseded: each is cancelled at its
/// provider, what it answered all the same is recorded, for that is paid, and it is closed. For one caller at a time.
/// </summary>
/// <param name="models">The ways to the batches of all models that the judge asks now.</param>
internal sealed class OlderBatches(ScoringWork work, IReadOnlyList<BatchAccess> models, BatchRules rules, TimeProvider clock)
{
    private const int Chunk = 250;

    private readonly IBatchStore _store = work.Ledger.Batches;

    public async Task<bool> AnyAsync(CancellationToken cancellationToken) => (await _store.OlderAsync(work.Run, cancellationToken)).Count > 0;

    /// <returns>What can only be given up by hand, for people, or null; and when it is time for the next look.</returns>
    public async Task<(string? Trouble, TimeSpan Wait)> LookAsync(CancellationToken cancellationToken)
    {
        string? trouble = null;
        TimeSpan wait = rules.LongestWait;
        foreach (HeldBatch batch in await _store.OlderAsync(work.Run, cancellationToken))
        {
            try
            {
                // Its client, its key and its price are those that the judge has now.
                BatchAccess? access = models.FirstOrDefault(m => m.Holds(batch));
                if (access is null && !batch.IsUnanswered)
                {
                    trouble ??= Stuck(batch, $"{batch.Endpoint} is not asked for {batch.Model} by batches any more");
                    continue;
                }

                await LookAsync(batch, access, cancellationToken);
                TimeSpan next = rules.WaitAfter(clock.GetUtcNow() - (batch.CancelAskedAt ?? clock.GetUtcNow()));
                wait = next < wait ? next : wait;
            }
            catch (ProviderException e)
            {
                trouble ??= Stuck(batch, e.Message.TrimEnd('.'));
            }
        }

        return (trouble, wait);
    }

    private static string Stuck(HeldBatch batch, string why) => FormattableString.Invariant(
        $"the batch {batch.Token} of version {batch.JudgeVersion} is open: {why}. It holds ${batch.HeldUsd:0.00####}; `assay batches cancel {batch.Token} --give-up` closes it, and counts that as spent");

    private async Task LookAsync(HeldBatch batch, BatchAccess? access, CancellationToken cancellationToken)
    {
        if (access is null || batch.IsUnanswered)
        {
            await CloseAsync(batch, ended: null, cancellationToken);
            return;
        }

        string? id = batch.ProviderId ?? await FindAsync(batch, access, cancellationToken);
        if (id is null)
        {
            return;
        }

        BatchStatus status = await access.Client.StatusAsync(id, cancellationToken);
        if (status.State is BatchState.Ended or BatchState.Refused)
        {
            bool isRefused = status.State == BatchState.Refused;
            await _store.NoteEndedAsync(batch.Key, isRefused ? status.Error ?? "the provider refused the batch" : null, CancellationToken.None);
            await CloseAsync(batch, isRefused ? null : (access, status), cancellationToken);
        }
        else if (batch.CancelAskedAt is null)
        {
            await access.Client.CancelAsync(id, cancellationToken);
            await _store.NoteCancelAskedAsync(batch.Key, CancellationToken.None);
        }
    }

    /// <summary>Finds out whether the provider got it; one that it never got is closed.</summary>
    private async Task<string?> FindAsync(HeldBatch batch, BatchAccess access, CancellationToken cancellationToken)
    {
        switch (await access.Client.FindAsync(batch.Token, batch.BegunAt, cancellationToken))
        {
            case BatchFinding.Found { Batch.Id: var id }:
                await _store.NoteSubmittedAsync(batch.Token, id, CancellationToken.None);
                return id;
            case BatchFinding.Absent:
                await _store.TakeBackAsync(batch.Key, "the process ended before it was sent", CancellationToken.None);
                work.Budget?.SettleBatch(batch.HeldUsd, 0, batch.Day);
                return null;
            default:
                return null;
        }
    }

    /// <summary>Records what it brought, some at a time; what is recorded already is passed over.</summary>
    /// <param name="ended">Null where it has no results.</param>
    private async Task CloseAsync(HeldBatch batch, (BatchAccess Access, BatchStatus Status)? ended, CancellationToken cancellationToken)
    {
        Dictionary<string, BatchItem> waiting = (await _store.ItemsAsync(batch.Key, cancellationToken)).Where(i => i.State == BatchItemState.Waiting).ToDictionary(i => i.CustomId, StringComparer.Ordinal);
        var brought = new List<BatchedAnswer>(Chunk);
        if (ended is var (access, status))
        {
            await foreach (BatchResult result in access.Client.ResultsAsync(status with { Token = batch.Token }, cancellationToken))
            {
                if (waiting.Remove(result.CustomId, out BatchItem? item))
                {
                    brought.Add(new BatchedAnswer(item, result));
                    if (brought.Count == Chunk)
                    {
                        await RecordAsync(batch, access.Price, brought);
                    }
                }
            }
        }

        var nothing = new ProviderException(ErrorClass.Transient, "the batch's results have none for it");
        brought.AddRange(waiting.Values.Select(i => new BatchedAnswer(i, new BatchResult(i.CustomId, Reply: null, nothing))));
        foreach (BatchedAnswer[] some in brought.Chunk(Chunk))
        {
            await RecordAsync(batch, ended?.Access.Price, [.. some]);
        }

        await _store.TrySettleAsync(batch.Key, foreign: 0, duplicates: 0, CancellationToken.None);
    }

    private async Task RecordAsync(HeldBatch batch, ModelPrice? price, List<BatchedAnswer> brought)
    {
        TimeSpan took = clock.GetUtcNow() - batch.BegunAt;
        JudgedResponse[] judged =
        [
            .. brought.GroupBy(b => b.Item.ResponseKey).Select(g => new JudgedResponse(
                g.Key, batch.BegunAt, new Judged.Parked("another version of the judge is owed it") { IsPutOff = false, Attempts = [.. g.Select(b => Paid(b, price, batch.BegunAt, took)).OfType<Attempt>()] })
            {
                Batched = new BatchedAnswers(batch.Key, batch.BegunAt, took, [.. g]),
            }),
        ];
        await work.Ledger.RecordAsync(batch.Run, judged, reservedUsd: null, CancellationToken.None);
        work.Budget?.SettleBatch(brought.Sum(b => b.Item.HeldUsd), judged.Sum(j => j.CostUsd(Lane.Batch)), batch.Day);
        brought.Clear();
    }

    /// <summary>Null for what was not answered: it is not charged. Where the provider does not say how much a reply took, all that was held for it counts.</summary>
    private static Attempt? Paid(BatchedAnswer answer, ModelPrice? price, DateTimeOffset begunAt, TimeSpan took)
    {
        if (price is null || answer.Result.Reply is not { } reply)
        {
            return null;
        }

        Attempt paid = ModelCall.Priced(reply, estimate: default, price) with { Question = answer.Item.Question, StartedAt = begunAt, Duration = took, Lane = Lane.Batch };
        return paid.Estimated ? paid with { CostUsd = answer.Item.HeldUsd } : paid;
    }
}
