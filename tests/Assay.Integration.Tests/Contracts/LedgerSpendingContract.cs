using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Integration.Tests.Contracts;

/// <summary>What every ledger must know of money: spent, saved, reserved, and lost with a process.</summary>
public abstract class LedgerSpendingContract : LedgerAccountContract
{
    private static readonly DateOnly Today = DateOnly.FromDateTime(Material.Noon.UtcDateTime);

    [Fact]
    public async Task Spending_is_by_run_and_by_the_days_of_a_judge_in_any_version_and_run()
    {
        RunKey first = await OpenRunAsync("may.jsonl");
        RunKey second = await Ledger.OpenRunAsync(Material.Identity("june.jsonl"), Material.Judge(question: "Is it wrong?"), Cancel);
        RunKey other = await Ledger.OpenRunAsync(Material.Identity("other.jsonl"), Material.Judge("another"), Cancel);

        await SpendAsync(first, "a", (Material.Noon, 1), (Material.Noon.AddHours(11.99), 0.5m), (Material.Noon.AddHours(12), 10));
        await SpendAsync(second, "b", (Material.Noon.AddHours(-12), 2), (new DateTimeOffset(2026, 5, 5, 1, 0, 0, TimeSpan.FromHours(3)), 0.000_000_000_1m));
        await SpendAsync(other, "c", (Material.Noon, 100));
        await ReopenAsync();

        await AssertSpendingAsync(first, 11.5m, 3.500_000_001m);
        await AssertSpendingAsync(second, 2.000_000_001m, 3.500_000_001m);
        await AssertSpendingAsync(other, 100, 100);
        Assert.Equal(new Spending(11.5m, 10), await Ledger.SpendingAsync(first, Today.AddDays(1), Cancel));
        Assert.Equal(new Spending(11.5m, 0), await Ledger.SpendingAsync(first, Today.AddDays(-1), Cancel));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task What_is_paid_for_a_verdict_that_is_there_is_spent_all_the_same()
    {
        RunKey run = await OpenRunAsync();

        await SpendAsync(run, "a", (Material.Noon, 1));
        await SpendAsync(run, "a", (Material.Noon, 1));

        await AssertSpendingAsync(run, 2, 2);
        await AssertSoundAsync();
    }

    [Fact]
    public async Task A_reservation_that_outlives_its_process_counts_as_spent_once()
    {
        RunKey run = await OpenRunAsync();
        await SpendAsync(run, "a", (Material.Noon, 1));
        await Ledger.ReserveAsync(run, 0.75m, Cancel);
        await AssertSpendingAsync(run, 1, 1);

        await ReopenAsync();
        await ReopenAsync();

        await AssertSpendingAsync(run, 1.75m, 1.75m);
        RunAccount account = await Ledger.AccountAsync(run, [], Cancel);
        Assert.Equal((1, 1, 1.75m), (account.Calls, account.Attempts, account.CostUsd));
        Assert.Equal(["lost: 1", "read: 1"], account.AttemptsByResult.Select(r => $"{r.Key}: {r.Value}").Order(StringComparer.Ordinal));
        ResultRow row = Assert.Single(await ResultsAsync(run));
        Assert.Equal((1, 1m), (row.Attempts, row.CostUsd));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task Every_process_that_dies_loses_its_own_reservation_on_the_day_it_was_made()
    {
        RunKey one = await OpenRunAsync("may.jsonl");
        RunKey two = await OpenRunAsync("june.jsonl");
        await Ledger.ReserveAsync(one, 1, Cancel);
        await Ledger.ReserveAsync(two, 0.25m, Cancel);
        Clock.Now = Material.Noon.AddHours(13);
        await ReopenAsync();
        await Ledger.ReserveAsync(one, 4, Cancel);
        await ReopenAsync();

        await AssertSpendingAsync(one, 5, 1.25m);
        await AssertSpendingAsync(two, 0.25m, 1.25m);
        Assert.Equal(4, (await Ledger.SpendingAsync(one, Today.AddDays(1), Cancel)).JudgeDayUsd);
        Assert.Equal(2, (await Ledger.AccountAsync(one, [], Cancel)).AttemptsByResult["lost"]);
        await AssertSoundAsync();
    }

    [Fact]
    public async Task A_reservation_replaces_the_one_before_also_when_it_comes_with_a_record()
    {
        RunKey run = await OpenRunAsync();
        AcceptedResponse response = (await AcceptAsync(run, Material.Response("a", 1))).Accepted.Single();
        await Ledger.ReserveAsync(run, 5, Cancel);
        await Ledger.ReserveAsync(run, 3, Cancel);
        await Ledger.ReserveAsync(run, 3, Cancel);
        await Ledger.RecordAsync(run, [new JudgedResponse(response.Key, response.ReceivedAt, Material.Parked())], reservedUsd: 2, Cancel);
        await RecordAsync(run, response, Material.Parked());

        await ReopenAsync();

        await AssertSpendingAsync(run, 2, 2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_is_lost_where_nothing_is_reserved_any_more(bool isClosed)
    {
        RunKey run = await OpenRunAsync();
        await Ledger.ReserveAsync(run, 5, Cancel);
        await (isClosed ? Ledger.CloseRunAsync(run, Cancel) : Ledger.RecordAsync(run, [], reservedUsd: 0, Cancel));

        await ReopenAsync();

        await AssertSpendingAsync(run, 0, 0);
        Assert.Empty((await Ledger.AccountAsync(run, [], Cancel)).AttemptsByResult);
    }

    [Fact]
    public async Task What_was_lost_counts_once_for_the_run_that_lost_it_and_later_runs_begin_at_nothing()
    {
        RunKey run = await OpenRunAsync();
        await Ledger.ReserveAsync(run, 5, Cancel);
        await ReopenAsync();
        await Ledger.CloseRunAsync(run, Cancel);

        RunKey next = await OpenRunAsync();

        await AssertSpendingAsync(next, 0, 5);
        Assert.Equal(5, (await Ledger.AccountAsync(run, [], Cancel)).CostUsd);
    }

    [Fact]
    public async Task Verdicts_from_the_cache_and_from_shared_calls_are_counted_with_what_they_saved()
    {
        RunKey run = await OpenRunAsync();
        Acceptance acceptance = await AcceptAsync(run, [.. Enumerable.Range(1, 5).Select(i => Material.Response($"r{i}", i))]);
        Judged[] judged =
        [
            Material.Scored(), Free(Material.Scored(), VerdictOrigin.Cache, 0.5m), Free(Material.Unscored(), VerdictOrigin.Cache, 0.25m),
            Free(Material.Scored(), VerdictOrigin.Shared, 0.125m), Material.Parked(),
        ];
        await Ledger.RecordAsync(run, [.. acceptance.Accepted.Zip(judged, (r, j) => new JudgedResponse(r.Key, r.ReceivedAt, j))], reservedUsd: null, Cancel);
        await RecordAsync(run, acceptance.Accepted[0], Free(Material.Scored(), VerdictOrigin.Cache, 9));
        await ReopenAsync();

        RunAccount account = await Ledger.AccountAsync(run, [], Cancel);

        Assert.Equal((2, 0.75m, 1, 0.125m), (account.Cached, account.CacheSavedUsd, account.Shared, account.SharingSavedUsd));
        Assert.Equal((3, 1, 1), (account.Scored, account.UnscoredTotal, account.Owed));
        Assert.Equal(
            [VerdictOrigin.Call, VerdictOrigin.Cache, VerdictOrigin.Cache, VerdictOrigin.Shared, VerdictOrigin.Call], (await ResultsAsync(run)).Select(r => r.Origin));
    }

    private static Judged Free(Judged judged, VerdictOrigin origin, decimal savedUsd) =>
        (Judged.Decided)judged with { Attempts = [], Origin = origin, SavedUsd = savedUsd };

    private async Task SpendAsync(RunKey run, string id, params (DateTimeOffset StartedAt, decimal Usd)[] attempts)
    {
        AcceptedResponse response = (await AcceptAsync(run, Material.Response(id, 1))).Accepted.Single();
        await RecordAsync(run, response, Material.Scored(attempts: [.. attempts.Select(a => Material.Attempt(cost: a.Usd) with { StartedAt = a.StartedAt })]));
    }

    private async Task AssertSpendingAsync(RunKey run, decimal runUsd, decimal judgeTodayUsd) =>
        Assert.Equal(new Spending(runUsd, judgeTodayUsd), await Ledger.SpendingAsync(run, Today, Cancel));
}
