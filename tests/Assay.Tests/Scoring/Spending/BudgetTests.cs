using Assay.Scoring.Spending;

namespace Assay.Tests.Scoring.Spending;

public sealed class BudgetTests
{
    [Fact]
    public async Task The_cap_holds_under_many_reservations_at_once()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            const decimal cap = 30m;
            var budget = new Budget(cap);
            var gate = new Lock();
            decimal open = 0;
            decimal spent = 0;
            int granted = 0;
            (decimal Worst, decimal Actual, int Yields)[] calls =
                [.. Enumerable.Range(0, 200).Select(_ => (Worst: random.Next(1, 100) / 100m, Share: random.Next(0, 101), Yields: random.Next(5))).Select(c => (c.Worst, c.Worst * c.Share / 100, c.Yields))];

            await Task.WhenAll(calls.Select(call => Task.Run(async () =>
            {
                if (!await budget.TryReserveAsync(call.Worst, CancellationToken.None))
                {
                    return;
                }

                lock (gate)
                {
                    granted++;
                    open += call.Worst;
                    Assert.True(open + spent <= cap, $"{open} reserved and {spent} spent of {cap}");
                }

                for (int i = 0; i < call.Yields; i++)
                {
                    await Task.Yield();
                }

                lock (gate)
                {
                    open -= call.Worst;
                    spent += call.Actual;
                }

                budget.Settle(call.Worst, call.Actual);
            })));

            Assert.Equal(spent, budget.SpentUsd);
            Assert.InRange(budget.SpentUsd, cap - 1, cap);
            Assert.InRange(granted, 1, 199);
        }
    }

    [Fact]
    public async Task A_call_waits_for_money_that_may_come_back()
    {
        var budget = new Budget(10);
        Assert.True(await budget.TryReserveAsync(8, CancellationToken.None));

        Task<bool> second = budget.TryReserveAsync(5, CancellationToken.None).AsTask();
        Assert.False(second.IsCompleted);
        budget.Settle(8, 1);

        Assert.True(await second);
        Assert.Equal(1, budget.SpentUsd);
    }

    [Fact]
    public async Task A_waiting_call_is_refused_when_the_money_does_not_come_back()
    {
        var budget = new Budget(10);
        await budget.TryReserveAsync(8, CancellationToken.None);
        Task<bool> second = budget.TryReserveAsync(5, CancellationToken.None).AsTask();

        budget.Settle(8, 8);

        Assert.False(await second);
    }

    [Fact]
    public async Task A_hopeless_call_is_refused_at_once()
    {
        var budget = new Budget(10, alreadySpentUsd: 6);
        await budget.TryReserveAsync(1, CancellationToken.None);

        ValueTask<bool> hopeless = budget.TryReserveAsync(5, CancellationToken.None);

        Assert.True(hopeless.IsCompleted);
        Assert.False(await hopeless);
    }

    [Fact]
    public async Task The_cap_itself_may_be_spent_to_the_last_cent()
    {
        var budget = new Budget(10);

        Assert.True(await budget.TryReserveAsync(10, CancellationToken.None));
        budget.Settle(10, 10);
        Assert.False(await budget.TryReserveAsync(0.01m, CancellationToken.None));
        Assert.True(await budget.TryReserveAsync(0, CancellationToken.None));
    }

    [Fact]
    public async Task A_waiting_call_can_be_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        var budget = new Budget(10);
        await budget.TryReserveAsync(8, CancellationToken.None);
        Task<bool> waiting = budget.TryReserveAsync(5, cancel.Token).AsTask();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public void A_call_costs_its_tokens_with_the_cached_ones_apart() =>
        Assert.Equal(0.00031m, new ModelPrice(Input: 2, CachedInput: 0.5m, Output: 8).Cost(inputTokens: 100, cachedTokens: 60, outputTokens: 25));
}
