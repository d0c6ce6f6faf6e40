using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Scoring.Batching;

/// <summary>
/// Sends batches so that none is sent twice: what will be sent is saved first, and one whose submission was not confirmed is
/// looked for at the provider before anything of it is sent again.
/// </summary>
internal sealed class BatchSubmission(ScoringWork work, BatchWork batches)
{
    private readonly IBatchStore _store = work.Ledger.Batches;

    /// <returns>False where the budget has too little left; nothing was sent then.</returns>
    /// <exception cref="ProviderException">It is not known whether it was sent: <see cref="FindAsync"/> finds out.</exception>
    public async Task<bool> TrySendAsync(FilledBatch filled, CancellationToken cancellationToken)
    {
        var batch = new NewBatch(filled.Token, filled.Access.Endpoint, filled.Access.Model, filled.Deadline, filled.Items);
        if (work.Budget is { } budget
            ? !await budget.TryPassOnAsync(batch.HeldUsd, () => _store.PrepareAsync(work.Run, batch, CancellationToken.None))
            : await _store.PrepareAsync(work.Run, batch, CancellationToken.None) is null)
        {
            return false;
        }

        FailPoint.Hit("batch_prepared");
        BatchStatus sent = await filled.Upload.SubmitAsync(cancellationToken);
        FailPoint.Hit("batch_sent");
        await _store.NoteSubmittedAsync(filled.Token, sent.Id, CancellationToken.None);
        FailPoint.Hit("batch_noted");
        return true;
    }

    /// <summary>Finds out what became of a submission that was begun.</summary>
    /// <param name="trouble">Why it is not known, where this process sent it.</param>
    /// <returns>What is to be sent again; null where the provider has it, or does not know yet.</returns>
    public async Task<IReadOnlyList<BatchItem>?> FindAsync(HeldBatch batch, ProviderException? trouble, CancellationToken cancellationToken)
    {
        switch (await batches.ClientOf(batch).FindAsync(batch.Token, batch.BegunAt, cancellationToken))
        {
            case BatchFinding.Found { Batch: var found }:
                await _store.NoteSubmittedAsync(batch.Token, found.Id, CancellationToken.None);
                return null;
            case BatchFinding.Absent when IsRefusal(trouble):
                // Sending the same again would be refused again: all of it is asked live.
                await _store.NoteEndedAsync(batch.Key, trouble!.Message, CancellationToken.None);
                return null;
            case BatchFinding.Absent:
                return await TakeBackAsync(batch, trouble?.Message ?? "the process ended before it was sent");
            default:
                return null;
        }
    }

    /// <summary>It is certain that the provider has it not.</summary>
    public async Task<IReadOnlyList<BatchItem>> TakeBackAsync(HeldBatch batch, string why)
    {
        IReadOnlyList<BatchItem> items = await _store.ItemsAsync(batch.Key, CancellationToken.None);
        await _store.TakeBackAsync(batch.Key, why, CancellationToken.None);
        work.Budget?.SettleBatch(batch.HeldUsd, 0, batch.Day);
        return items;
    }

    private static bool IsRefusal(ProviderException? trouble) => trouble is { Class: ErrorClass.Item };
}
