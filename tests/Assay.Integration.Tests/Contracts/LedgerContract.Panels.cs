using Assay.Scoring.Judging;
using Assay.Scoring.Panels;
using Assay.Scoring.Running;
using Assay.Scoring.Sampling;
using Assay.Scoring.Serving;

namespace Assay.Integration.Tests.Contracts;

public abstract partial class LedgerContract
{
    private static readonly Attempt First = Material.Attempt(0, cost: 0.001m) with { Stage = 0, Member = "small" };
    private static readonly Attempt Second = Material.Attempt(2, cost: 0.02m) with { Stage = 1, Member = "strong" };

    [Fact]
    public async Task How_a_panel_came_to_its_verdict_is_kept_with_it_and_added_up()
    {
        RunKey run = await OpenRunAsync();
        AcceptedResponse[] accepted = [.. (await AcceptAsync(run, Material.Response("a", 1), Material.Response("b", 2), Material.Response("c", 3))).Accepted];

        await RecordAsync(run, accepted[0], Decided(Early(), First));
        await RecordAsync(run, accepted[1], Decided(Late(), First, Second));
        await RecordAsync(run, accepted[2], Material.Scored());

        IReadOnlyList<ResultRow> rows = await ResultsAsync(run);
        PanelVerdict late = rows[1].Panel!;
        Assert.Equal(["small", "strong"], late.Stages.Select(s => s.Name));
        Assert.Equal((false, "left open", 3.4, "3", 2 / 3d), (late.Stages[0].Decided, late.Stages[0].Reason, late.Stages[0].Score!.Value, late.Stages[0].Grade, late.Stages[0].Certainty!.Value));
        Assert.Equal(new Dissent(3, 4, 0.5), late.Stages[0].Dissent);
        Assert.Equal((true, null, null), (late.Stages[1].Decided, late.Stages[1].Reason, late.Stages[1].Certainty));
        Assert.Equal([("small", 0, 0), ("small #2", 1, 0), ("strong", 0, 1)], late.Votes.Select(v => (v.Name, v.Sample, v.Stage)));
        Assert.Equal(("refused", "it will not \0 say", 0), (late.Votes[1].Reason, late.Votes[1].Detail, late.Votes[1].Scores.Count));
        Assert.Equal([("tone", 3, "mild", "because"), ("accuracy", 4, null, null)], late.Votes[0].Scores.Select(s => (s.Criterion, s.Value, s.Label, s.Reason)));
        Assert.Equal([("tone", 0, 3.2, 0.9, null), ("tone", 1, null, null, UnscoredReason.Unreadable)], late.Votes[0].Samples.Select(s => (s.Criterion, s.Number, s.Value, s.Mass, s.Problem)));
        Assert.Equal([new GradeProbability(3, 0.8), new GradeProbability(4, 0.2)], late.Votes[0].Samples[0].Grades);
        Assert.Empty(late.Votes[2].Samples);
        Assert.Equal((3.5, 0.001m, VerdictOrigin.Cache, "1111111111111111"), (late.Votes[0].Overall!.Value, late.Votes[0].CostUsd, late.Votes[0].Origin, late.Votes[0].JudgeVersion));
        Assert.Null(rows[2].Panel);
        PanelSums sums = (await Ledger.AccountAsync(run, [], Cancel)).Panel!;
        Assert.Equal([("small", 2, 1, 0.002m), ("strong", 1, 1, 0.02m)], sums.Stages.Select(s => (s.Name, (int)s.Asked, (int)s.Decided, s.CostUsd)));
        Assert.Equal([("small", 2, 0, 0.002m, 80, 20), ("small #2", 1, 1, 0m, 0, 0), ("strong", 1, 0, 0.02m, 40, 10)], sums.Voters.Select(v => (v.Name, (int)v.Asked, (int)v.Failed, v.CostUsd, (int)v.CachedTokens, (int)v.CacheWriteTokens)));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task Of_a_run_with_one_judge_there_are_no_stages()
    {
        RunKey run = await OpenRunAsync();
        await RecordAsync(run, (await AcceptAsync(run, Material.Response("a", 1))).Accepted[0], Material.Scored());

        Assert.Null((await Ledger.AccountAsync(run, [], Cancel)).Panel);
    }

    [Fact]
    public async Task Tokens_that_were_written_into_a_prefix_cache_are_in_the_trail()
    {
        RunKey run = await OpenRunAsync();
        await RecordAsync(run, (await AcceptAsync(run, Material.Response("a", 1))).Accepted[0], Material.Scored(attempts: [Material.Attempt() with { CacheWriteTokens = 30 }, Material.Attempt(1) with { CacheWriteTokens = 0 }]));

        Trail trail = (await Assert.IsType<ILedgerFigures>(Ledger, exactMatch: false).TrailAsync("a", Cancel))!;

        Assert.Equal([30L, 0L], trail.Revisions[0].Judgments[0].Attempts.Select(a => a.CacheWriteTokens));
    }

    private static Judged.Decided Decided(PanelVerdict panel, params Attempt[] attempts) => (Judged.Decided)Material.Scored(attempts: attempts) with { Panel = panel };

    private static PanelVerdict Early() => new(
        [new StageVerdict(0, "small") { Score = 5, Grade = "5", Decided = true }],
        [new PanelVote(0, "small", "1111111111111111", 0) { Overall = 5, Scores = [new CriterionScore("tone", 5, null, null, [])], CostUsd = 0.001m }]);

    private static readonly ScoreSample[] OfTone =
    [
        new("tone", 0, 3.2, "mild") { Mass = 0.9, Grades = [new GradeProbability(3, 0.8), new GradeProbability(4, 0.2)] },
        new("tone", 1, null, null) { Problem = UnscoredReason.Unreadable },
    ];

    private static PanelVerdict Late() => new(
        [
            new StageVerdict(0, "small") { Score = 3.4, Grade = "3", Certainty = 2 / 3d, Dissent = new Dissent(3, 4, 0.5), Reason = "left open" },
            new StageVerdict(1, "strong") { Score = 4, Grade = "4", Decided = true },
        ],
        [
            new PanelVote(0, "small", "1111111111111111", 0) { Overall = 3.5, Scores = [new CriterionScore("tone", 3, "mild", "because", []), new CriterionScore("accuracy", 4, null, null, [])], CostUsd = 0.001m, Origin = VerdictOrigin.Cache, Samples = OfTone },
            new PanelVote(0, "small", "1111111111111111", 1) { Reason = "refused", Detail = "it will not \0 say" },
            new PanelVote(1, "strong", "2222222222222222", 0) { Overall = 4, Scores = [new CriterionScore("tone", 4, null, null, [])], CostUsd = 0.02m },
        ]);
}
