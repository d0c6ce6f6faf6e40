using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Panels;
using Assay.Scoring.Spending;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Panels;

public sealed class JuryTests
{
    [Fact]
    public async Task Members_scores_become_one_and_how_far_they_differ_is_kept()
    {
        var work = new PanelAtWork();
        Panel jury = PanelAtWork.Jury(new Combination.Mean(), 2, work.Judge("a", 2), work.Judge("b", 4), work.Judge("c", 5));

        (Verdict.Scored verdict, PanelVerdict panel, Judged.Decided judged) = await work.ScoredAsync(jury);

        Assert.Equal(11 / 3d, verdict.Overall!.Value, 9);
        StageVerdict stage = Assert.Single(panel.Stages);
        Assert.Equal((true, 2d, 5d, false, "4"), (stage.Decided, stage.Dissent!.Low, stage.Dissent.High, stage.Dissent.IsUnanimous, stage.Grade));
        Assert.Equal(Math.Sqrt(7 / 3d), stage.Dissent.Sd, 9);
        Assert.Equal([("a", 2d), ("b", 4d), ("c", 5d)], panel.Votes.Select(v => (v.Name, v.Overall!.Value)));
        Assert.Equal([("a", 0, 0), ("b", 1, 0), ("c", 2, 0)], judged.Attempts.Select(a => (a.Member, a.Question, a.Stage!.Value)));
    }

    [Fact]
    public async Task Where_a_budget_would_not_last_the_first_is_asked_alone_and_the_others_are_counted()
    {
        var work = new PanelAtWork { Thrift = Stretched() };
        Panel jury = PanelAtWork.Jury(new Combination.Mean(), 2, work.Judge("a", 2), work.Judge("b", 4), work.Judge("c", 5));

        (Verdict.Scored verdict, PanelVerdict panel, Judged.Decided judged) = await work.ScoredAsync(jury);

        Assert.Equal((2d, 2), (verdict.Overall!.Value, judged.WithheldMembers));
        Assert.Equal("a", Assert.Single(panel.Votes).Name);
        Assert.True(Assert.Single(panel.Stages).Decided);
        Assert.Empty(work["b"].Calls);
    }

    [Fact]
    public async Task Where_the_first_has_no_verdict_the_others_are_asked_all_the_same()
    {
        var work = new PanelAtWork { Thrift = Stretched() };
        Judge broken = work.Judge("a", new ScriptedChatClient(_ => Some.Reply("no verdict")));

        (Verdict.Scored verdict, _, Judged.Decided judged) = await work.ScoredAsync(PanelAtWork.Jury(new Combination.Mean(), 2, broken, work.Judge("b", 4), work.Judge("c", 5)));

        Assert.Equal((4.5, 0), (verdict.Overall!.Value, judged.WithheldMembers));
    }

    /// <summary>A run of 1,000 responses with money for few of them.</summary>
    private static Thrift Stretched()
    {
        var thrift = new Thrift(new ThriftTerms([ThriftStep.Jury], 0.05), () => [new SpendingLeft(0.5m, IsOfDay: false)], new ManualClock(), () => 1_000);
        var dear = new Attempt { Question = 0, StartedAt = ManualClock.Start, Duration = TimeSpan.Zero, Result = AttemptResult.Read, CostUsd = 0.001m };
        for (int i = 0; i < 200 && !thrift.IsGivenUp(ThriftStep.Jury); i++)
        {
            thrift.Note(new Judged.Decided(new Verdict.Scored(3, [], FailureCode: null)) { Attempts = [dear] });
        }

        Assert.True(thrift.IsGivenUp(ThriftStep.Jury));
        return thrift;
    }

    [Fact]
    public async Task Every_call_is_priced_by_the_model_that_was_asked()
    {
        var work = new PanelAtWork();
        Judge cheap = work.Judge("cheap", new ScriptedChatClient(_ => Some.Reply(Some.Verdict(3))), new ModelPrice(1, 1, 1));
        Judge dear = work.Judge("dear", new ScriptedChatClient(_ => Some.Reply(Some.Verdict(3))), new ModelPrice(10, 10, 10));

        (_, PanelVerdict panel, Judged.Decided judged) = await work.ScoredAsync(PanelAtWork.Jury(new Combination.Mean(), 2, cheap, dear));

        Assert.Equal([120m / 1_000_000, 1200m / 1_000_000], panel.Votes.Select(v => v.CostUsd));
        Assert.Equal(panel.Votes.Sum(v => v.CostUsd), judged.Attempts.Sum(a => a.CostUsd));
    }

    [Theory]
    [InlineData("median", 4)]
    [InlineData("majority", 4)]
    [InlineData("mean", 3)]
    [InlineData("weighted", 1)]
    public async Task The_rule_says_what_they_come_to(string rule, double expected)
    {
        var work = new PanelAtWork();
        Combination combination = rule switch { "median" => new Combination.Median(), "majority" => new Combination.Majority(), "mean" => new Combination.Mean(), _ => new Combination.Weighted([2.5, 1, 1]) };

        (Verdict.Scored verdict, _, _) = await work.ScoredAsync(PanelAtWork.Jury(combination, 2, work.Judge("a", 1), work.Judge("b", 4), work.Judge("c", 4)));

        Assert.Equal(expected, verdict.Overall);
    }

