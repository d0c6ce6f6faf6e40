using Assay.Scoring.Running;
using Assay.Scoring.Spending;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Spending;

/// <summary>What a killed process leaves held in the ledger covers whatever it may have spent.</summary>
public sealed class BudgetHoldTests
{
    [Fact]
    public async Task Money_is_held_before_a_call_may_be_made()
    {
        decimal held = 0;
        using var budget = new Budget([new SpendingCap("the budget", 10)], new ManualClock(), Hold);

        Assert.True(await budget.TryReserveAsync(2, CancellationToken.None));

        Assert.InRange(held, 2, 10);
        Task<Held> Hold(decimal usd, CancellationToken cancel)
        {
            held = usd;
            return Task.FromResult(new Held(usd));
        }
    }

    [Fact]
    public async Task A_call_is_not_made_when_its_money_cannot_be_held()
    {
        using var budget = new Budget([new SpendingCap("the budget", 10)], new ManualClock(), (_, _) => throw new IOException("disk full"));

        await Assert.ThrowsAsync<IOException>(() => budget.TryReserveAsync(2, CancellationToken.None).AsTask());

        Assert.Equal(0, budget.SpentUsd);
    }

    [Fact]
    public async Task At_any_moment_a_crash_counts_at_least_what_was_spent_and_never_more_than_the_cap()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var ledger = new LedgerOfOne();
            const decimal cap = 20;
            using var budget = new Budget([new SpendingCap("the budget", cap)], new ManualClock(), ledger.HoldAsync);
            decimal maybeSpent = 0;
            var underWay = new List<(decimal Worst, decimal Actual)>();
            var settled = new List<decimal>();
            for (int step = 0; step < 400; step++)
            {
                int action = random.Next(3);
                if (action == 0)
                {
                    decimal worst = random.Next(1, 100) / 100m;
                    ValueTask<bool> reserving = budget.TryReserveAsync(worst, CancellationToken.None);
                    if (!reserving.IsCompleted || !await reserving)
                    {
                        // It would wait for money to come back; nobody else runs here, so it is left.
                        break;
                    }

                    underWay.Add((worst, worst * random.Next(0, 101) / 100));
                    maybeSpent += underWay[^1].Worst;
                }
                else if (action == 1 && underWay.Count > 0)
                {
                    (decimal worst, decimal actual) = underWay[^1];
                    underWay.RemoveAt(underWay.Count - 1);
                    budget.Settle(worst, actual);
                    settled.Add(actual);
                    maybeSpent += actual - worst;
                }
                else if (action == 2 && settled.Count > 0)
                {
                    decimal cost = settled.Sum();
                    decimal? held = await budget.BeginRecordingAsync(cost);
                    Assert.True(ledger.Counted >= maybeSpent, "before the save");
                    bool saved = random.Next(10) > 0;
                    if (saved)
                    {
                        ledger.Record(cost, held!.Value);
                        settled.Clear();
                    }

                    budget.EndRecording(cost, saved ? new Held(held!.Value) : null);
                }

                Assert.True(ledger.Counted >= maybeSpent, $"{ledger.Counted} counted, {maybeSpent} may be spent");
                Assert.True(ledger.Counted <= cap);
            }
        }
    }

    [Fact]
    public async Task What_others_hold_of_a_shared_budget_is_not_spent_and_what_they_give_back_is_found()
    {
        decimal others = 7;
        using var budget = new Budget([new SpendingCap("today's budget", 10, PerDay: true)], new ManualClock(), Hold);

        Assert.False(await budget.TryReserveAsync(4, CancellationToken.None));
        Assert.True(await budget.TryReserveAsync(2, CancellationToken.None));
        budget.Settle(2, 2);
        others = 5;
        decimal? held = await budget.BeginRecordingAsync(2);
        budget.EndRecording(2, await Hold(held!.Value, CancellationToken.None));

        Assert.True(await budget.TryReserveAsync(3, CancellationToken.None));
        Assert.False(await budget.TryReserveAsync(6, CancellationToken.None));

        Task<Held> Hold(decimal usd, CancellationToken cancel) => Task.FromResult(new Held(Math.Min(usd, 10 - others), others));
    }

    [Fact]
    public async Task The_tightest_of_several_caps_decides_and_is_named()
    {
        using var budget = new Budget([new SpendingCap("this run's budget", 10), new SpendingCap("today's budget", 5, SpentUsd: 4, PerDay: true)], new ManualClock());

        Assert.False(await budget.TryReserveAsync(2, CancellationToken.None));

        Assert.Equal("today's budget of $5.00 leaves no room for the next call", budget.Reached);
    }

    [Fact]
    public async Task A_new_day_opens_a_daily_cap_and_no_other()
    {
        var clock = new ManualClock();
        using var budget = new Budget([new SpendingCap("this run's budget", 10), new SpendingCap("today's budget", 5, SpentUsd: 5, PerDay: true)], clock);
        Assert.False(await budget.TryReserveAsync(1, CancellationToken.None));

        clock.Advance(TimeSpan.FromHours(13));

        Assert.True(await budget.TryReserveAsync(5, CancellationToken.None));
        budget.Settle(5, 5);
        Assert.False(await budget.TryReserveAsync(1, CancellationToken.None));
        clock.Advance(TimeSpan.FromDays(1));
        Assert.False(await budget.TryReserveAsync(6, CancellationToken.None));
    }

    /// <summary>What another process would find after a crash.</summary>
    private sealed class LedgerOfOne
    {
        private decimal _recorded;
        private decimal _held;

        public decimal Counted => _recorded + _held;

        public Task<Held> HoldAsync(decimal usd, CancellationToken cancellationToken)
        {
            _held = usd;
            return Task.FromResult(new Held(usd));
        }

        public void Record(decimal cost, decimal held)
        {
            _recorded += cost;
            _held = held;
        }
    }
}
