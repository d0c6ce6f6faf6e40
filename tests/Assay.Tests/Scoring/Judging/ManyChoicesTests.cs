using Assay.Scoring.Judging;
using Assay.Scoring.Sampling;
using Assay.Tests.Providers;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Judging;

/// <summary>How it is found out whether an endpoint gives several choices in one reply.</summary>
public sealed class ManyChoicesTests
{
    private static readonly Judge Three = Some.Judge().With(SamplePlan.Of(3));

    [Theory]
    [InlineData("openai:gpt-4o-mini", true)]
    [InlineData("anthropic:claude-haiku-4-5", false)]
    public void The_dialect_says_what_one_may_expect_and_all_who_ask_a_model_share_what_is_learnt(string model, bool given)
    {
        using var factory = new StubProvider().Factory();
        ManyChoices choices = factory.ChoicesOf(ModelReference.TryParse(model)!);

        Assert.Equal(given, choices.AreGiven);
        Assert.Same(choices, factory.ChoicesOf(ModelReference.TryParse(model)!));
        Assert.NotSame(choices, factory.ChoicesOf(ModelReference.TryParse($"{model}-2")!));
    }

    [Fact]
    public async Task An_endpoint_that_gives_what_is_asked_for_is_asked_so_again()
    {
        (JudgeAtWork work, ManyChoices choices) = Of(new ScriptedChatClient(_ => Some.Choices(Some.Verdict(4), Some.Verdict(4), Some.Verdict(5))));

        await work.ScoredAsync();
        await work.ScoredAsync();

        Assert.True(choices.AreGiven);
        Assert.Equal([3, 3], work.Model.Calls.Select(c => c.Options!.AdditionalProperties?["n"]));
    }

    [Fact]
    public async Task More_choices_than_were_asked_for_are_no_samples()
    {
        (JudgeAtWork work, ManyChoices choices) = Of(new ScriptedChatClient().Reply(Some.Choices(Some.Verdict(4), Some.Verdict(4), Some.Verdict(4), Some.Verdict(1))));

        Assert.Equal(4, (await work.ScoredAsync()).Verdict.Overall);
        Assert.True(choices.AreGiven);
    }

    [Fact]
    public async Task One_that_gives_fewer_is_asked_for_the_rest_by_themselves_and_so_from_then_on()
    {
        (JudgeAtWork work, ManyChoices choices) = Of(new ScriptedChatClient(_ => Some.Reply(Some.Verdict(1))).Reply(Some.Choices(Some.Verdict(4), Some.Verdict(4))));

        (Verdict.Scored verdict, _) = await work.ScoredAsync();

        Assert.Equal((3d, false, 2), (verdict.Overall!.Value, choices.AreGiven, work.Model.Calls.Count));
        Assert.Null(work.Model.Calls[1].Options!.AdditionalProperties);
    }

    /// <summary>Over the wire: OpenAI's error of a parameter it does not take.</summary>
    [Fact]
    public async Task One_that_refuses_the_parameter_is_asked_without_it_and_by_a_call_for_each_from_then_on()
    {
        const string Reply = """{"choices":[{"message":{"content":"{\"accuracy\":{\"reason\":\"so\",\"score\":4}}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":9}}""";
        var stub = new StubProvider().Answer("""{"error":{"message":"Unsupported parameter: 'n' is not supported with this model.","type":"invalid_request_error","param":"n","code":"unsupported_parameter"}}""", 400);
        for (int i = 0; i < 6; i++)
        {
            stub.Answer(Reply);
        }

        using var factory = stub.Factory();
        ModelReference model = ModelReference.TryParse("openai:my-alias")!;
        ManyChoices choices = factory.ChoicesOf(model);
        var judge = new ModelJudge(Three, new ModelAccess { Client = factory.Create(model), Price = Some.Price, Forms = new ReplyForms(ReplyForm.JsonSchema), Choices = choices }, new RetryPolicy(new Random(1)), sharing: null, new ManualClock());

        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(4, Assert.IsType<Verdict.Scored>(((Judged.Decided)await judge.JudgeAsync(Some.Response(), TestContext.Current.CancellationToken)).Verdict).Overall);
        }

        Assert.False(choices.AreGiven);
        Assert.Equal([true, .. Enumerable.Repeat(false, 6)], stub.Bodies.Select(b => b.Contains("\"n\":3", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_response_that_is_rejected_however_it_is_asked_about_says_nothing_of_choices()
    {
        (JudgeAtWork work, ManyChoices choices) = Of(new ScriptedChatClient(_ => throw Some.Error(ErrorClass.Item, 400)));

        await work.UnscoredAsync();

        Assert.True(choices.AreGiven);
    }

    [Fact]
    public async Task One_that_rejects_several_and_answers_one_is_asked_for_one_from_then_on()
    {
        (JudgeAtWork work, ManyChoices choices) = Of(new ScriptedChatClient(_ => Some.Reply(Some.Verdict(4))).Fail(Some.Error(ErrorClass.Item, 400)));

        Assert.Equal(4, (await work.ScoredAsync()).Verdict.Overall);
        Assert.False(choices.AreGiven);
    }

    [Fact]
    public async Task A_provider_that_fails_says_nothing_of_choices()
    {
        (JudgeAtWork work, ManyChoices choices) = Of(new ScriptedChatClient(_ => throw Some.Error(ErrorClass.Judge, 401)));

        Assert.IsType<Judged.Paused>(await work.JudgeAsync());
        Assert.True(choices.AreGiven);
    }

    private static (JudgeAtWork Work, ManyChoices Choices) Of(ScriptedChatClient model)
    {
        var choices = new ManyChoices(given: true);
        return (new JudgeAtWork(model, Three, choices: choices), choices);
    }
}
