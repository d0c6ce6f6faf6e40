using Assay.Scoring.Judging;
using Assay.Scoring.Spending;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Judging;

public sealed class ModelJudgeErrorTests
{
    [Fact]
    public async Task Being_throttled_uses_up_no_attempt()
    {
        ProviderException throttle = new(ErrorClass.Throttle, "slow down") { StatusCode = 429, RetryAfter = TimeSpan.FromSeconds(7) };
        var work = new JudgeAtWork(new ScriptedChatClient().Fail(throttle, 40).Reply(Some.Verdict()));

        (_, Judged judged) = await work.ScoredAsync();

        Assert.Equal(40, judged.Attempts.Count(a => a is { Result: AttemptResult.Throttled, CostUsd: 0, StatusCode: 429 }));
        Assert.All(work.Clock.Delays, d => Assert.InRange(d, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7.25)));
        Assert.Equal(40, work.Clock.Delays.Count);
    }

    [Fact]
    public async Task Five_transient_failures_are_waited_out()
    {
        var work = new JudgeAtWork(new ScriptedChatClient().Fail(Some.Error(ErrorClass.Transient), 5).Reply(Some.Verdict()));

        (_, Judged judged) = await work.ScoredAsync();

        Assert.Equal(6, judged.Attempts.Count);
        Assert.Equal(5, work.Clock.Delays.Count);
    }

    [Fact]
    public async Task Six_transient_failures_park_the_verdict()
    {
        var work = new JudgeAtWork(new ScriptedChatClient().Reply(Some.Verdict()).Fail(Some.Error(ErrorClass.Transient), 6).Reply(Some.Verdict()));
        await work.ScoredAsync();

        var parked = Assert.IsType<Judged.Parked>(await work.JudgeAsync());

        Assert.Equal("the provider says Transient", parked.Error);
        Assert.Equal(6, parked.Attempts.Count);
        Assert.All(parked.Attempts, a => Assert.Equal(AttemptResult.Transient, a.Result));
        await work.ScoredAsync();
    }

    [Fact]
    public async Task A_provider_that_never_answered_is_down_and_pauses_the_judge()
    {
        var work = new JudgeAtWork(new ScriptedChatClient().Fail(Some.Error(ErrorClass.Transient), 6));

        var paused = Assert.IsType<Judged.Paused>(await work.JudgeAsync());
        var next = Assert.IsType<Judged.Paused>(await work.JudgeAsync());

        Assert.Equal((PauseReason.Provider, 6), (paused.Reason, paused.Attempts.Count));
        Assert.Empty(next.Attempts);
        Assert.Equal(6, work.Model.Calls.Count);
    }

    [Fact]
    public async Task An_exception_that_no_provider_declared_counts_as_transient()
    {
        var work = new JudgeAtWork(new ScriptedChatClient().Fail(new HttpRequestException("reset")).Fail(new TaskCanceledException("deadline")).Reply(Some.Verdict()));

        (_, Judged judged) = await work.ScoredAsync();

        Assert.Equal([AttemptResult.Transient, AttemptResult.Transient, AttemptResult.Read], judged.Attempts.Select(a => a.Result));
        Assert.Equal("reset", judged.Attempts[0].Error);
    }

    [Fact]
    public async Task An_error_of_the_judge_pauses_it_and_makes_no_further_calls()
    {
        var work = new JudgeAtWork(new ScriptedChatClient().Fail(Some.Error(ErrorClass.Judge, 401)));

        var paused = Assert.IsType<Judged.Paused>(await work.JudgeAsync());
        var later = Assert.IsType<Judged.Paused>(await work.JudgeAsync());

        Assert.Equal((PauseReason.Provider, AttemptResult.JudgeRejected), (paused.Reason, Assert.Single(paused.Attempts).Result));
        Assert.Equal((PauseReason.Provider, paused.Error), (later.Reason, later.Error));
        Assert.Empty(later.Attempts);
        Assert.Single(work.Model.Calls);
    }

    [Theory]
    [InlineData(UnscoredReason.ContextTooLong, UnscoredReason.ContextTooLong)]
    [InlineData(null, UnscoredReason.Rejected)]
    public async Task An_item_that_the_provider_rejects_gets_exactly_one_call(UnscoredReason? reason, UnscoredReason expected)
    {
        var work = new JudgeAtWork(new ScriptedChatClient().Fail(new ProviderException(ErrorClass.Item, "no") { StatusCode = 400, Reason = reason }));

        (Verdict.Unscored verdict, Judged judged) = await work.UnscoredAsync();

        Assert.Equal((expected, null), (verdict.Reason, verdict.RawReply));
        Assert.Equal(AttemptResult.Rejected, Assert.Single(judged.Attempts).Result);
    }

    [Fact]
    public async Task Errors_do_not_use_up_the_one_re_ask()
    {
        var work = new JudgeAtWork(
            new ScriptedChatClient().Reply("hm").Fail(Some.Error(ErrorClass.Transient)).Fail(Some.Error(ErrorClass.Throttle, 429)).Reply("hm").Reply(Some.Verdict()));

        (Verdict.Unscored verdict, Judged judged) = await work.UnscoredAsync();

        Assert.Equal(UnscoredReason.Unreadable, verdict.Reason);
        Assert.Equal(
            [AttemptResult.NoVerdict, AttemptResult.Transient, AttemptResult.Throttled, AttemptResult.NoVerdict], judged.Attempts.Select(a => a.Result));
    }

    [Fact]
    public async Task A_cancelled_token_stops_before_the_call()
    {
        var work = new JudgeAtWork(new ScriptedChatClient().Reply(Some.Verdict()));

        Judged judged = await work.JudgeAsync(cancellationToken: new CancellationToken(canceled: true));

        Assert.Empty(Assert.IsType<Judged.Parked>(judged).Attempts);
        Assert.Empty(work.Model.Calls);
    }

    [Fact]
    public async Task Cancelling_stops_the_call_in_flight_and_counts_as_spent_what_it_may_cost()
    {
        using var cancel = new CancellationTokenSource();
        var budget = new Budget(1);
        var model = new ScriptedChatClient().Then(_ =>
        {
            cancel.Cancel();
            throw new OperationCanceledException(cancel.Token);
        });

        Judged judged = await new JudgeAtWork(model, budget: budget).JudgeAsync(cancellationToken: cancel.Token);

        Attempt attempt = Assert.Single(Assert.IsType<Judged.Parked>(judged).Attempts);
        Assert.True(attempt.Estimated);
        Assert.True(budget.SpentUsd > 0);
        Assert.Equal(budget.SpentUsd, attempt.CostUsd);
    }

    [Fact]
    public async Task Cancelling_stops_the_wait_before_a_retry()
    {
        using var cancel = new CancellationTokenSource();
        var work = new JudgeAtWork(
            new ScriptedChatClient().Fail(new ProviderException(ErrorClass.Throttle, "slow down") { StatusCode = 429, RetryAfter = TimeSpan.FromHours(1) }),
            clock: new ManualClock(delaysPass: false));
        Task<Judged> judging = work.JudgeAsync(cancellationToken: cancel.Token);
        Assert.False(judging.IsCompleted);

        await cancel.CancelAsync();

        Assert.Single(Assert.IsType<Judged.Parked>(await judging).Attempts);
        Assert.Single(work.Model.Calls);
    }

    [Fact]
    public async Task A_parameter_that_the_client_learnt_to_leave_out_counts_as_no_failure()
    {
        var model = new ScriptedChatClient();
        for (int i = 0; i < 8; i++)
        {
            model.Fail(new ProviderException(ErrorClass.Transient, "does not take temperature") { StatusCode = 400, Adjusted = true });
        }

        Judged judged = await new JudgeAtWork(model.Reply(Some.Verdict())).JudgeAsync();

        Assert.IsType<Verdict.Scored>(Assert.IsType<Judged.Decided>(judged).Verdict);
        Assert.Equal(9, judged.Attempts.Count);
    }

    [Fact]
    public async Task A_retry_waits_for_the_clock()
    {
        var clock = new ManualClock(delaysPass: false);
        var work = new JudgeAtWork(
            new ScriptedChatClient().Fail(new ProviderException(ErrorClass.Transient, "busy") { StatusCode = 503, RetryAfter = TimeSpan.FromSeconds(20) }).Reply(Some.Verdict()),
            clock: clock);
        Task<Judged> judging = work.JudgeAsync();

        clock.Advance(TimeSpan.FromSeconds(19));
        Assert.Single(work.Model.Calls);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.IsType<Verdict.Scored>(Assert.IsType<Judged.Decided>(await judging).Verdict);
    }
}
