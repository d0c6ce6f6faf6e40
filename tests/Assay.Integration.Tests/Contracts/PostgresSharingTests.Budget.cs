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

    /// <summary>2,880 responses in twelve hours, $8.64 with three samples each and $2.88 with one: each of four that forecast only what comes to itself would see it too late.</summary>
    [Fact]
    public async Task Four_who_share_a_budget_stretch_it_together_so_that_every_response_of_the_day_is_judged()
    {
        const decimal cap = 3.4m;
        const int atOnce = 5;
        Judge capped = Material.Judge() with { Terms = new JudgeTerms { BudgetUsdPerDay = cap, Thrift = ThriftTerms.Usual } };
        IServiceLedger[] ledgers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OpenAsync()));
        JudgeIntake judge = await StandAsync(capped, ledgers);
        (IServiceLedger Ledger, Budget Budget, Thrift Thrift)[] processes =
        [
            .. ledgers.Select(ledger =>
            {
                var budget = new Budget([new SpendingCap("today's budget", cap, PerDay: true)], _clock, (usd, cancel) => ledger.ReserveAsync(judge.Run, usd, cancel));
                return (ledger, budget, new Thrift(ThriftTerms.Usual, budget.Left, _clock));
            }),
        ];
        await ReceiveAsync(ledgers[0], judge, [.. Enumerable.Range(0, 144 * 4 * atOnce).Select(i => $"r{i}")]);
        long judged = 0;
        int[] steps = new int[processes.Length];

        for (int tick = 0; tick < 144; tick++)
        {
            _clock.Now += TimeSpan.FromMinutes(tick == 0 ? 2 : 5);
            foreach ((int i, (IServiceLedger ledger, Budget budget, Thrift thrift)) in processes.Index())
            {
                judged += await JudgeSomeAsync(ledger, judge, budget, thrift, atOnce);
                steps[i] = Math.Max(steps[i], thrift.State.Steps);
            }
        }

        Assert.Equal(144 * 4 * atOnce, judged);
        // Each has given up samples, and nothing after them; at the end there was money for all again.
        Assert.Equal([1, 1, 1, 1], steps);
        Spending spent = await ledgers[0].SpendingAsync(judge.Run, DateOnly.FromDateTime(Material.Noon.UtcDateTime), Cancel);
        Assert.InRange(spent.JudgeDayUsd, 2.88m, cap);
        Held held = await ledgers[0].ReserveAsync(judge.Run, 0, Cancel);
        Assert.Equal(144 * 3 * atOnce, held.JudgedByOthers);
        // The count begins anew with the day.
        _clock.Now = Material.Noon.AddHours(13);
        Assert.Equal(0, (await ledgers[0].ReserveAsync(judge.Run, 0, Cancel)).JudgedByOthers);
        foreach ((IServiceLedger ledger, Budget budget, _) in processes)
        {
            await ledger.ReserveAsync(judge.Run, 0, Cancel);
            budget.Dispose();
        }
    }

    /// <returns>How many were judged; the others were skipped, or found no money.</returns>
    private static async Task<int> JudgeSomeAsync(IServiceLedger ledger, JudgeIntake judge, Budget budget, Thrift thrift, int count)
    {
        var judged = new List<JudgedResponse>();
        foreach (AcceptedResponse response in await ledger.TakeOwedAsync(judge.Run, count, Cancel))
        {
            decimal cost = thrift.IsGivenUp(ThriftStep.Samples) ? 0.001m : 0.003m;
            if (thrift.ShareOf(response.Response.Id, sample: 1) is null)
            {
                judged.Add(new JudgedResponse(response.Key, response.ReceivedAt, thrift.Skipped()));
            }
            else if (await budget.TryReserveAsync(4 * cost, Cancel))
            {
                budget.Settle(4 * cost, cost);
                judged.Add(new JudgedResponse(response.Key, response.ReceivedAt, Material.Scored(attempts: [Material.Attempt(cost: cost)])));
            }
        }

        decimal all = judged.Sum(j => j.Judged.Attempts.Sum(a => a.CostUsd));
        decimal? held = await budget.BeginRecordingAsync(all);
        budget.EndRecording(all, await ledger.RecordAsync(judge.Run, judged, held, Cancel));
        judged.ForEach(j => thrift.Note(j.Judged));
        return judged.Count(j => j.Judged is Judged.Decided);
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
