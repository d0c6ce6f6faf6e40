using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Scoring.Batching;
using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage;
using Microsoft.Extensions.AI;

namespace Assay.Integration.Tests.Contracts;

/// <summary>What every ledger must do with what waits in providers' batches.</summary>
public abstract class BatchStoreContract : IAsyncLifetime
{
    private readonly SettableClock _clock = new() { Now = Material.Noon };

    private IServiceLedger? _ledger;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IServiceLedger Ledger => _ledger!;

    private IBatchStore Batches => Ledger.Batches;

    /// <summary>What <c>--store</c> names: empty at first.</summary>
    protected abstract Task<LedgerStore> StoreAsync();

    public async ValueTask InitializeAsync()
    {
        await using LedgerStore store = await StoreAsync();
        _ledger = await store.OpenAsync(_clock, isService: false, Cancel);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await using (LedgerStore store = await StoreAsync())
        {
            await using ILedgerQueries queries = await store.QueryAsync(Cancel);
            Assert.All(await queries.CheckAsync(Cancel), f => Assert.True(f.Remedy is null, f.ToString()));
        }

        await Ledger.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_batch_is_kept_with_its_items_and_its_money_before_anything_is_sent()
    {
        (RunKey run, long[] keys) = await AcceptAsync(3);
        DateTimeOffset deadline = Material.Noon.AddHours(6);

        Held? held = await Batches.PrepareAsync(run, new NewBatch("b1", "openai ü\0", "m", deadline, Items(keys)), Cancel);

        Assert.Equal(0.06m, held!.Value.Usd);
        HeldBatch batch = Assert.Single(await Batches.OpenAsync(run, Cancel));
        Assert.Equal(("b1", "openai ü\0", "m", HeldBatchState.Preparing, "quality"), (batch.Token, batch.Endpoint, batch.Model, batch.State, batch.Judge));
        Assert.Equal((6, 6, 0.06m, 0.06m, null, Material.Noon, deadline), (batch.Items, batch.Waiting, batch.ReservedUsd, batch.HeldUsd, batch.ProviderId, batch.BegunAt, batch.Deadline));
        Assert.Equal(run, batch.Run);
        Assert.Equal(keys.SelectMany(k => new[] { $"{k}-0", $"{k}-1" }), (await Batches.ItemsAsync(batch.Key, Cancel)).Select(i => i.CustomId));
        Assert.Equal(new Spending(0.06m, 0.06m), await Ledger.SpendingAsync(run, DateOnly.FromDateTime(Material.Noon.UtcDateTime), Cancel));
        Assert.Equal(new Spending(0.06m, 0), await Ledger.SpendingAsync(run, DateOnly.FromDateTime(Material.Noon.UtcDateTime).AddDays(1), Cancel));
        BatchedKeys where = await Batches.WhereAsync(run, [.. keys, 999], Cancel);
        Assert.Equal(keys.Order(), where.Waiting.Order());
        Assert.Empty(where.Tried);
    }

    [Fact]
    public async Task What_is_recorded_closes_its_items_in_the_same_transaction_and_frees_their_money()
    {
        (RunKey run, long[] keys) = await AcceptAsync(2);
        HeldBatch batch = await SendAsync(run, keys, "b1");
        BatchItem[] items = [.. await Batches.ItemsAsync(batch.Key, Cancel)];

        await RecordAsync(run, batch, items[..2], Batched(0.001m), reply: true);
        HeldBatch half = Assert.Single(await Batches.OpenAsync(run, Cancel));
        Assert.Equal((2, 0, 2, 0.02m), (half.Answered, half.Unanswered, half.Waiting, half.HeldUsd));
        Assert.False(await Batches.TrySettleAsync(batch.Key, 0, 0, Cancel));
        Assert.Equal(0.022m, (await Ledger.SpendingAsync(run, default, Cancel)).RunUsd);

        await Batches.NoteEndedAsync(batch.Key, refusal: null, Cancel);
        Assert.False(await Batches.TrySettleAsync(batch.Key, 0, 0, Cancel));
        await RecordAsync(run, batch, items[2..], Batched(0.001m), reply: false);
        Assert.True(await Batches.TrySettleAsync(batch.Key, 3, 4, Cancel));

        Assert.Empty(await Batches.OpenAsync(run, Cancel));
        HeldBatch over = (await Batches.FindAsync("b1", Cancel))!;
        Assert.Equal((HeldBatchState.Settled, 2, 2, 0m, 3, 4), (over.State, over.Answered, over.Unanswered, over.HeldUsd, over.Foreign, over.Duplicates));
        RunAccount account = await Ledger.AccountAsync(run, [], Cancel);
        Assert.Equal((4, 0.004m), (account.Lanes[Lane.Batch].Attempts, account.Lanes[Lane.Batch].CostUsd));
        Assert.Equal([Lane.Batch, Lane.Batch], (await ((ILedgerFigures)Ledger).TrailAsync("r1", Cancel))!.Revisions[0].Judgments[0].Attempts.Select(a => a.Lane));
    }

    [Fact]
    public async Task What_was_not_answered_and_not_decided_is_owed_again_and_known_to_have_been_tried()
    {
        (RunKey run, long[] keys) = await AcceptAsync(1);
        HeldBatch batch = await SendAsync(run, keys, "b1");

        await RecordAsync(run, batch, [.. await Batches.ItemsAsync(batch.Key, Cancel)], Material.Parked(), reply: false);

        BatchedKeys where = await Batches.WhereAsync(run, keys, Cancel);
        Assert.Empty(where.Waiting);
        Assert.Equal(keys, where.Tried);
        Assert.Equal(keys, (await Batches.ResponsesAsync(run, keys, Cancel)).Select(r => r.Key));
        await Batches.NoteEndedAsync(batch.Key, null, Cancel);
        Assert.True(await Batches.TrySettleAsync(batch.Key, 0, 0, Cancel));
    }

    [Fact]
    public async Task What_was_heard_is_kept_while_the_verdict_waits_and_no_longer()
    {
        (RunKey run, long[] keys) = await AcceptAsync(2);
        HeldBatch first = await SendAsync(run, keys, "b1");
        BatchItem[] items = [.. await Batches.ItemsAsync(first.Key, Cancel)];
        HeardReply[] heard =
        [
            new(0, 0, new CachedReply { Text = "4 ü\0", Model = "m", JudgeVersion = "0123456789abcdef", CostUsd = 0.000_123m, SavedAt = Material.Noon, ExpiresAt = Material.Noon.AddDays(1) }),
            new(1, 0, new CachedReply { Text = "5", JudgeVersion = "fedcba9876543210", CostUsd = 0, SavedAt = Material.Noon, ExpiresAt = Material.Noon }),
        ];

        await RecordAsync(run, first, items, Judged.Parked.ForBatch with { Heard = heard }, reply: true);

        BatchedKeys where = await Batches.WhereAsync(run, keys, Cancel);
        Assert.Empty(where.Waiting);
        Assert.Empty(where.Tried);
        Assert.Equal(keys.Order(), where.Heard.Order());
        Assert.All(await Batches.ResponsesAsync(run, keys, Cancel), r => Assert.Equal(heard, r.Heard.OrderBy(h => h.Question)));

        await Ledger.RecordAsync(run, [new JudgedResponse(keys[0], Material.Noon, Batched(0.001m)) { HasHeard = true }], reservedUsd: null, Cancel);
        Assert.Equal([keys[1]], (await Batches.WhereAsync(run, keys, Cancel)).Heard);
        await using LedgerStore store = await StoreAsync();
        await store.RemoveAsync(new Removal.OfId("r2"), forget: null, _clock, Cancel);
        Assert.Empty((await Batches.WhereAsync(run, keys, Cancel)).Heard);
        await Batches.NoteEndedAsync(first.Key, null, Cancel);
        Assert.True(await Batches.TrySettleAsync(first.Key, 0, 0, Cancel));
    }

    [Fact]
    public async Task A_batch_that_was_never_sent_gives_everything_back()
    {
        (RunKey run, long[] keys) = await AcceptAsync(2);
        await Batches.PrepareAsync(run, new NewBatch("b1", "openai", "m", null, Items(keys)), Cancel);
        HeldBatch batch = Assert.Single(await Batches.OpenAsync(run, Cancel));

        await Batches.TakeBackAsync(batch.Key, "the connection was lost", Cancel);

        Assert.Empty(await Batches.OpenAsync(run, Cancel));
        BatchedKeys where = await Batches.WhereAsync(run, keys, Cancel);
        Assert.Equal((0, 0), (where.Waiting.Count, where.Tried.Count));
        Assert.Equal(0, (await Ledger.SpendingAsync(run, default, Cancel)).RunUsd);
        HeldBatch over = (await Batches.FindAsync("b", Cancel))!;
        Assert.Equal((HeldBatchState.Refused, "the connection was lost"), (over.State, over.Error));
        await Batches.NoteSubmittedAsync("b1", "batch_1", Cancel);
        Assert.Equal(HeldBatchState.Refused, (await Batches.FindAsync("b1", Cancel))!.State);
    }

    [Fact]
    public async Task One_that_is_given_up_counts_all_it_holds_as_spent_on_its_day()
    {
        (RunKey run, long[] keys) = await AcceptAsync(2);
        HeldBatch batch = await SendAsync(run, keys, "b1");
        _clock.Now = Material.Noon.AddDays(1);

        await using (LedgerStore store = await StoreAsync())
        {
            IBatchStore beside = await store.BatchesAsync(_clock, Cancel);
            await beside.GiveUpAsync(batch.Key, "given up", Cancel);
        }

        HeldBatch open = Assert.Single(await Batches.OpenAsync(run, Cancel));
        Assert.Equal((HeldBatchState.Ended, true, 0m, 4, "given up"), (open.State, open.IsUnanswered, open.HeldUsd, open.Waiting, open.Error));
        Assert.Equal(new Spending(0.04m, 0.04m), await Ledger.SpendingAsync(run, DateOnly.FromDateTime(Material.Noon.UtcDateTime), Cancel));
        Assert.Equal(1, (await Ledger.AccountAsync(run, [], Cancel)).AttemptsByResult["lost"]);
        await RecordAsync(run, batch, [.. await Batches.ItemsAsync(batch.Key, Cancel)], Material.Scored(), reply: false);
        Assert.True(await Batches.TrySettleAsync(batch.Key, 0, 0, Cancel));
        Assert.Equal(HeldBatchState.Cancelled, (await Batches.FindAsync("b1", Cancel))!.State);
    }

    [Fact]
    public async Task What_is_free_is_not_held_while_it_waits_for_its_verdict()
    {
        (RunKey run, long[] keys) = await AcceptAsync(2);
        HeldBatch batch = await SendAsync(run, keys, "b1");

        await Batches.FreeAsync(batch.Key, [.. (await Batches.ItemsAsync(batch.Key, Cancel)).Take(3)], Cancel);

        HeldBatch open = Assert.Single(await Batches.OpenAsync(run, Cancel));
        Assert.Equal((4, 0.01m), (open.Waiting, open.HeldUsd));
        Assert.Equal(4, (await Batches.WhereAsync(run, keys, Cancel)).Waiting.Count * 2);
    }

    [Fact]
    public async Task What_waits_in_a_batch_of_the_service_is_owed_and_not_given_out_until_that_is_over()
    {
        JudgeIntake judge = await StandAsync();
        await Ledger.ReceiveAsync([Request("a"), Request("b"), Request("c")], [judge], Cancel);
        await Ledger.BeginSittingAsync(judge.Run, Cancel);
        long[] keys = [.. (await Ledger.TakeOwedAsync(judge.Run, 10, Cancel)).Select(o => o.Key)];
        HeldBatch batch = await SendAsync(judge.Run, keys[..2], "b1");

        await Ledger.BeginSittingAsync(judge.Run, Cancel);
        Assert.Equal(keys[2..], (await Ledger.TakeOwedAsync(judge.Run, 10, Cancel)).Select(o => o.Key));
        JudgeIntake again = await StandAsync();
        await Ledger.BeginSittingAsync(again.Run, Cancel);
        Assert.Equal(keys[2..], (await Ledger.TakeOwedAsync(again.Run, 10, Cancel)).Select(o => o.Key));
        Assert.Null((await ((ILedgerFigures)Ledger).TrailAsync("a", Cancel))!.Revisions[0].Judgments[0].NextTryAt);

        BatchItem[] items = [.. await Batches.ItemsAsync(batch.Key, Cancel)];
        await RecordAsync(judge.Run, batch, items[..2], Batched(0.001m), reply: true);
        await RecordAsync(judge.Run, batch, items[2..], new Judged.Paused(PauseReason.Budget, "no money") { Attempts = [] }, reply: false);

        Assert.Equal([keys[1]], (await Ledger.TakeOwedAsync(judge.Run, 10, Cancel)).Select(o => o.Key));
    }

    [Fact]
    public async Task What_waits_in_a_batch_of_a_run_is_not_adopted_by_the_service()
    {
        (RunKey run, long[] keys) = await AcceptAsync(2);
        await SendAsync(run, keys[..1], "b1");
        await Ledger.DisposeAsync();
        await using (LedgerStore store = await StoreAsync())
        {
            _ledger = await store.OpenAsync(_clock, isService: false, Cancel);
        }

        JudgeIntake judge = await StandAsync();
        await Ledger.BeginSittingAsync(judge.Run, Cancel);

        Assert.Equal(keys[1..], (await Ledger.TakeOwedAsync(judge.Run, 10, Cancel)).Select(o => o.Key));
    }

    [Fact]
    public async Task Batches_are_found_by_token_and_id_and_how_long_they_took_is_told()
    {
        (RunKey run, long[] keys) = await AcceptAsync(2);
        HeldBatch first = await SendAsync(run, keys[..1], "b1aa");
        await SendAsync(run, keys[1..], "b1bb");
        _clock.Now = Material.Noon.AddMinutes(90);
        await Batches.NoteCancelAskedAsync(first.Key, Cancel);
        await Batches.NoteEndedAsync(first.Key, null, Cancel);

        Assert.Equal(first.Token, (await Batches.FindAsync("b1a", Cancel))!.Token);
        Assert.Equal(first.Token, (await Batches.FindAsync("batch_b1aa", Cancel))!.Token);
        Assert.Null(await Batches.FindAsync("b1", Cancel));
        Assert.Null(await Batches.FindAsync("nothing", Cancel));
        Assert.Equal(["b1bb", "b1aa"], (await Batches.ListAsync(openOnly: true, 10, Cancel)).Select(b => b.Token));
        Assert.Equal(Material.Noon.AddMinutes(90), (await Batches.FindAsync("b1aa", Cancel))!.CancelAskedAt);

        Assert.Empty(await Batches.DurationsAsync("openai", "m", Cancel));
        HeldBatch second = (await Batches.FindAsync("b1bb", Cancel))!;
        await Batches.NoteEndedAsync(second.Key, null, Cancel);
        await RecordAsync(run, second, [.. await Batches.ItemsAsync(second.Key, Cancel)], Batched(0), reply: true);
        await Batches.TrySettleAsync(second.Key, 0, 0, Cancel);
        Assert.Equal([TimeSpan.FromMinutes(90)], await Batches.DurationsAsync("openai", "m", Cancel));
        Assert.Empty(await Batches.DurationsAsync("openai", "other", Cancel));
    }

    private static IReadOnlyList<BatchItem> Items(long[] keys) => [.. keys.SelectMany(k => new[] { new BatchItem(k, 0, 0, 0.01m), new BatchItem(k, 1, 0, 0.01m) })];

    private static Judged Batched(decimal cost) =>
        Material.Scored(4, 5, "because", Material.Attempt(0, cost: cost) with { Lane = Lane.Batch }, Material.Attempt(1, cost: cost) with { Lane = Lane.Batch });

    private static IntakeRequest Request(string id) => new([new Arrival(Material.Response(id, 1).Response)], []);

    private async Task<JudgeIntake> StandAsync()
    {
        RunKey run = await Ledger.OpenStandingRunAsync(Material.Judge(), IntakeRule.All, Cancel);
        return new JudgeIntake(run, IntakeRule.All);
    }

    private async Task<(RunKey Run, long[] Keys)> AcceptAsync(int count)
    {
        RunKey run = await Ledger.OpenRunAsync(Material.Identity(), Material.Judge(), Cancel);
        Acceptance acceptance = await Ledger.AcceptAsync(run, [.. Enumerable.Range(1, count).Select(i => Material.Response($"r{i}", i))], IntakeRule.All, Cancel);
        return (run, [.. acceptance.Accepted.Select(a => a.Key)]);
    }

    private async Task<HeldBatch> SendAsync(RunKey run, long[] keys, string token)
    {
        await Batches.PrepareAsync(run, new NewBatch(token, "openai", "m", null, Items(keys)), Cancel);
        await Batches.NoteSubmittedAsync(token, $"batch_{token}", Cancel);
        return (await Batches.FindAsync(token, Cancel))!;
    }

    private Task RecordAsync(RunKey run, HeldBatch batch, BatchItem[] items, Judged judged, bool reply) => Ledger.RecordAsync(
        run,
        [
            .. items.GroupBy(i => i.ResponseKey).Select(g => new JudgedResponse(g.Key, Material.Noon, judged)
            {
                Batched = new BatchedAnswers(batch.Key, batch.BegunAt, TimeSpan.FromMinutes(3), [.. g.Select(i => new BatchedAnswer(i, new BatchResult(i.CustomId, reply ? new ChatResponse() : null, null)))]),
            }),
        ],
        reservedUsd: null, Cancel);
}
