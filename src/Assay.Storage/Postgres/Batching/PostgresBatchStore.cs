using Assay.Scoring.Batching;
using Assay.Scoring.Running;

namespace Assay.Storage.Postgres.Batching;

/// <summary>Batches in the ledger's database, and the work of one process on them.</summary>
/// <param name="worker">This process as one that works on the ledger; null: it prepares none.</param>
/// <param name="cap">A run's judge's budget of the day; null: none.</param>
internal sealed class PostgresBatchStore(PostgresDatabase database, WorkerLease? worker, Func<RunKey, decimal?> cap, bool keepsContent, TimeProvider clock) : IBatchStore
{
    private const string Lost = "The batch was given up. What it cost is not known: all that was held for it counts as spent.";

    public Task<Held?> PrepareAsync(RunKey run, NewBatch batch, CancellationToken cancellationToken) => worker!.WorkAsync<Held?>(
        async (session, number) =>
        {
            decimal? others = null;
            if (cap(run) is { } day)
            {
                (decimal mine, decimal elsewhere, _) = await SpendingRows.OfTodayAsync(session, run, number, clock);
                if (mine + elsewhere + batch.HeldUsd > day)
                {
                    return null;
                }

                others = elsewhere + batch.HeldUsd;
            }

            BatchItemRows.Add(session, run, await BatchRows.AddAsync(session, run, batch, Now()), batch.Items);
            await session.SendAsync();
            return new Held(batch.HeldUsd, others);
        },
        cancellationToken);

    public Task NoteSubmittedAsync(string token, string providerId, CancellationToken cancellationToken) =>
        database.TransactAsync(session => BatchRows.NoteSubmittedAsync(session, token, providerId, Now()), cancellationToken);

    public Task NoteCancelAskedAsync(long batch, CancellationToken cancellationToken) => database.TransactAsync(session => BatchRows.NoteCancelAskedAsync(session, batch, Now()), cancellationToken);

    public Task NoteEndedAsync(long batch, string? refusal, CancellationToken cancellationToken) =>
        database.TransactAsync(session => BatchRows.NoteEndedAsync(session, batch, Stored(refusal), isUnanswered: refusal is not null, Now()), cancellationToken);

    public Task TakeBackAsync(long batch, string error, CancellationToken cancellationToken) =>
        database.TransactAsync(session => BatchItemRows.TakeBackAsync(session, batch, Stored(error)!, Now()), cancellationToken);

    public Task GiveUpAsync(long batch, string error, CancellationToken cancellationToken) => database.TransactAsync(session => GiveUpAsync(session, batch, error, Now()), cancellationToken);

    public Task FreeAsync(long batch, IReadOnlyList<BatchItem> items, CancellationToken cancellationToken) => database.TransactAsync(
        async session =>
        {
            BatchItemRows.Free(session, batch, items);
            await session.SendAsync();
            return 0;
        },
        cancellationToken);

    public Task<bool> TrySettleAsync(long batch, int foreign, int duplicates, CancellationToken cancellationToken) =>
        database.TransactAsync(session => BatchRows.TrySettleAsync(session, batch, (foreign, duplicates), Now()), cancellationToken);

    public Task<IReadOnlyList<HeldBatch>> OpenAsync(RunKey run, CancellationToken cancellationToken) => database.ReadAsync(session => BatchRows.OpenAsync(session, run), cancellationToken);

    public Task<IReadOnlyList<HeldBatch>> OlderAsync(RunKey run, CancellationToken cancellationToken) => database.ReadAsync(session => BatchRows.OlderAsync(session, run), cancellationToken);

    public Task<IReadOnlyList<BatchItem>> ItemsAsync(long batch, CancellationToken cancellationToken) => database.ReadAsync(session => BatchItemRows.ListAsync(session, batch), cancellationToken);

    public Task<IReadOnlyList<AcceptedResponse>> ResponsesAsync(RunKey run, IReadOnlyList<long> keys, CancellationToken cancellationToken) =>
        database.ReadAsync(async session => await BatchItemRows.WithHeardAsync(session, run, await OwedTable.OfAsync(session, run, keys)), cancellationToken);

    public Task<BatchedKeys> WhereAsync(RunKey run, IReadOnlyList<long> keys, CancellationToken cancellationToken) =>
        database.ReadAsync(session => BatchItemRows.WhereAsync(session, run, keys), cancellationToken);

    public Task<IReadOnlyList<TimeSpan>> DurationsAsync(string endpoint, string model, CancellationToken cancellationToken) =>
        database.ReadAsync(session => BatchRows.DurationsAsync(session, endpoint, model), cancellationToken);

    public Task<IReadOnlyList<HeldBatch>> ListAsync(bool openOnly, int atMost, CancellationToken cancellationToken) =>
        database.ReadAsync(session => BatchRows.ListAsync(session, openOnly, atMost), cancellationToken);

    public Task<HeldBatch?> FindAsync(string text, CancellationToken cancellationToken) => database.ReadAsync(session => BatchRows.FindAsync(session, text), cancellationToken);

    private static async Task<int> GiveUpAsync(PostgresSession session, long batch, string error, long now)
    {
        if (await BatchRows.FindAsync(session, batch) is not { IsOpen: true } held)
        {
            return 0;
        }

        await BatchRows.LoseAsync(session, held, Lost);
        await BatchRows.NoteCancelAskedAsync(session, batch, now);
        await BatchRows.NoteEndedAsync(session, batch, error, isUnanswered: true, now);
        BatchItemRows.FreeAll(session, batch);
        await session.SendAsync();
        return 1;
    }

    private string? Stored(string? error) => keepsContent || error is null ? error : "the provider's reason is not kept: content is off";

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
