using Assay.Scoring.Batching;
using Assay.Scoring.Running;
using Assay.Storage.Sqlite.Serving;

namespace Assay.Storage.Sqlite.Batching;

/// <summary>Batches in the ledger's file; it writes through the ledger's connection, in turn with it.</summary>
/// <param name="keepsContent">False: no error is kept, for a provider's may quote what it was sent.</param>
internal sealed class SqliteBatchStore(IDatabaseAccess ledger, bool keepsContent, TimeProvider clock) : SqliteBatchReads<IDatabaseAccess>(ledger), IBatchStore
{
    private const string Lost = "The batch was given up. What it cost is not known: all that was held for it counts as spent.";

    public Task<Held?> PrepareAsync(RunKey run, NewBatch batch, CancellationToken cancellationToken) => Ledger.WriteAsync<Held?>(
        d =>
        {
            BatchItemTable.Add(d, run, BatchTable.Add(d, run, batch, Now()), batch.Items);
            return new Held(batch.HeldUsd);
        },
        cancellationToken);

    public Task NoteSubmittedAsync(string token, string providerId, CancellationToken cancellationToken) =>
        Ledger.WriteAsync(d => BatchTable.NoteSubmitted(d, token, providerId, Now()), cancellationToken);

    public Task NoteCancelAskedAsync(long batch, CancellationToken cancellationToken) => Ledger.WriteAsync(d => BatchTable.NoteCancelAsked(d, batch, Now()), cancellationToken);

    public Task NoteEndedAsync(long batch, string? refusal, CancellationToken cancellationToken) =>
        Ledger.WriteAsync(d => BatchTable.NoteEnded(d, batch, Stored(refusal), isUnanswered: refusal is not null, Now()), cancellationToken);

    public Task TakeBackAsync(long batch, string error, CancellationToken cancellationToken) => Ledger.WriteAsync(d => BatchItemTable.TakeBack(d, batch, Stored(error)!, Now()), cancellationToken);

    public Task GiveUpAsync(long batch, string error, CancellationToken cancellationToken) => Ledger.WriteAsync(
        d =>
        {
            BatchTable.Lose(d, batch, Lost);
            BatchTable.NoteCancelAsked(d, batch, Now());
            BatchTable.NoteEnded(d, batch, error, isUnanswered: true, Now());
            return BatchItemTable.FreeAll(d, batch);
        },
        cancellationToken);

    public Task FreeAsync(long batch, IReadOnlyList<BatchItem> items, CancellationToken cancellationToken) => Ledger.WriteAsync(d => BatchItemTable.Free(d, batch, items), cancellationToken);

    public Task<bool> TrySettleAsync(long batch, int foreign, int duplicates, CancellationToken cancellationToken) =>
        Ledger.WriteAsync(d => BatchTable.TrySettle(d, batch, foreign, duplicates, Now()), cancellationToken);

    public Task<IReadOnlyList<HeldBatch>> OpenAsync(RunKey run, CancellationToken cancellationToken) => ReadAsync(d => BatchTable.Open(d, run), cancellationToken);

    public Task<IReadOnlyList<HeldBatch>> OlderAsync(RunKey run, CancellationToken cancellationToken) => ReadAsync(d => BatchTable.Older(d, run), cancellationToken);

    public Task<IReadOnlyList<BatchItem>> ItemsAsync(long batch, CancellationToken cancellationToken) => ReadAsync(d => BatchItemTable.List(d, batch), cancellationToken);

    public Task<IReadOnlyList<AcceptedResponse>> ResponsesAsync(RunKey run, IReadOnlyList<long> keys, CancellationToken cancellationToken) => ReadAsync(d => BatchItemTable.WithHeard(d, run, OwedTable.Of(d, run, keys)), cancellationToken);

    public Task<BatchedKeys> WhereAsync(RunKey run, IReadOnlyList<long> keys, CancellationToken cancellationToken) => ReadAsync(d => BatchItemTable.Where(d, run, keys), cancellationToken);

    public Task<IReadOnlyList<TimeSpan>> DurationsAsync(string endpoint, string model, CancellationToken cancellationToken) => ReadAsync(d => BatchTable.Durations(d, endpoint, model), cancellationToken);

    private string? Stored(string? error) => keepsContent || error is null ? error : "the provider's reason is not kept: content is off";

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
