using System.Text;
using Assay.Scoring.Judging;
using Assay.Scoring.Spending;
using Assay.Tests.Testing;
using Microsoft.Extensions.AI;

namespace Assay.Tests.Scoring.Judging;

public sealed class ModelJudgeCostTests
{
    [Fact]
    public async Task An_attempt_carries_tokens_cost_model_and_time()
    {
        var clock = new ManualClock();
        ChatResponse reply = Some.Reply(Some.Verdict());
        reply.Usage!.CachedInputTokenCount = 40;
        reply.AdditionalProperties = new AdditionalPropertiesDictionary { [ModelCall.RequestIdProperty] = "req-1" };
        var model = new ScriptedChatClient().Then(_ =>
        {
            clock.Advance(TimeSpan.FromSeconds(2));
            return reply;
        });

        (_, Judged judged) = await new JudgeAtWork(model, clock: clock).ScoredAsync();

        Attempt attempt = Assert.Single(judged.Attempts);
        Assert.Equal((100, 40, 20, false), (attempt.InputTokens, attempt.CachedTokens, attempt.OutputTokens, attempt.Estimated));
        Assert.Equal((60 * 1 + 40 * 0.5m + 20 * 4) / 1_000_000m, attempt.CostUsd);
        Assert.Equal(("m-2026", "req-1", ReplyForm.JsonSchema), (attempt.Model, attempt.RequestId, attempt.Form));
        Assert.Equal((ManualClock.Start, TimeSpan.FromSeconds(2)), (attempt.StartedAt, attempt.Duration));
    }

    [Fact]
    public async Task What_was_written_into_the_prefix_cache_is_paid_at_its_own_price()
    {
        ChatResponse reply = Some.Reply(Some.Verdict());
        reply.Usage!.AdditionalCounts = new AdditionalPropertiesDictionary<long> { [ModelCall.CacheWriteCount] = 40 };

        (_, Judged judged) = await new JudgeAtWork(new ScriptedChatClient().Then(_ => reply), price: Some.Price with { CacheWrite = 1.25m }).ScoredAsync();

        Attempt attempt = Assert.Single(judged.Attempts);
        Assert.Equal((60 * 1 + 40 * 1.25m + 20 * 4) / 1_000_000m, attempt.CostUsd);
        Assert.Equal((100, 0, 40), (attempt.InputTokens, attempt.CachedTokens, attempt.CacheWriteTokens));
    }

    [Fact]
    public async Task Without_usage_the_tokens_are_an_estimate_and_say_so()
    {
        var work = new JudgeAtWork(new ScriptedChatClient().Reply(Some.Reply(Some.Verdict(), input: null)));

        (_, Judged judged) = await work.ScoredAsync();

        Attempt attempt = Assert.Single(judged.Attempts);
        Assert.True(attempt.Estimated);
        // The reply's schema is billed as input too.
        int prompt = work.Model.Calls[0].Messages.Sum(m => Encoding.UTF8.GetByteCount(m.Text)) / 4;
        Assert.InRange(attempt.InputTokens, prompt + 20, prompt + 200);
        Assert.Equal(Some.Verdict().Length / 4, attempt.OutputTokens);
        Assert.Equal((attempt.InputTokens + 4 * attempt.OutputTokens) / 1_000_000m, attempt.CostUsd);
    }

    [Fact]
    public async Task Usage_without_output_tokens_is_an_estimate_too()
    {
        var work = new JudgeAtWork(new ScriptedChatClient().Reply(Some.Reply(Some.Verdict(), output: null)));

        (_, Judged judged) = await work.ScoredAsync();

        Assert.True(Assert.Single(judged.Attempts).Estimated);
    }

    [Fact]
    public async Task An_answer_with_a_status_is_free_and_silence_may_cost_all_of_it()
    {
        var budget = new Budget(1);
        var work = new JudgeAtWork(
            new ScriptedChatClient().Fail(Some.Error(ErrorClass.Transient)).Fail(Some.Error(ErrorClass.Transient, status: null)).Reply(Some.Verdict()), budget: budget);

        (_, Judged judged) = await work.ScoredAsync();

        Assert.Equal((0m, false), (judged.Attempts[0].CostUsd, judged.Attempts[0].Estimated));
        Assert.True(judged.Attempts[1].CostUsd > 1024 * 4 / 1_000_000m);
        Assert.True(judged.Attempts[1].Estimated);
        Assert.Equal(judged.Attempts.Sum(a => a.CostUsd), budget.SpentUsd);
    }

    [Fact]
    public async Task A_provider_that_cannot_be_reached_costs_nothing()
    {
        var budget = new Budget(1);
        ProviderException unreachable = new(ErrorClass.Transient, "refused") { Unreachable = true };
        var work = new JudgeAtWork(new ScriptedChatClient().Fail(unreachable).Reply(Some.Verdict()), budget: budget);

        (_, Judged judged) = await work.ScoredAsync();

        Assert.Equal(0, judged.Attempts[0].CostUsd);
        Assert.Equal(judged.Attempts[1].CostUsd, budget.SpentUsd);
    }

    [Fact]
    public async Task A_budget_without_room_pauses_before_the_call()
    {
        var work = new JudgeAtWork(new ScriptedChatClient().Reply(Some.Verdict()), budget: new Budget(0.001m));

        var paused = Assert.IsType<Judged.Paused>(await work.JudgeAsync());

        Assert.Equal(PauseReason.Budget, paused.Reason);
        Assert.Empty(paused.Attempts);
        Assert.Empty(work.Model.Calls);
    }

    [Fact]
    public async Task A_re_ask_needs_room_in_the_budget_too()
    {
        // Room for one worst case (about 0.005 USD), not for what the second may cost after the first.
        var budget = new Budget(0.006m);
        var work = new JudgeAtWork(new ScriptedChatClient().Reply(Some.Reply("hm", output: 1000)).Reply(Some.Verdict()), budget: budget);

        var paused = Assert.IsType<Judged.Paused>(await work.JudgeAsync());

        Assert.Equal((PauseReason.Budget, AttemptResult.NoVerdict), (paused.Reason, Assert.Single(paused.Attempts).Result));
        Assert.Single(work.Model.Calls);
        Assert.Equal(paused.Attempts[0].CostUsd, budget.SpentUsd);
    }

    [Fact]
    public async Task A_cap_holds_where_each_byte_is_a_token()
    {
        // Byte-level tokenizers come close to this on scripts they hardly know, such as Shan; none needs more tokens than bytes.
        var model = new ScriptedChatClient(call =>
            Some.Reply(Some.Verdict(), input: call.Messages.Sum(m => Encoding.UTF8.GetByteCount(m.Text)), output: 1024));
        const decimal cap = 0.03m;
        var budget = new Budget(cap);
        var work = new JudgeAtWork(model, budget: budget);

        for (int i = 0; i < 10; i++)
        {
            await work.JudgeAsync(Some.Response(output: string.Concat(Enumerable.Repeat("ၵႂၢမ်းတႆး", 400))));
        }

        Assert.InRange(budget.SpentUsd, 0, cap);
    }
}
