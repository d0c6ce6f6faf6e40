using Assay.Collecting;
using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Pairs;
using Assay.Scoring.Panels;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Sampling;
using Assay.Tests.Testing;
using Microsoft.Extensions.AI;

namespace Assay.Tests.Scoring.Panels;

public sealed class StageCertaintyTests
{
    [Fact]
    public async Task One_answer_whose_grade_counts_as_it_stands_tells_nothing()
    {
        var work = new PanelAtWork();

        Assert.Null((await FirstAsync(work, work.Judge("small", 4))).Certainty);
    }

    [Fact]
    public async Task Of_one_judge_that_takes_samples_it_is_the_share_of_those_that_say_the_same_and_failed_ones_count_against_it()
    {
        var work = new PanelAtWork();
        var left = new Queue<string>([Some.Verdict(4), "hm", Some.Verdict(4), Some.Verdict(5), Some.Verdict(4)]);
        var model = new ScriptedChatClient(call => Some.Reply(call.Messages.Any(m => m.Role == ChatRole.Assistant) ? "hm" : left.Dequeue()));

        StageVerdict said = await FirstAsync(work, work.Judge("small", model).With(SamplePlan.Of(5)));

        Assert.Equal((17 / 4d, "4", 3 / 5d), (said.Score!.Value, said.Grade, said.Certainty!.Value));
    }

    [Fact]
    public async Task A_judge_that_stopped_at_its_first_sample_gave_one_answer()
    {
        var work = new PanelAtWork();
        Judge adaptive = work.Judge("small", 1).With(new SamplePlan(1, 5) { ClearOf = 3.5 });

        Assert.Null((await FirstAsync(work, adaptive)).Certainty);
    }

    [Fact]
    public async Task Samples_are_the_same_where_their_overall_scores_are()
    {
        var work = new PanelAtWork { Own = Some.Judge(Some.Rubric(Some.Criterion("tone"), Some.Criterion())) };
        string[] said = ["""{"tone":{"score":2},"accuracy":{"score":4}}""", """{"tone":{"score":4},"accuracy":{"score":2}}""", """{"tone":{"score":5},"accuracy":{"score":5}}"""];
        var left = new Queue<string>(said);
        Judge three = (work.Judge("small", new ScriptedChatClient(_ => Some.Reply(left.Dequeue()))) with { Rubric = work.Own!.Rubric }).With(SamplePlan.Of(3));

        Assert.Equal(2 / 3d, (await FirstAsync(work, three)).Certainty!.Value, 9);
    }

    /// <summary>By hand: .63 and .27 of the .9 that stand on the scale are .7 and .3.</summary>
    [Fact]
    public async Task Of_one_weighted_answer_it_is_the_probability_of_the_most_probable_grade_among_those_of_the_scale()
    {
        var work = new PanelAtWork();

        StageVerdict said = await FirstAsync(work, Weighted(work, "small", ("4", 0.63), ("5", 0.27), ("9", 0.1)));

        Assert.Equal((4.3, 0.7), (said.Score!.Value, said.Certainty!.Value));
    }

    [Fact]
    public async Task With_little_of_the_probability_on_the_scale_nothing_tells()
    {
        var work = new PanelAtWork();

        Assert.Null((await FirstAsync(work, Weighted(work, "small", ("4", 0.7), ("null", 0.3)))).Certainty);
    }

    [Fact]
    public async Task With_several_criteria_it_is_the_least_and_one_without_leaves_none()
    {
        Rubric rubric = Some.Rubric(Some.Criterion("tone"), Some.Criterion());
        var work = new PanelAtWork { Own = Some.Judge(rubric) };
        Judge Of(string name, double tone) => work.Judge(name, new ScriptedChatClient(_ => Some.Reply(Some.Weighed(("tone", [("4", tone), ("none", 1 - tone)]), ("accuracy", [("3", 0.8), ("2", 0.2)]))))) with
        {
            Rubric = rubric, Scores = ScoreReading.Weighted,
        };

        Assert.Equal(0.8, (await FirstAsync(work, Of("sure", 0.95))).Certainty);
        Assert.Null((await FirstAsync(work, Of("unsure", 0.5))).Certainty);
    }