    [Fact]
    public void Of_equally_frequent_grades_that_of_the_first_named_counts()
    {
        Assert.Equal(5, new Combination.Majority().Of([5, 2, 2, 5]));
        Assert.Equal(2, new Combination.Majority().Of([null, 2, 5]));
        Assert.Equal(3.5, new Combination.Median().Of([5, null, 2]));
    }

    [Fact]
    public async Task A_member_that_fails_is_left_out_and_shown()
    {
        var work = new PanelAtWork();
        Judge refuses = work.Judge("refuses", new ScriptedChatClient(_ => Some.Reply("I'm sorry, but I can't assist with that.")));

        (Verdict.Scored verdict, PanelVerdict panel, _) = await work.ScoredAsync(PanelAtWork.Jury(new Combination.Mean(), 2, work.Judge("a", 2), refuses, work.Judge("c", 4)));

        Assert.Equal(3, verdict.Overall);
        PanelVote failed = panel.Votes[1];
        Assert.Equal(("refuses", "refused", 0), (failed.Name, failed.Reason, failed.Scores.Count));
        Assert.Equal(2 / 6d, panel.Stages[0].Certainty!.Value, 9);
    }

    [Fact]
    public async Task With_fewer_than_the_quorum_there_is_no_score_and_it_is_said_who_failed_how()
    {
        var work = new PanelAtWork();
        Judge refuses = work.Judge("refuses", new ScriptedChatClient(_ => Some.Reply("I'm sorry, but I can't assist with that.")));
        Judge babbles = work.Judge("babbles", new ScriptedChatClient(_ => Some.Reply("Well.")));

        var decided = Assert.IsType<Judged.Decided>(await work.JudgeAsync(PanelAtWork.Jury(new Combination.Mean(), 2, work.Judge("a", 2), refuses, babbles)));

        var unscored = Assert.IsType<Verdict.Unscored>(decided.Verdict);
        Assert.Equal(UnscoredReason.NoQuorum, unscored.Reason);
        Assert.Contains("1 of 3 gave a verdict, and 2 are needed", unscored.Detail, StringComparison.Ordinal);
        Assert.Contains("refuses: refused", unscored.Detail, StringComparison.Ordinal);
        Assert.Contains("babbles: unreadable", unscored.Detail, StringComparison.Ordinal);
        Assert.Equal(3, decided.Panel!.Votes.Count);
        Assert.Null(decided.Panel.Decider);
    }

    [Fact]
    public async Task One_whose_provider_refuses_it_is_left_out_where_the_others_are_enough_and_waited_for_where_not()
    {
        var work = new PanelAtWork();
        Judge locked = work.Judge("locked", new ScriptedChatClient(_ => throw Some.Error(ErrorClass.Judge, 401)));
        Judge[] members = [work.Judge("a", 2), work.Judge("b", 4), locked];

        (Verdict.Scored verdict, PanelVerdict panel, _) = await work.ScoredAsync(PanelAtWork.Jury(new Combination.Mean(), 2, members));
        Judged waits = await work.JudgeAsync(PanelAtWork.Jury(new Combination.Mean(), 3, members));

        Assert.Equal((3d, "paused"), (verdict.Overall!.Value, panel.Votes[2].Reason));
        var paused = Assert.IsType<Judged.Paused>(waits);
        Assert.Equal(PauseReason.Provider, paused.Reason);
        // What the others cost is paid.
        Assert.Equal(["a", "b", "locked"], paused.Attempts.Select(a => a.Member));
    }

    [Fact]
    public async Task One_that_was_refused_is_tried_again_after_a_while()
    {
        var work = new PanelAtWork();
        Judge flaky = work.Judge("flaky", new ScriptedChatClient(_ => Some.Reply(Some.Verdict(5))).Fail(Some.Error(ErrorClass.Judge, 401)));
        IResponseJudge judge = work.Open(PanelAtWork.Jury(new Combination.Mean(), 2, work.Judge("a", 2), work.Judge("b", 2), flaky));

        await judge.JudgeAsync(Some.Response(), TestContext.Current.CancellationToken);
        var soon = Assert.IsType<Judged.Decided>(await judge.JudgeAsync(Some.Response(), TestContext.Current.CancellationToken));
        work.Clock.Advance(TimeSpan.FromMinutes(2));
        var later = Assert.IsType<Judged.Decided>(await judge.JudgeAsync(Some.Response(), TestContext.Current.CancellationToken));

        Assert.Equal(("paused", null), (soon.Panel!.Votes[2].Reason, later.Panel!.Votes[2].Reason));
        Assert.Equal(3, Assert.IsType<Verdict.Scored>(later.Verdict).Overall);
    }

