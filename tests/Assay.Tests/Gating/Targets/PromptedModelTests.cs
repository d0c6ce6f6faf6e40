using Assay.Gating.Prompts;
using Assay.Gating.Targets;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Spending;
using Assay.Tests.Testing;
using Microsoft.Extensions.AI;

namespace Assay.Tests.Gating.Targets;

public sealed class PromptedModelTests
{
    private static readonly PromptFile Prompt = PromptFileReader.ReadOrThrow("p.yaml", "model: openai:m\ntemperature: 0.5\nmax_output_tokens: 50\nstop: [END]\nuser: \"{{input}}\"");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_is_what_the_model_says_and_costs_what_it_takes()
    {
        var client = new ScriptedChatClient().Reply("From 9 to 5.");
        PromptedModel model = Model(client);

        var answer = Assert.IsType<TargetAnswer.Answered>(await AskAsync(model));

        Assert.Equal(("From 9 to 5.", (100 * 1 + 20 * 4) / 1_000_000m), (answer.Output, answer.CostUsd));
        Assert.Equal((1L, answer.CostUsd), (model.Calls, model.CostUsd));
        ChatOptions options = client.Calls[0].Options!;
        Assert.Equal((0.5f, 50, "END"), (options.Temperature, options.MaxOutputTokens, options.StopSequences![0]));
        Assert.Equal("What is the capital of France?", client.Calls[0].Messages[0].Text);
    }

    [Theory]
    [InlineData("length")]
    [InlineData("stop")]
    public async Task What_was_cut_or_is_empty_is_what_the_application_would_show(string finish)
    {
        var answer = Assert.IsType<TargetAnswer.Answered>(await AskAsync(Model(new ScriptedChatClient().Reply(finish == "length" ? "From 9" : "", new ChatFinishReason(finish)))));

        Assert.Equal(finish == "length" ? "From 9" : "", answer.Output);
    }

    [Fact]
    public async Task What_a_content_filter_stopped_is_no_answer()
    {
        var failed = Assert.IsType<TargetAnswer.Failed>(await AskAsync(Model(new ScriptedChatClient().Reply("", ChatFinishReason.ContentFilter))));

        Assert.Equal((TargetFailure.TargetFailed, "the content filter of openai:m stopped the answer"), (failed.Reason, failed.Detail));
    }

    [Fact]
    public async Task What_passes_is_asked_again_and_what_does_not_is_a_failure_of_its_own()
    {
        PromptedModel passing = Model(new ScriptedChatClient().Fail(Some.Error(ErrorClass.Throttle, 429), 10).Fail(Some.Error(ErrorClass.Transient), 2).Reply("Yes."));
        PromptedModel refused = Model(new ScriptedChatClient().Fail(Some.Error(ErrorClass.Item, 400)));

        Assert.Equal(("Yes.", 13L), (Assert.IsType<TargetAnswer.Answered>(await AskAsync(passing)).Output, passing.Calls));
        Assert.Equal(TargetFailure.TargetFailed, Assert.IsType<TargetAnswer.Failed>(await AskAsync(refused)).Reason);
    }

    [Fact]
    public async Task A_wrong_key_ends_it_for_all_cases_after_one_call()
    {
        var client = new ScriptedChatClient().Fail(Some.Error(ErrorClass.Judge, 401));
        PromptedModel model = Model(client);

        var first = Assert.IsType<TargetAnswer.Halted>(await AskAsync(model));
        var second = Assert.IsType<TargetAnswer.Halted>(await AskAsync(model));

        Assert.IsType<RunEnd.ProviderFailed>(first.Why);
        Assert.Same(first, second);
        Assert.Single(client.Calls);
    }

    [Fact]
    public async Task A_provider_that_is_down_ends_it_too()
    {
        PromptedModel model = Model(new ScriptedChatClient().Fail(new ProviderException(ErrorClass.Transient, "cannot be reached") { Unreachable = true }, 40), new ManualClock());
        TargetAnswer answer = await AskAsync(model);
        while (answer is TargetAnswer.Failed)
        {
            answer = await AskAsync(model);
        }

        Assert.IsType<RunEnd.ProviderFailed>(Assert.IsType<TargetAnswer.Halted>(answer).Why);
    }

    [Fact]
    public async Task A_budget_is_kept_by_what_a_call_can_cost_at_most()
    {
        var client = new ScriptedChatClient(_ => Some.Reply("Yes."));
        using var budget = new Budget(0.000_5m);
        PromptedModel model = Model(client, budget: budget);
        var answers = new List<TargetAnswer>();
        while (answers.Count < 50 && answers.LastOrDefault() is not TargetAnswer.Halted)
        {
            answers.Add(await AskAsync(model));
        }

        Assert.IsType<RunEnd.BudgetReached>(Assert.IsType<TargetAnswer.Halted>(answers[^1]).Why);
        Assert.InRange(model.CostUsd, 0.000_1m, 0.000_5m);
        Assert.Equal(answers.Count - 1, client.Calls.Count);
    }

    private static Task<TargetAnswer> AskAsync(PromptedModel model) => model.AskAsync(Prompt.Render(Some.Response()), Cancel);

    private static PromptedModel Model(IChatClient client, TimeProvider? clock = null, Budget? budget = null) => new(
        Prompt,
        new ModelAccess { Client = client, Price = Some.Price, Forms = new ReplyForms(ReplyForm.Text, known: true), Budget = budget },
        new RetryPolicy(new Random(1)),
        clock ?? new ManualClock());
}