    /// <summary>By hand: 4 has (.6 + .3) / 2 = .45 and 5 has (.4 + .7) / 2 = .55, where the votes would be one each.</summary>
    [Fact]
    public async Task Of_several_voters_probabilities_are_averaged_before_a_grade_is_chosen()
    {
        var work = new PanelAtWork();
        Panel jury = PanelAtWork.Jury(new Combination.Mean(), 2, Weighted(work, "a", ("4", 0.6), ("5", 0.4)), Weighted(work, "b", ("5", 0.7), ("4", 0.3)));

        (_, PanelVerdict panel, _) = await work.ScoredAsync(jury);

        Assert.Equal(0.55, panel.Stages[0].Certainty!.Value, 9);
        Assert.Equal(4.55, panel.Stages[0].Score!.Value, 9);
    }

    [Fact]
    public async Task A_voter_that_failed_counts_against_it_and_one_without_probabilities_leaves_the_share_of_votes()
    {
        var work = new PanelAtWork();
        Judge sure = Weighted(work, "sure", ("4", 1));
        Judge refuses = work.Judge("refuses", new ScriptedChatClient(_ => Some.Reply("I'm sorry, but I can't assist with that.")));

        (_, PanelVerdict failed, _) = await work.ScoredAsync(PanelAtWork.Jury(new Combination.Mean(), 1, sure, refuses, Weighted(work, "other", ("4", 0.8), ("5", 0.2))));
        (_, PanelVerdict mixed, _) = await work.ScoredAsync(PanelAtWork.Jury(new Combination.Mean(), 2, sure, work.Judge("plain", 4), work.Judge("third", 2)));

        Assert.Equal(1.8 / 3, failed.Stages[0].Certainty!.Value, 9);
        Assert.Equal(2 / 3d, mixed.Stages[0].Certainty!.Value, 9);
    }

    [Fact]
    public async Task Weighted_samples_of_one_judge_are_averaged_too()
    {
        var work = new PanelAtWork();
        var left = new Queue<double>([0.9, 0.7, 0.2]);
        var model = new ScriptedChatClient(_ => left.Dequeue() is var five ? Some.Reply(Some.Weighed(("accuracy", [("4", 1 - five), ("5", five)]))) : null!);

        Assert.Equal(0.6, (await FirstAsync(work, (work.Judge("small", model) with { Scores = ScoreReading.Weighted }).With(SamplePlan.Of(3)))).Certainty!.Value, 9);
    }

    /// <summary>By hand: shown first the own output has .9, shown second .7, together .8.</summary>
    [Fact]
    public async Task Both_orders_of_a_pair_are_averaged()
    {
        var work = new PanelAtWork { Own = new Judge { Name = "pair", Model = new ModelReference("jury", "m"), Rubric = PairRubric.Of(Some.Rubric()), PreferredBy = Some.Rubric() } };
        var model = new ScriptedChatClient(call => Some.Reply(call.Messages[^1].Text is var text && text.IndexOf("Paris", StringComparison.Ordinal) < text.IndexOf("Lyon", StringComparison.Ordinal)
            ? Some.Weighed(("preference", [("\"first\"", 0.9), ("\"second\"", 0.1)])) : Some.Weighed(("preference", [("\"second\"", 0.7), ("\"first\"", 0.3)]))));
        Judge pair = work.Judge("small", model) with { Rubric = work.Own!.Rubric, PreferredBy = work.Own.PreferredBy, Scores = ScoreReading.Weighted };

        var decided = (Judged.Decided)await ((IResponseJudge)work.Open(PanelAtWork.Cascade(null, (pair, 1)))).JudgeAsync(Some.Response() with { Rival = new Rival("Lyon.") }, TestContext.Current.CancellationToken);

        Assert.Equal((1d, 0.8), (decided.Panel!.Stages[0].Score!.Value, Math.Round(decided.Panel.Stages[0].Certainty!.Value, 9)));
    }

