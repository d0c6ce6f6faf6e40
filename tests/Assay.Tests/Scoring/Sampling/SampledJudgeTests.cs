using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Sampling;
using Assay.Scoring.Spending;
using Assay.Tests.Scoring.Judging;
using Assay.Tests.Testing;
using Microsoft.Extensions.AI;

namespace Assay.Tests.Scoring.Sampling;

public sealed class SampledJudgeTests
{
    private static readonly Judge Three = Some.Judge().With(SamplePlan.Of(3));

    [Fact]
    public async Task Samples_come_in_one_call_where_the_endpoint_gives_several_choices()
    {
        JudgeAtWork work = Together(new ScriptedChatClient().Reply(Some.Choices(Said(4, "fair"), Said(5, "good"), Said(4, "fine"))));

        (Verdict.Scored verdict, Judged judged) = await work.ScoredAsync();

        Assert.Equal(13 / 3d, verdict.Overall!.Value, 9);
        Assert.Equal(3, Assert.Single(work.Model.Calls).Options!.AdditionalProperties!["n"]);
        Assert.Equal(1, work.Model.Calls[0].Options!.Temperature);
        Assert.Single(judged.Attempts);
        Assert.Equal([(0, 4d, "fair"), (1, 5d, "good"), (2, 4d, "fine")], ((Judged.Decided)judged).Samples.Select(s => (s.Number, s.Value!.Value, s.Reason!)));
    }

    [Fact]
    public async Task The_reason_is_that_of_the_sample_nearest_the_mean()
    {
        JudgeAtWork work = Together(new ScriptedChatClient().Reply(Some.Choices(Said(1, "far below"), Said(3, "nearest"), Said(5, "far above"))));

        (Verdict.Scored verdict, _) = await work.ScoredAsync();

        Assert.Equal((3d, "nearest"), (verdict.Scores[0].Value, verdict.Scores[0].Reason));
    }

    [Fact]
    public async Task Of_pass_and_fail_the_score_is_the_share_and_the_word_that_of_most()
    {
        Judge judge = Some.Judge(Some.Rubric(Some.Criterion(scale: new Scale.PassFail()))).With(SamplePlan.Of(3));
        JudgeAtWork work = Together(new ScriptedChatClient().Reply(Some.Choices(Word("pass"), Word("fail"), Word("pass"))), judge);

        (Verdict.Scored verdict, _) = await work.ScoredAsync();

        Assert.Equal(("pass", 2 / 3d), (verdict.Scores[0].Label, verdict.Scores[0].Value));
        Assert.Equal(2 / 3d, verdict.Overall);
    }

    [Fact]
    public async Task An_endpoint_that_gives_one_choice_whatever_is_asked_is_asked_by_a_call_for_each_from_then_on()
    {
        var choices = new ManyChoices(given: true);
        var work = new JudgeAtWork(new ScriptedChatClient(_ => Some.Reply(Some.Verdict(4))), Three, choices: choices);

        (_, Judged first) = await work.ScoredAsync();
        (_, Judged second) = await work.ScoredAsync();

        Assert.False(choices.AreGiven);
        Assert.Equal((3, 3), (first.Attempts.Count, second.Attempts.Count));
        Assert.Equal([true, false, false, false, false, false], work.Model.Calls.Select(c => c.Options!.AdditionalProperties?.ContainsKey("n") ?? false));
        Assert.Equal(3, ((Judged.Decided)second).Samples.Count);
    }

