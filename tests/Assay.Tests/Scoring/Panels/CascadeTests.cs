using Assay.Scoring.Judging;
using Assay.Scoring.Panels;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Panels;

public sealed class CascadeTests
{
    private static readonly Escalation NearBar = new Escalation.Band(3.5, 0.5);

    [Fact]
    public async Task What_is_not_near_the_bar_the_first_stage_decides_and_nobody_else_is_asked()
    {
        var work = new PanelAtWork();

        (Verdict.Scored verdict, PanelVerdict panel, _) = await work.ScoredAsync(PanelAtWork.Cascade(NearBar, (work.Judge("small", 5), 1), (work.Judge("strong", 1), 1)));

        Assert.Equal((5d, "small x1"), (verdict.Overall!.Value, panel.Decider!.Name));
        Assert.Empty(work["strong"].Calls);
        Assert.Single(panel.Votes);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, true)]
    [InlineData(2, false)]
    public async Task What_is_within_the_band_goes_on(double said, bool goesOn)
    {
        var work = new PanelAtWork();

        (_, PanelVerdict panel, _) = await work.ScoredAsync(PanelAtWork.Cascade(NearBar, (work.Judge("small", said), 1), (work.Judge("strong", 1), 1)));

        Assert.Equal(goesOn ? "strong x1" : "small x1", panel.Decider!.Name);
        Assert.Equal(goesOn ? [(false, "left open"), (true, null)] : [(true, null)], panel.Stages.Select(s => (s.Decided, s.Reason)));
    }

    [Fact]
    public async Task Further_samples_are_asked_beside_the_first_which_is_not_asked_again()
    {
        var work = new PanelAtWork();
        Judge small = work.Judge("small", 3, 4, 5);

        (Verdict.Scored verdict, PanelVerdict panel, Judged.Decided judged) = await work.ScoredAsync(PanelAtWork.Cascade(new Escalation.Certified([null, 0.9, 0.9], ""), (small, 1), (small, 3), (work.Judge("strong", 2), 3)) with { LeavesUnscored = true });

        Assert.Equal(3, work["small"].Calls.Count);
        Assert.Equal((2d, "strong x3"), (verdict.Overall!.Value, panel.Decider!.Name));
        Assert.Equal([null, 1 / 3d, 1], panel.Stages.Select(s => s.Certainty));
        Assert.Equal(4, panel.Stages[1].Score);
        Assert.Equal(["small", "small #2", "small #3", "strong", "strong #2", "strong #3"], judged.Attempts.Select(a => a.Member));
        Assert.Equal([0, 1, 1, 2, 2, 2], judged.Attempts.Select(a => a.Stage));
    }

    [Fact]
    public async Task A_stage_that_is_as_certain_as_was_certified_decides()
    {
        var work = new PanelAtWork();
        Panel cascade = PanelAtWork.Cascade(new Escalation.Certified([0.6, 1], ""), (work.Judge("small", 4, 4, 3), 3), (work.Judge("strong", 1), 3)) with { LeavesUnscored = true };

        (_, PanelVerdict panel, _) = await work.ScoredAsync(cascade);

        Assert.Equal(("small x3", "4"), (panel.Decider!.Name, panel.Decider.Grade));
        Assert.Empty(work["strong"].Calls);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task What_no_stage_decides_ends_as_is_declared_and_goes_to_people_where_they_are_asked(bool leavesUnscored, bool asksPeople)
    {
        var work = new PanelAtWork();
        Panel cascade = PanelAtWork.Cascade(new Escalation.Certified([1, 1], ""), (work.Judge("small", 4, 4, 3), 3), (work.Judge("strong", 1, 2, 3), 3)) with { LeavesUnscored = leavesUnscored, AsksPeople = asksPeople };

        var decided = Assert.IsType<Judged.Decided>(await work.JudgeAsync(cascade));

        Assert.Equal(asksPeople, decided.Panel!.IsForPeople);
        if (leavesUnscored)
        {
            var unscored = Assert.IsType<Verdict.Unscored>(decided.Verdict);
            Assert.Equal((UnscoredReason.Undecided, null), (unscored.Reason, decided.Panel.Decider));
            Assert.Contains("small x3 said 4, certain to 0.67; strong x3 said 2, certain to 0.33", unscored.Detail, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal((2d, "strong x3"), (Assert.IsType<Verdict.Scored>(decided.Verdict).Overall!.Value, decided.Panel.Decider!.Name));
        }
    }

    [Fact]
    public async Task The_last_stage_decides_where_nothing_else_is_declared()
    {
        var work = new PanelAtWork();

        (Verdict.Scored verdict, PanelVerdict panel, _) = await work.ScoredAsync(PanelAtWork.Cascade(NearBar, (work.Judge("small", 3), 1), (work.Judge("strong", 4), 1)));

        Assert.Equal((4d, "strong x1", false), (verdict.Overall!.Value, panel.Decider!.Name, panel.IsForPeople));
    }

    [Fact]
    public async Task Where_the_last_judge_fails_the_last_verdict_stands_or_nothing_does()
    {
        var work = new PanelAtWork();
        Judge refuses = work.Judge("strong", new ScriptedChatClient(_ => Some.Reply("I'm sorry, but I can't assist with that.")));
        Panel cascade = PanelAtWork.Cascade(NearBar, (work.Judge("small", 3), 1), (refuses, 1));

        (Verdict.Scored verdict, PanelVerdict panel, _) = await work.ScoredAsync(cascade);
        var left = Assert.IsType<Judged.Decided>(await work.JudgeAsync(cascade with { LeavesUnscored = true }));

        Assert.Equal((3d, "small x1", "refused"), (verdict.Overall!.Value, panel.Decider!.Name, panel.Votes[1].Reason));
        Assert.Equal(UnscoredReason.Undecided, Assert.IsType<Verdict.Unscored>(left.Verdict).Reason);
    }

    [Fact]
    public async Task A_judge_that_fails_is_followed_by_the_next_and_one_that_cannot_be_reached_is_waited_for()
    {
        var work = new PanelAtWork();
        Judge refuses = work.Judge("refuses", new ScriptedChatClient(_ => Some.Reply("I'm sorry, but I can't assist with that.")));
        Judge locked = work.Judge("locked", new ScriptedChatClient(_ => throw Some.Error(ErrorClass.Judge, 401)));
        Judge strong = work.Judge("strong", 1);

        (Verdict.Scored verdict, _, _) = await work.ScoredAsync(PanelAtWork.Cascade(NearBar, (refuses, 1), (strong, 1)));
        Judged waits = await work.JudgeAsync(PanelAtWork.Cascade(NearBar, (locked, 1), (strong, 1)));

        Assert.Equal(1, verdict.Overall);
        Assert.IsType<Judged.Paused>(waits);
        Assert.Single(work["strong"].Calls);
    }

    [Fact]
    public async Task To_gather_gold_every_stage_is_asked_and_the_verdict_is_the_same()
    {
        var work = new PanelAtWork();
        Panel cascade = PanelAtWork.Cascade(NearBar, (work.Judge("small", 5), 1), (work.Judge("strong", 1), 1));

        (Verdict.Scored verdict, PanelVerdict panel, _) = await work.ScoredAsync(cascade with { AsksAll = true });

        Assert.Equal((5d, "small x1", 2), (verdict.Overall!.Value, panel.Decider!.Name, panel.Votes.Count));
        Assert.Equal(PanelAtWork.Of(cascade).Version, PanelAtWork.Of(cascade with { AsksAll = true }).Version);
    }

    [Fact]
    public void The_plan_counts_later_stages_as_what_may_come()
    {
        var work = new PanelAtWork();
        IResponseJudge judge = work.Open(PanelAtWork.Cascade(NearBar, (work.Judge("small", 5), 1), (work.Judge("strong", 1), 3)));

        using PendingVerdict pending = judge.Prepare(Some.Response());

        Assert.Equal([false, true, true, true], judge.Plan(pending).Select(q => q.IsLater));
    }

    [Theory]
    [InlineData(3.5, "3")]
    [InlineData(3.51, "4")]
    [InlineData(1, "1")]
    public void The_nearest_grade_is_named_and_of_two_as_near_the_lower(double score, string grade) => Assert.Equal(grade, PanelScale.Nearest(Some.OneToFive, score));
}