    [Fact]
    public async Task What_a_cache_kept_is_as_certain_as_when_it_was_called()
    {
        var work = new PanelAtWork { Sharing = new SharedCalls() };
        PanelJudge judge = work.Open(PanelAtWork.Cascade(null, (Weighted(work, "small", ("4", 0.63), ("5", 0.27), ("9", 0.1)), 1)));
        using PendingVerdict asked = judge.Prepare(Some.Response());
        var called = (Judged.Decided)await judge.JudgeAsync(asked, TestContext.Current.CancellationToken);
        using PendingVerdict known = judge.Prepare(Some.Response());
        known.Found([Assert.Single(called.Replies).Reply]);

        var cached = (Judged.Decided)await judge.JudgeAsync(known, TestContext.Current.CancellationToken);

        Assert.Equal((VerdictOrigin.Cache, 0.7, called.Panel!.Stages[0].Certainty), (cached.Origin, cached.Panel!.Stages[0].Certainty, cached.Panel.Stages[0].Certainty));
        Assert.Equal(called.Panel.Votes[0].Samples[0].Grades, cached.Panel.Votes[0].Samples[0].Grades);
        Assert.Single(work["small"].Calls);
    }

    [Fact]
    public async Task A_cheap_judge_asked_once_decides_by_a_certificate_and_its_votes_say_why()
    {
        var work = new PanelAtWork();
        Panel Of(double threshold) => PanelAtWork.Cascade(new Escalation.Certified([threshold, null], ""), (Weighted(work, "small", ("4", 0.9), ("5", 0.1)), 1), (work.Judge("strong", 2), 1));

        (_, PanelVerdict decides, _) = await work.ScoredAsync(Of(0.9));
        (_, PanelVerdict goesOn, _) = await work.ScoredAsync(Of(0.91));

        Assert.Equal("small x1", decides.Decider!.Name);
        Assert.Equal([new GradeProbability(4, 0.9), new GradeProbability(5, 0.1)], Assert.Single(decides.Votes[0].Samples).Grades);
        Assert.Null(decides.Votes[0].Samples[0].Reason);
        Assert.Equal(["small", "strong"], goesOn.Votes.Select(v => v.Name));
    }

    [Fact]
    public void Where_probabilities_tell_that_is_part_of_what_a_certificate_is_for_and_of_no_jury()
    {
        var work = new PanelAtWork();
        Judge[] plain = [work.Judge("a", 1), work.Judge("b", 1)];
        Judge[] weighted = [.. plain.Select(j => j with { Scores = ScoreReading.Weighted })];

        string Definition(Panel panel) => System.Text.Encoding.UTF8.GetString(PanelAtWork.Of(panel).Definition());
        Assert.DoesNotContain("certainty", Definition(PanelAtWork.Jury(new Combination.Mean(), 2, weighted)), StringComparison.Ordinal);
        Assert.DoesNotContain("certainty", Definition(PanelAtWork.Cascade(new Escalation.Certified([1, 1], ""), (plain[0], 3), (plain[1], 3))), StringComparison.Ordinal);
        Assert.Contains("\"certainty\":\"probability-1\"", Definition(PanelAtWork.Cascade(new Escalation.Certified([1, 1], ""), (weighted[0], 1), (plain[1], 3))), StringComparison.Ordinal);
    }

    private static Judge Weighted(PanelAtWork work, string name, params (string, double)[] top) =>
        work.Judge(name, new ScriptedChatClient(_ => Some.Reply(Some.Weighed(("accuracy", top))))) with { Scores = ScoreReading.Weighted };

    private static async Task<StageVerdict> FirstAsync(PanelAtWork work, Judge judge) => (await work.ScoredAsync(PanelAtWork.Cascade(null, (judge, 1)))).Panel.Stages[0];
}
