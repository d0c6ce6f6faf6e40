using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Surfacing;

namespace Assay.Integration.Tests.Contracts;

/// <summary>The account that every ledger must give: it balances, and its sums are those of the rows.</summary>
public abstract class LedgerAccountContract : LedgerContract
{
    [Fact]
    public async Task The_account_equals_sums_made_by_hand()
    {
        RunKey run = await OpenRunAsync();
        Acceptance acceptance = await AcceptAsync(
            run, Material.Response("a", 1, route: "refunds"), Material.Response("b", 2, route: "refunds"), Material.Response("c", 3, route: "delivery"), Material.Response("d", 4), Material.Response("e", 5), Material.Response("f", 6));
        Judged[] judged =
        [
            Material.Scored(4, 5, "ok", Material.Attempt(0, AttemptResult.Transient, cost: 0, "down"), Material.Attempt(0, cost: 0.000_000_000_1m), Material.Attempt(1, cost: 0.01m)),
            Material.Scored(2, 1),
            Material.Scored(3, 3),
            Material.Unscored(UnscoredReason.Refused),
            Material.Parked(),
        ];
        await Ledger.RecordAsync(run, [.. acceptance.Accepted.Zip(judged, (r, j) => new JudgedResponse(r.Key, r.ReceivedAt, j))], reservedUsd: null, Cancel);

        RunAccount account = await Ledger.AccountAsync(run, ["route"], Cancel);

        Assert.Equal((6, 3, 1, 0, 2), (account.Accepted, account.Scored, account.UnscoredTotal, account.SkippedTotal, account.Owed));
        Assert.True(account.Balances);
        Assert.Equal([("refused", 1)], account.Unscored);
        Assert.Equal(0.5, account.Coverage);

        // Two questions for each scored response, one for the others that were asked about; f was not.
        Assert.Equal((8, 9), (account.Calls, account.Attempts));
        Assert.Equal(["no_verdict: 1", "read: 6", "transient: 2"], account.AttemptsByResult.Select(r => $"{r.Key}: {r.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(["m-2026: 6"], account.Models.Select(m => $"{m.Key}: {m.Value}"));
        Assert.Equal((900, 360, 90, 180), (account.InputTokens, account.CachedTokens, account.CacheWriteTokens, account.OutputTokens));

        // Money is rounded up to the billionth, per attempt.
        Assert.Equal(0.000_000_001m + 0.01m + 5 * 0.000_25m, account.CostUsd);

        Assert.Equal(["overall", "tone", "accuracy"], account.Scores.Select(s => s.Criterion));
        Assert.Equal([(1.5, 1), (3, 1), (4.5, 1)], account.Scores[0].Counts);
        Assert.Equal([(2, 1), (3, 1), (4, 1)], account.Scores[1].Counts);
        Assert.Equal([(1, 1), (3, 1), (5, 1)], account.Scores[2].Counts);
        IReadOnlyDictionary<string, ScoreHistogram> routes = account.Slices["route"];
        Assert.Equal(["delivery", "refunds"], routes.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([(1.5, 1), (4.5, 1)], routes["refunds"].Counts);
        Assert.Equal([(3, 1)], routes["delivery"].Counts);
    }

    [Fact]
    public async Task The_account_of_a_run_without_responses_is_empty_and_has_no_coverage()
    {
        RunAccount account = await Ledger.AccountAsync(await OpenRunAsync(), ["route"], Cancel);

        Assert.Equal((0, 0, 0), (account.Accepted, account.Scored, account.Owed));
        Assert.True(account.Balances);
        Assert.Null(account.Coverage);
        Assert.All(account.Scores, s => Assert.Null(s.Mean()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Accepted_is_always_scored_and_unscored_and_skipped_and_owed(int seed)
    {
        var random = new Random(seed);
        var expected = new ExpectedLedger();
        for (int step = 0; step < 150; step++)
        {
            Judge judge = Material.Judge(question: $"Question {random.Next(2)}");
            string file = $"file{random.Next(2)}.jsonl";
            RunKey run = await Ledger.OpenRunAsync(Material.Identity(file, judge), judge, Cancel);
            ExpectedLedger.Run mirror = expected.Open(Material.Identity(file, judge).Text, run);
            switch (random.Next(10))
            {
                case < 4:
                    SourcedResponse[] batch =
                    [
                        .. Enumerable.Range(0, random.Next(1, 9)).Select(i => Material.Response($"r{random.Next(25)}", mirror.NextLine + i, random.Next(12) == 0 ? "Another answer." : "Some answer.", file: file)),
                    ];
                    Sample sample = random.Next(3) == 0 ? Sample.All : new Sample(random.NextDouble());
                    mirror.Accept(batch, sample, await Ledger.AcceptAsync(run, batch, new IntakeRule(ResponseFilter.All, sample), Cancel));
                    break;
                case < 9:
                    JudgedResponse[] judged = [.. mirror.Some(random).Select(key => new JudgedResponse(key, Material.Noon, AnyOutcome(random)))];
                    decimal? reserved = random.Next(3) == 0 ? random.Next(3) : null;
                    await Ledger.RecordAsync(run, judged, reserved, Cancel);
                    mirror.Record(judged, reserved);
                    break;
                default:
                    await Ledger.CloseRunAsync(run, Cancel);
                    mirror.Close();
                    break;
            }

            if (step % 50 == 49)
            {
                await ReopenAsync();
                expected.Die();
                await AssertSoundAsync();
            }

            foreach (ExpectedLedger.Run known in step % 50 == 49 ? expected.Runs : [mirror])
            {
                RunAccount account = await Ledger.AccountAsync(known.Key, [], Cancel);
                Assert.True(account.Balances, $"seed {seed}, step {step}: {account}");
                Assert.Equal(known.Account(), ExpectedLedger.Account.Of(account));
                Assert.Equal(new Spending(account.CostUsd, expected.SpentUsd), await Ledger.SpendingAsync(known.Key, DateOnly.FromDateTime(Material.Noon.UtcDateTime), Cancel));
            }
        }

        // Else the walk went nowhere.
        Assert.Contains(expected.Runs, r => r.Account() is { Scored: > 0, Unscored: > 0, Skipped: > 0, Owed: > 0 });
        Assert.Contains(expected.Runs, r => r.LostUsd > 0);
        Assert.True(expected.Conflicts > 0);
    }

    private static Judged AnyOutcome(Random random) => random.Next(5) switch
    {
        0 => Material.Parked(),
        1 => Material.Unscored(UnscoredReason.Refused),
        2 => new Judged.Paused(PauseReason.Provider, "no quota left") { Attempts = [] },
        _ => Material.Scored(random.Next(1, 6), random.Next(1, 6)),
    };
}