    [Fact]
    public async Task A_sample_that_cannot_be_read_is_asked_for_once_more_by_itself()
    {
        JudgeAtWork work = Together(new ScriptedChatClient().Reply(Some.Choices(Said(4), "hm", Said(4))).Reply(Some.Verdict(1)));

        (Verdict.Scored verdict, Judged judged) = await work.ScoredAsync();

        Assert.Equal(3, verdict.Overall);
        Assert.Equal(2, work.Model.Calls.Count);
        Assert.Equal([AttemptResult.Read, AttemptResult.Read], judged.Attempts.Select(a => a.Result));
        Assert.StartsWith("1 of 3 samples without a verdict", judged.Attempts[0].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_cannot_be_read_twice_is_left_out_and_shown()
    {
        JudgeAtWork work = Together(new ScriptedChatClient().Reply(Some.Choices(Said(4), "hm", Said(5))).Reply("hm"));

        (Verdict.Scored verdict, Judged judged) = await work.ScoredAsync();

        Assert.Equal(4.5, verdict.Overall);
        Assert.Equal([null, UnscoredReason.Unreadable, null], ((Judged.Decided)judged).Samples.Select(s => s.Problem));
    }

    [Fact]
    public async Task With_half_of_the_samples_or_less_there_is_no_score()
    {
        JudgeAtWork work = Together(new ScriptedChatClient().Reply(Some.Choices(Said(4), "hm", "hm")).Reply("hm").Reply("hm"));

        (Verdict.Unscored verdict, Judged judged) = await work.UnscoredAsync();

        Assert.Equal((UnscoredReason.Unreadable, "hm"), (verdict.Reason, verdict.RawReply));
        Assert.Equal(3, ((Judged.Decided)judged).Samples.Count);
    }

    [Fact]
    public async Task A_declared_quorum_is_held()
    {
        Judge judge = Some.Judge().With(SamplePlan.Of(3) with { Quorum = 3 });
        JudgeAtWork work = Together(new ScriptedChatClient().Reply(Some.Choices(Said(4), Said(4), "hm")).Reply("hm"), judge);

        Assert.Equal(UnscoredReason.Unreadable, (await work.UnscoredAsync()).Verdict.Reason);
    }

    [Fact]
    public async Task No_more_samples_are_taken_once_the_mean_is_clear_of_the_bar()
    {
        Judge judge = Some.Judge().With(new SamplePlan(1, 5) { ClearOf = 3.5 });
        var far = new JudgeAtWork(new ScriptedChatClient(_ => Some.Reply(Some.Verdict(1))), judge);
        var near = new JudgeAtWork(new ScriptedChatClient(_ => Some.Reply(Some.Verdict(4))), judge);

        (_, Judged clear) = await far.ScoredAsync();
        (_, Judged unclear) = await near.ScoredAsync();

        Assert.Single(clear.Attempts);
        // One, then three (4 is 0.717 clear of nothing nearer than 3.28), then four (0.459: 3.54), which is enough.
        Assert.Equal(4, unclear.Attempts.Count);
    }

    [Fact]
    public async Task Samples_that_the_cache_has_are_not_paid_again()
    {
        var sharing = new SharedCalls();
        var work = new JudgeAtWork(new ScriptedChatClient().Reply(Some.Choices(Said(4), Said(4))), Three, sharing: sharing, choices: new ManyChoices(given: true));
        using PendingVerdict pending = work.Judge.Prepare(Some.Response());
        pending.Found([null, Kept(Some.Verdict(1)), null]);

        var judged = Assert.IsType<Judged.Decided>(await work.Judge.JudgeAsync(pending, CancellationToken.None));

        Assert.Equal(3, Assert.IsType<Verdict.Scored>(judged.Verdict).Overall);
        Assert.Equal(2, Assert.Single(work.Model.Calls).Options!.AdditionalProperties!["n"]);
        Assert.Equal([pending.Keys[0], pending.Keys[2]], judged.Replies.Select(r => r.Key));
        Assert.Equal(judged.Attempts[0].CostUsd, judged.Replies.Sum(r => r.Reply.CostUsd));
    }

    [Fact]
    public void Each_sample_of_each_repeat_is_a_question_of_its_own()
    {
        var sharing = new SharedCalls();
        IEnumerable<CacheKey> Keys(int repeat)
        {
            var access = new ModelAccess { Client = new ScriptedChatClient(), Price = Some.Price, Forms = new ReplyForms(ReplyForm.JsonSchema) };
            using PendingVerdict pending = new ModelJudge(Three, access, new RetryPolicy(new Random(1)), sharing, TimeProvider.System) { Repeat = repeat }.Prepare(Some.Response());
            return [.. pending.Keys];
        }

        Assert.Equal(6, Keys(0).Concat(Keys(1)).Distinct().Count());
    }

    [Fact]
    public async Task The_worst_case_is_as_many_outputs_as_samples()
    {
        Judge judge = Three with { MaxOutputTokens = 100_000 };
        using var enough = new Budget(3 * 0.4m + 0.01m);
        using var short_ = new Budget(2 * 0.4m + 0.01m);

        Assert.IsType<Judged.Decided>(await Together(new ScriptedChatClient().Reply(Some.Choices(Said(4), Said(4), Said(4))), judge, enough).JudgeAsync());
        var paused = Assert.IsType<Judged.Paused>(await Together(new ScriptedChatClient(), judge, short_).JudgeAsync());

        Assert.Equal(PauseReason.Budget, paused.Reason);
    }

    [Fact]
    public async Task A_sample_whose_provider_fails_keeps_the_verdict_owed_and_what_the_others_brought()
    {
        var model = new ScriptedChatClient().Reply(Some.Verdict(4)).Fail(new ProviderException(ErrorClass.Judge, "no") { StatusCode = 401 }).Reply(Some.Verdict(5));
        var work = new JudgeAtWork(model, Three, sharing: new SharedCalls());

        Judged judged = await work.JudgeAsync();

        Assert.IsType<Judged.Paused>(judged);
        Assert.Equal(judged.Attempts.Count(a => a.Result == AttemptResult.Read), judged.Replies.Count);
        Assert.NotEmpty(judged.Replies);
    }

    [Fact]
    public void A_judge_that_is_asked_once_has_the_version_it_always_had()
    {
        string definition = System.Text.Encoding.UTF8.GetString(Some.Judge().Definition());

        Assert.DoesNotContain("samples", definition, StringComparison.Ordinal);
        Assert.DoesNotContain("scores", definition, StringComparison.Ordinal);
        Assert.Equal(4, new[] { Some.Judge(), Three, Three with { Scores = ScoreReading.Weighted }, Some.Judge().With(new SamplePlan(1, 3) { ClearOf = 3 }) }.Select(j => j.Version).Distinct().Count());
    }

    [Fact]
    public async Task Both_orders_of_a_pair_are_averaged_before_deciding()
    {
        Judge judge = new Judge { Name = "pair", Model = new ModelReference("openai", "m"), Rubric = Assay.Scoring.Pairs.PairRubric.Of(Some.Rubric()), PreferredBy = Some.Rubric() }.With(SamplePlan.Of(3));
        // Shown first it is preferred always, shown second once of three times: 1 and 1/3, together 2/3.
        JudgeAtWork work = Together(new ScriptedChatClient().Reply(Some.Choices(Prefers("first"), Prefers("first"), Prefers("first"))).Reply(Some.Choices(Prefers("second"), Prefers("first"), Prefers("first"))), judge);

        (Verdict.Scored verdict, Judged judged) = await work.ScoredAsync(Some.Response() with { Rival = new Assay.Collecting.Rival("Lyon.") });

        Assert.Equal([1d, 1 / 3d], verdict.Scores.Select(s => Math.Round(s.Value, 9)).Select(v => Math.Abs(v - (1 / 3d)) < 1e-6 ? 1 / 3d : v));
        Assert.Equal(1, verdict.Overall);
        Assert.Equal(["original", "original", "original", "swapped", "swapped", "swapped"], ((Judged.Decided)judged).Samples.Select(s => s.Criterion));
    }

    private static JudgeAtWork Together(ScriptedChatClient model, Judge? judge = null, Budget? budget = null) => new(model, judge ?? Three, budget, choices: new ManyChoices(given: true));

    private static string Said(double score, string reason = "because") => FormattableString.Invariant($$$"""{"accuracy":{"reason":"{{{reason}}}","score":{{{score}}}}}""");

    private static string Word(string score) => $$$"""{"accuracy":{"reason":"because","score":"{{{score}}}"}}""";

    private static string Prefers(string score) => $$$"""{"preference":{"reason":"because","score":"{{{score}}}"}}""";

    private static CachedReply Kept(string text) => new() { Text = text, JudgeVersion = Three.Version, CostUsd = 0.01m, SavedAt = ManualClock.Start, ExpiresAt = ManualClock.Start.AddDays(1) };
}
