using Assay.Collecting.Intake;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Sampling;
using Assay.Scoring.Serving;
using Assay.Scoring.Spending;

namespace Assay.Integration.Tests.Contracts;

public abstract partial class LedgerContract
{
    private static readonly IReadOnlyList<ScoreSample> ThreeSamples =
    [
        new ScoreSample("tone", 0, 4, null) { Reason = "kind \ud83d\ude00", Mass = 0.97 }, new ScoreSample("tone", 1, 5, null) { Reason = "very kind" }, new ScoreSample("tone", 2, null, null) { Problem = UnscoredReason.Unreadable },
        new ScoreSample("accuracy", 0, 5, null), new ScoreSample("accuracy", 1, 5, null), new ScoreSample("accuracy", 2, 5, null),
    ];

    [Fact]
    public async Task Every_sample_of_a_verdict_is_kept_with_it()
    {
        RunKey run = await OpenRunAsync();
        Acceptance accepted = await AcceptAsync(run, Material.Response("a", 1), Material.Response("b", 2));
        await RecordAsync(run, accepted.Accepted[0], Material.Scored(tone: 4.5, accuracy: 5) is Judged.Decided decided ? decided with { Samples = ThreeSamples } : throw new InvalidOperationException());
        await RecordAsync(run, accepted.Accepted[1], Material.Scored());
        await ReopenAsync();

        IReadOnlyList<ResultRow> rows = await ResultsAsync(run);
        RunAccount account = await Ledger.AccountAsync(run, [], Cancel);

        Assert.Equal(ThreeSamples.OrderBy(s => s.Criterion, StringComparer.Ordinal).ThenBy(s => s.Number), rows[0].Samples);
        Assert.Empty(rows[1].Samples);
        Assert.Equal([("accuracy", 3, 0, 0, 3, 0d), ("tone", 3, 1, 0, 1, Math.Sqrt(0.5))], account.Samples.Select(s => (s.Criterion, s.Taken, s.Unreadable, s.LowMass, s.WithoutMass, s.WithinItemSd!.Value)));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task Samples_of_a_verdict_that_was_none_give_way_to_those_of_the_next()
    {
        RunKey run = await OpenRunAsync();
        AcceptedResponse response = (await AcceptAsync(run, Material.Response("a", 1))).Accepted.Single();
        await RecordAsync(run, response, ((Judged.Decided)Material.Unscored()) with { Samples = [.. Enumerable.Range(0, 5).Select(i => new ScoreSample("tone", i, null, null) { Problem = UnscoredReason.Refused })] });
        IReadOnlyList<ScoreSample> before = (await ResultsAsync(run))[0].Samples;
        await Ledger.CloseRunAsync(run, Cancel);

        RunKey again = await OpenRunAsync();
        AcceptedResponse owed = (await Ledger.AcceptAsync(again, [Material.Response("a", 1)], IntakeRule.All with { AsksFailedAgain = true }, Cancel)).Accepted.Single();
        IReadOnlyList<ScoreSample> between = (await ResultsAsync(again))[0].Samples;
        await RecordAsync(again, owed, ((Judged.Decided)Material.Scored(tone: 4.5, accuracy: 5)) with { Samples = ThreeSamples });

        Assert.Equal((5, 0), (before.Count, between.Count));
        Assert.Equal(6, (await ResultsAsync(again))[0].Samples.Count);
        await AssertSoundAsync();
    }

    [Fact]
    public async Task What_is_recorded_for_a_verdict_that_stands_brings_no_samples()
    {
        RunKey run = await OpenRunAsync();
        AcceptedResponse response = (await AcceptAsync(run, Material.Response("a", 1))).Accepted.Single();
        await RecordAsync(run, response, Material.Scored());

        await RecordAsync(run, response, ((Judged.Decided)Material.Scored(tone: 4.5, accuracy: 5)) with { Samples = ThreeSamples });

        Assert.Empty((await ResultsAsync(run))[0].Samples);
    }

    [Fact]
    public async Task What_is_given_up_for_a_budget_is_an_outcome_and_a_count_and_may_be_owed_again()
    {
        RunKey run = await OpenRunAsync();
        Acceptance accepted = await AcceptAsync(run, Material.Response("a", 1), Material.Response("b", 2), Material.Response("c", 3));
        await RecordAsync(run, accepted.Accepted[0], ((Judged.Decided)Material.Scored()) with { WithheldSamples = 2, Share = 0.25 });
        await RecordAsync(run, accepted.Accepted[1], ((Judged.Decided)Material.Unscored()) with { WithheldSamples = 1, WithheldMembers = 3 });
        await RecordAsync(run, accepted.Accepted[2], new Judged.Skipped(SkipReason.OverBudget, "a share was judged") { Attempts = [] });
        await ReopenAsync();

        RunAccount account = await Ledger.AccountAsync(run, [], Cancel);
        IReadOnlyList<ResultRow> rows = await ResultsAsync(run);

        Assert.Equal(new GivenUp(Samples: 3, Jury: 3, Responses: 1, Judged: 2), account.GivenUp);
        Assert.Equal([("over_budget", 1L)], account.Skipped);
        Assert.Equal([0.25, 1, 1], rows.Select(r => r.InclusionProbability));
        Assert.Equal((OutcomeState.Skipped, "over_budget", "a share was judged"), (rows[2].Outcome, rows[2].Reason, rows[2].Detail));
        LedgerAccount whole = await Assert.IsType<ILedgerFigures>(Ledger, exactMatch: false).AccountAsync(Cancel);
        Assert.Equal(account.GivenUp, whole.GivenUpBy(Assert.Single(whole.Judges)));
        await AssertSoundAsync();

        await Ledger.CloseRunAsync(run, Cancel);
        RunKey again = await OpenRunAsync();
        Assert.Equal([OutcomeState.Scored, OutcomeState.Unscored, OutcomeState.Owed], (await AcceptAsync(again, Material.Response("a", 1), Material.Response("b", 2), Material.Response("c", 3))).Accepted.Select(r => r.State));
        await AssertSoundAsync();
    }
}
