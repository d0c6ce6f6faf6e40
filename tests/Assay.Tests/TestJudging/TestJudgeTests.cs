using Assay.Scoring.Checking;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Testing;
using Assay.Tests.Testing;
using Microsoft.Extensions.AI;

namespace Assay.Tests.TestJudging;

public sealed class TestJudgeTests
{
    private static readonly Answer Paris = new("It is Paris.") { Input = "Where is the Louvre?" };

    [Fact]
    public async Task An_answer_that_reaches_the_bar_passes_and_says_what_was_judged()
    {
        var model = new ScriptedChatClient().Reply(Some.Verdict(4));
        await using TestJudge judge = Judge(model);

        Judgement judgement = await judge.Judged(Paris, Bar.AtLeast(4), Cancel);

        Assert.Equal((4, 1, 0, judge.Version), (judgement.Score, judgement.Calls, judgement.Cached, judgement.JudgeVersion));
        Assert.Equal(0.000027m, judgement.CostUsd);
        Assert.Equal("because", Assert.Single(Assert.Single(judgement.Answers).Said).Reason);
        Assert.Contains("Where is the Louvre?", model.Calls[0].Messages[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_below_the_bar_fails_with_score_reason_version_and_cost()
    {
        await using TestJudge judge = Judge(new ScriptedChatClient().Reply(Some.Verdict(2)));

        var error = await Assert.ThrowsAsync<BelowBarException>(() => judge.Judged(Paris, Bar.AtLeast(4, "accuracy"), Cancel));

        Assert.Equal(
            $"""
            Below the bar: accuracy is 2, at least 4 is wanted.
              "It is Paris."
                accuracy 2: because
              judge quality, version {judge.Version}, openai:gpt-4o-mini · 1 calls, 0 verdicts from the cache, $0.000027
            """.ReplaceLineEndings("\n"),
            error.Message);
    }

    [Theory]
    [InlineData("I would say four of five.", "unreadable: ")]
    [InlineData("", "empty_reply: ")]
    public async Task A_judge_that_gives_no_verdict_is_no_pass(string reply, string problem)
    {
        await using TestJudge judge = Judge(new ScriptedChatClient(_ => Some.Reply(reply)));

        var error = await Assert.ThrowsAsync<InconclusiveException>(() => judge.Judged(Paris, Bar.AtLeast(2), Cancel));

        Assert.StartsWith("Not judged: 1 of 1 answers have no score, so it cannot be told whether overall is at least 2.", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Null(error.Judgement.Score);
    }

    [Fact]
    public async Task A_provider_that_refuses_the_judge_is_no_pass()
    {
        await using TestJudge judge = Judge(new ScriptedChatClient(_ => throw Some.Error(ErrorClass.Judge, 401)));

        var error = await Assert.ThrowsAsync<InconclusiveException>(() => judge.Judged(Paris, Bar.AtLeast(2), Cancel));

        Assert.Contains("the provider refuses the judge: the provider says Judge", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_budget_that_leaves_no_room_asks_nothing_and_is_no_pass()
    {
        var model = new ScriptedChatClient();
        await using TestJudge judge = Judge(model, new TestJudgeOptions { BudgetUsd = 0.00001m });

        var error = await Assert.ThrowsAsync<InconclusiveException>(() => judge.Judged(Paris, Bar.AtLeast(2), Cancel));

        Assert.Contains("the budget is reached: the tests' budget of $0.00001 leaves no room for the next call", error.Message, StringComparison.Ordinal);
        Assert.Empty(model.Calls);
    }

    [Fact]
    public async Task Several_answers_are_held_to_their_mean_and_the_worst_are_shown()
    {
        var grades = new Dictionary<string, int>(StringComparer.Ordinal) { ["a"] = 5, ["b"] = 2, ["c"] = 4, ["d"] = 3 };
        await using TestJudge judge = Judge(new ScriptedChatClient(call => Some.Reply(Some.Verdict(grades.First(g => Said(call, g.Key)).Value))));
        Answer[] answers = [.. grades.Keys.Select(g => new Answer($"<{g}>"))];

        Judgement judgement = await judge.Judged(answers, Bar.AtLeast(3.5), Cancel);
        var error = await Assert.ThrowsAsync<BelowBarException>(() => judge.Judged(answers, Bar.AtLeast(4), Cancel));

        // Student's t with 3 degrees of freedom: 3.5 -+ 3.182 * 1.291 / 2.
        Assert.Equal((3.5, 1.446, 5, 4L), (judgement.Mean!.Mean, Math.Round(judgement.Mean.Low!.Value, 3), judgement.Mean.High!.Value, judgement.Mean.N));
        Assert.StartsWith("Below the bar: overall is 3.5 (95 % interval over 4 answers 1.45 to 5), at least 4 is wanted.\n  \"<b>\"\n", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("<a>", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Samples_that_agree_pass_and_samples_that_do_not_leave_it_open()
    {
        await using TestJudge same = Judge(new ScriptedChatClient(_ => Some.Reply(Some.Verdict(4))));
        await using TestJudge torn = Judge(new ScriptedChatClient().Reply(Some.Verdict(5)).Reply(Some.Verdict(2)).Reply(Some.Verdict(5)));

        Judgement judgement = await same.Judged(Paris, Bar.AtLeast(4) with { Samples = 3 }, Cancel);
        var error = await Assert.ThrowsAsync<InconclusiveException>(() => torn.Judged(Paris, Bar.AtLeast(4) with { Samples = 3 }, Cancel));

        Assert.Equal((4, 3), (judgement.Score, judgement.Calls));
        // Student's t with 2 degrees of freedom, one-sided: 4 - 2.920 * 1.732 / 1.732.
        Assert.StartsWith("Inconclusive: overall is 4 on average, but the 3 samples differ so much that it may as well be 1.08; at least 4 is wanted, and no less than 1 below it.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_sample_of_three_may_fail_and_two_may_not()
    {
        ScriptedChatClient Model(params string[] replies) => replies.Aggregate(new ScriptedChatClient(), (model, reply) => model.Reply(reply));
        await using TestJudge one = Judge(Model("no", "no", Some.Verdict(4), Some.Verdict(4)), new TestJudgeOptions { Concurrency = 1 });
        await using TestJudge two = Judge(Model("no", "no", "no", "no", Some.Verdict(4)), new TestJudgeOptions { Concurrency = 1 });

        Assert.Equal(4, (await one.Judged(Paris, Bar.AtLeast(4) with { Samples = 3 }, Cancel)).Score);
        await Assert.ThrowsAsync<InconclusiveException>(() => two.Judged(Paris, Bar.AtLeast(4) with { Samples = 3 }, Cancel));
    }

    [Fact]
    public async Task Checks_need_no_model_and_read_what_the_answer_carries()
    {
        Rubric rubric = Rubric.OfChecks("format", Criterion.Of("fast", new MeasuredCheck(MeasuredQuantity.Latency, 500, "latency_ms")), Criterion.Of("right", new ExactCheck([ExpectedText.Reference], new TextForm())));
        await using TestJudge judge = TestJudge.Of(Assay.Scoring.Judging.Judge.OfChecks("format", rubric));
        var answer = new Answer("Paris") { Reference = "Paris", Metadata = new Dictionary<string, object?>(StringComparer.Ordinal) { ["latency_ms"] = 420 } };

        Judgement judgement = await judge.Judged(answer, Bar.AtLeast(1), Cancel);
        var error = await Assert.ThrowsAsync<InconclusiveException>(() => judge.Judged("Paris", Bar.AtLeast(1), Cancel));

        Assert.Equal((1, 0), (judgement.Score, judgement.Calls));
        Assert.Contains("not_measured: fast: the response has no number in the metadata field latency_ms", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("accurcy", 3, 1, "The rubric has no criterion `accurcy`. Did you mean `accuracy`?")]
    [InlineData("accuracy", 6, 1, "A bar of 6 says nothing about accuracy, which goes from 1 to 5.")]
    [InlineData("accuracy", 1, 1, "A bar of 1 says nothing about accuracy, which goes from 1 to 5.")]
    [InlineData("accuracy", double.NaN, 1, "A bar of NaN says nothing about accuracy")]
    [InlineData("accuracy", 3, 0, "A bar can have 1 to 25 samples, not 0.")]
    public async Task A_bar_that_nothing_can_miss_or_reach_is_refused(string criterion, double score, int samples, string message)
    {
        await using TestJudge judge = Judge(new ScriptedChatClient());

        var error = await Assert.ThrowsAsync<ArgumentException>(() => judge.Judged(Paris, Bar.AtLeast(score, criterion) with { Samples = samples }, Cancel));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => judge.Judged([], Bar.AtLeast(3), Cancel));
    }

    [Fact]
    public async Task A_test_that_is_cancelled_is_neither_passed_nor_failed()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await using TestJudge judge = Judge(new ScriptedChatClient());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => judge.Judged(Paris, Bar.AtLeast(3), cancelled.Token));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static TestJudge Judge(IChatClient model, TestJudgeOptions? options = null) =>
        TestJudge.Of(Some.Judge() with { Model = new ModelReference("openai", "gpt-4o-mini") }, (options ?? new TestJudgeOptions()) with { Model = model });

    private static bool Said(ScriptedCall call, string letter) => call.Messages[^1].Text.Contains($"<{letter}>", StringComparison.Ordinal);
}