    [Fact]
    public async Task Without_money_for_one_of_them_the_verdict_stays_owed()
    {
        // Each call reserves its worst case: enough for the cheap ones, not for the dear one.
        using var budget = new Budget(0.02m);
        var work = new PanelAtWork { Budget = budget };
        Judge dear = work.Judge("dear", new ScriptedChatClient(_ => Some.Reply(Some.Verdict(3))), new ModelPrice(1000, 1000, 4000));

        Judged judged = await work.JudgeAsync(PanelAtWork.Jury(new Combination.Mean(), 2, work.Judge("a", 2), work.Judge("b", 2), dear));

        Assert.Equal(PauseReason.Budget, Assert.IsType<Judged.Paused>(judged).Reason);
        Assert.Empty(work["dear"].Calls);
    }

    [Fact]
    public async Task What_a_member_answers_alone_it_answers_in_the_jury_too()
    {
        var sharing = new SharedCalls();
        var work = new PanelAtWork { Sharing = sharing };
        Judge member = work.Judge("a", 2);
        PanelJudge jury = work.Open(PanelAtWork.Jury(new Combination.Mean(), 2, member, work.Judge("b", 4)));

        using PendingVerdict pending = jury.Prepare(Some.Response());
        IReadOnlyList<CacheKey> alone = ModelJudge.KeysOf(member, Some.Response());

        Assert.Equal(2, pending.Keys.Count);
        Assert.Equal(alone[0], pending.Keys[0]);
        pending.Found([new CachedReply { Text = Some.Verdict(1), Model = "m", JudgeVersion = member.Version, CostUsd = 0.5m, SavedAt = default, ExpiresAt = default }, null]);
        var judged = Assert.IsType<Judged.Decided>(await jury.JudgeAsync(pending, TestContext.Current.CancellationToken));
        Assert.Equal(2.5, Assert.IsType<Verdict.Scored>(judged.Verdict).Overall);
        Assert.Empty(work["a"].Calls);
        Assert.Equal((0.5m, VerdictOrigin.Cache, VerdictOrigin.Call), (judged.SavedUsd, judged.Panel!.Votes[0].Origin, judged.Panel.Votes[1].Origin));
        Assert.Equal(pending.Keys[1], Assert.Single(judged.Replies).Key);
    }

    [Fact]
    public async Task No_more_are_under_way_than_there_are_places()
    {
        var work = new PanelAtWork();
        PanelJudge jury = work.Open(PanelAtWork.Jury(new Combination.Mean(), 2, work.Judge("a", 2), work.Judge("b", 4)), concurrency: 1);
        PendingVerdict first = jury.Prepare(Some.Response());
        using PendingVerdict second = jury.Prepare(Some.Response());

        await jury.TakeTurnAsync(first, CancellationToken.None);
        ValueTask waiting = jury.TakeTurnAsync(second, CancellationToken.None);
        await jury.JudgeAsync(first, CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        first.Dispose();

        await waiting;
    }

    [Fact]
    public async Task An_empty_output_is_found_without_asking_anybody()
    {
        var work = new PanelAtWork();
        IResponseJudge judge = work.Open(PanelAtWork.Jury(new Combination.Mean(), 2, work.Judge("a", 2), work.Judge("b", 4)));

        var decided = Assert.IsType<Judged.Decided>(await judge.JudgeAsync(Some.Response(output: " "), TestContext.Current.CancellationToken));

        Assert.Equal(UnscoredReason.EmptyOutput, Assert.IsType<Verdict.Unscored>(decided.Verdict).Reason);
        Assert.Empty(work["a"].Calls);
    }

    [Fact]
    public void The_version_is_of_the_members_and_the_rule_and_of_no_name()
    {
        var work = new PanelAtWork();
        (Judge a, Judge b, Judge c) = (work.Judge("a", 1), work.Judge("b", 1), work.Judge("c", 1));
        string Version(Panel panel, string name = "panel") => PanelAtWork.Of(panel, name).Version;
        string usual = Version(PanelAtWork.Jury(new Combination.Mean(), 2, a, b));

        Assert.Equal(usual, Version(PanelAtWork.Jury(new Combination.Mean(), 2, a with { Name = "other" }, b), "another"));
        string[] others =
        [
            Version(PanelAtWork.Jury(new Combination.Mean(), 2, a, c)), Version(PanelAtWork.Jury(new Combination.Median(), 2, a, b)), Version(PanelAtWork.Jury(new Combination.Mean(), 1, a, b)),
            Version(PanelAtWork.Jury(new Combination.Mean(), 2, a with { Temperature = 1 }, b)), Version(PanelAtWork.Jury(new Combination.Weighted([1, 2]), 2, a, b)), Version(PanelAtWork.Jury(new Combination.Weighted([1, 3]), 2, a, b)),
        ];
        Assert.Equal(others.Length + 1, others.Append(usual).Distinct().Count());
    }
}
