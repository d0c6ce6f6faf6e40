using Assay.Collecting.Intake;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Scoring.Spending;

namespace Assay.Integration.Tests.Contracts;

/// <summary>Several who share a budget of the day.</summary>
public sealed partial class PostgresSharingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Four_who_share_a_budget_of_the_day_never_spend_more_than_it_and_little_less(int seed)
    {
        const decimal cap = 3;
        Judge capped = Material.Judge() with { Terms = new JudgeTerms { BudgetUsdPerDay = cap } };
        IServiceLedger[] ledgers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OpenAsync()));
        JudgeIntake judge = await StandAsync(capped, ledgers);
        await ReceiveAsync(ledgers[0], judge, [.. Enumerable.Range(0, 200).Select(i => $"r{i}")]);
        decimal paid = 0;
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task<decimal> highest = HighestAsync(watching.Token);

        await Task.WhenAll(ledgers.Select(async (ledger, n) =>
        {
            var random = new Random(seed * 10 + n);
            while (await TrySpendAsync(ledger, judge, cap, random, usd => { lock (watching) { paid += usd; } }))
            {
            }
        }));

        await watching.CancelAsync();
        Spending spent = await ledgers[0].SpendingAsync(judge.Run, DateOnly.FromDateTime(Material.Noon.UtcDateTime), Cancel);
        Assert.Equal(paid, spent.JudgeDayUsd);
        Assert.InRange(spent.JudgeDayUsd, cap * 0.8m, cap);
        Assert.InRange(await highest, 0.1m, cap);

        async Task<decimal> HighestAsync(CancellationToken stop)
        {
            decimal most = 0;
            while (!stop.IsCancellationRequested)
            {
                object? counted = await AskAsync("SELECT (SELECT coalesce(sum(cost_nano_usd), 0) FROM assay.spending) + (SELECT coalesce(sum(amount_nano_usd), 0) FROM assay.reservations)");
                most = Math.Max(most, (decimal)counted! / 1_000_000_000m);
            }

            return most;
        }
    }

    private async Task<bool> TrySpendAsync(IServiceLedger ledger, JudgeIntake judge, decimal cap, Random random, Action<decimal> paid)
    {
        await ledger.BeginSittingAsync(judge.Run, Cancel);
        Spending before = await ledger.SpendingAsync(judge.Run, DateOnly.FromDateTime(Material.Noon.UtcDateTime), Cancel);
        using var budget = new Budget([new SpendingCap("today's budget", cap, before.JudgeDayUsd, PerDay: true)], _clock, (usd, cancel) => ledger.ReserveAsync(judge.Run, usd, cancel));
        int made = 0;
        while (await ledger.TakeOwedAsync(judge.Run, 3, Cancel) is { Count: > 0 } owed)
        {
            var judged = new List<JudgedResponse>();
            foreach (AcceptedResponse response in owed)
            {
                decimal worst = random.Next(20, 60) / 1000m;
                if (await budget.TryReserveAsync(worst, Cancel))
                {
                    decimal cost = worst * random.Next(20, 101) / 100;
                    budget.Settle(worst, cost);
                    paid(cost);
                    judged.Add(new JudgedResponse(response.Key, response.ReceivedAt, Material.Scored(attempts: [Material.Attempt(cost: cost)])));
                    made++;
                }
            }

            decimal all = judged.Sum(j => j.Judged.Attempts.Sum(a => a.CostUsd));
            decimal? held = await budget.BeginRecordingAsync(all);
            budget.EndRecording(all, await ledger.RecordAsync(judge.Run, judged, held, Cancel));
            if (judged.Count < owed.Count)
            {
                break;
            }
        }

        await ledger.ReserveAsync(judge.Run, 0, Cancel);
        return made > 0;
    }
}
