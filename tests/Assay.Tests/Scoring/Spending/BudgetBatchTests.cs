using Assay.Scoring.Running;
using Assay.Scoring.Spending;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Spending;

/// <summary>Money that a batch holds is no longer the process's, and is settled when what it brought is recorded.</summary>
public sealed class BudgetBatchTests
{
    private readonly ManualClock _clock = new();

    private DateOnly Today => DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime);

    [Fact]
    public async Task What_a_batch_holds_leaves_less_for_calls_until_it_is_settled()
    {
        using var budget = new Budget(10);

        Assert.True(await budget.TryPassOnAsync(8, Grant));
        Assert.Equal(2, budget.Free);
        Assert.False(await budget.TryReserveAsync(3, CancellationToken.None));
        Assert.False(await budget.TryPassOnAsync(3, Grant));
        Assert.Contains("leaves no room for the next batch", budget.ReachedByBatch, StringComparison.Ordinal);

        budget.SettleBatch(heldUsd: 8, spentUsd: 1, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));
        Assert.Equal((9m, 1m), (budget.Free, budget.SpentUsd));
        Assert.True(await budget.TryReserveAsync(9, CancellationToken.None));

        static Task<Held?> Grant() => Task.FromResult<Held?>(new Held(8));
    }

    [Fact]
    public async Task What_calls_under_way_may_take_is_not_passed_on()
    {
        using var budget = new Budget(10);
        Assert.True(await budget.TryReserveAsync(6, CancellationToken.None));

        Assert.False(await budget.TryPassOnAsync(5, () => throw new InvalidOperationException("it must not be saved")));

        budget.Settle(6, 1);
        Assert.True(await budget.TryPassOnAsync(5, () => Task.FromResult<Held?>(new Held(5))));
        Assert.Equal(4, budget.Free);
    }

    [Fact]
    public async Task What_the_ledger_does_not_grant_or_cannot_save_is_as_free_as_before()
    {
        using var budget = new Budget(10);

        Assert.False(await budget.TryPassOnAsync(5, () => Task.FromResult<Held?>(null)));
        await Assert.ThrowsAsync<IOException>(() => budget.TryPassOnAsync(5, () => throw new IOException("disk full")));

        Assert.Equal(10, budget.Free);
    }

    [Fact]
    public async Task A_batch_of_yesterday_is_neither_paid_from_todays_budget_nor_widens_it()
    {
        using var budget = new Budget([new SpendingCap("this run's budget", 100), new SpendingCap("today's budget", 10, PerDay: true)], _clock);
        DateOnly yesterday = Today;
        Assert.True(await budget.TryPassOnAsync(9, () => Task.FromResult<Held?>(new Held(9))));
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(10, budget.Free);

        budget.SettleBatch(heldUsd: 9, spentUsd: 3, yesterday);

        Assert.Equal(10, budget.Free);
        Assert.Equal(3, budget.SpentUsd);
    }

    [Fact]
    public async Task What_others_hold_of_a_shared_day_is_learnt_when_money_is_passed_on()
    {
        using var budget = new Budget([new SpendingCap("today's budget", 10, PerDay: true)], _clock, (usd, _) => Task.FromResult(new Held(usd)));

        Assert.True(await budget.TryPassOnAsync(2, () => Task.FromResult<Held?>(new Held(2, JudgeDayUsd: 7))));

        Assert.Equal(3, budget.Free);
    }
}
