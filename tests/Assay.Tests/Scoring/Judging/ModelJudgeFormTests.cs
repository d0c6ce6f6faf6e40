using Assay.Scoring.Judging;
using Assay.Scoring.Replies;
using Assay.Tests.Testing;
using Microsoft.Extensions.AI;

namespace Assay.Tests.Scoring.Judging;

public sealed class ModelJudgeFormTests
{
    private static readonly ProviderException Unsupported = new(ErrorClass.Item, "response_format is not supported") { StatusCode = 400, UnsupportedForm = true };

    [Fact]
    public async Task A_form_that_the_endpoint_cannot_give_steps_down_at_once_and_is_remembered()
    {
        var found = new List<ReplyForm>();
        var work = new JudgeAtWork(
            new ScriptedChatClient().Fail(Unsupported, 3).Reply(Some.Verdict()).Reply(Some.Verdict()), forms: new ReplyForms(ReplyForm.JsonSchema, found: found.Add));

        (_, Judged first) = await work.ScoredAsync();
        (_, Judged second) = await work.ScoredAsync();

        Assert.Equal([ReplyForm.JsonSchema, ReplyForm.ToolCall, ReplyForm.JsonMode, ReplyForm.Text], first.Attempts.Select(a => a.Form));
        Assert.Equal(3, first.Attempts.Count(a => a is { Result: AttemptResult.UnsupportedForm, CostUsd: 0 }));
        Assert.Equal(ReplyForm.Text, Assert.Single(second.Attempts).Form);
        Assert.Equal([ReplyForm.Text], found);
        Assert.Empty(work.Clock.Delays);
    }

    [Fact]
    public async Task Each_form_is_asked_for_in_its_own_way()
    {
        var work = new JudgeAtWork(new ScriptedChatClient().Fail(Unsupported, 3).Reply(Some.Verdict()));

        await work.ScoredAsync();

        ChatOptions[] options = [.. work.Model.Calls.Select(c => c.Options!)];
        var schema = Assert.IsType<ChatResponseFormatJson>(options[0].ResponseFormat);
        Assert.Equal((ReplySchema.Name, true), (schema.SchemaName, schema.Schema is not null));
        Assert.Null(options[1].ResponseFormat);
        Assert.Equal(ReplySchema.Name, Assert.Single(options[1].Tools!).Name);
        Assert.Equal(ChatToolMode.RequireSpecific(ReplySchema.Name), options[1].ToolMode);
        Assert.Null(Assert.IsType<ChatResponseFormatJson>(options[2].ResponseFormat).Schema);
        Assert.Null(options[3].ResponseFormat);
        Assert.Null(options[3].Tools);
        Assert.All(options, o => Assert.Equal(0, o.Temperature));
    }

    [Fact]
    public async Task Where_not_even_text_is_taken_the_item_ends_unscored()
    {
        var work = new JudgeAtWork(new ScriptedChatClient().Fail(Unsupported, 4));

        (Verdict.Unscored verdict, _) = await work.UnscoredAsync();

        Assert.Equal(UnscoredReason.Rejected, verdict.Reason);
    }

    [Fact]
    public async Task A_tool_call_is_read_as_the_model_wrote_it()
    {
        var work = new JudgeAtWork(new ScriptedChatClient().Reply(ToolReply("""{"accuracy":{"score":4,"score":5}}""")).Reply(ToolReply(Some.Verdict(3))));

        (Verdict.Scored verdict, Judged judged) = await work.ScoredAsync();

        Assert.Equal(3, verdict.Overall);
        Assert.Contains("two different scores", judged.Attempts[0].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_arguments_of_a_tool_call_are_as_good_as_its_text()
    {
        var arguments = new Dictionary<string, object?> { ["accuracy"] = new Dictionary<string, object?> { ["reason"] = "r", ["score"] = 2 } };
        var reply = new ChatResponse(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("1", ReplySchema.Name, arguments)]));

        (Verdict.Scored verdict, _) = await new JudgeAtWork(new ScriptedChatClient().Reply(reply)).ScoredAsync();

        Assert.Equal(2, verdict.Overall);
    }

    [Fact]
    public async Task Two_tool_calls_that_differ_are_a_contradiction()
    {
        ChatResponse both = ToolReply(Some.Verdict(5), Some.Verdict(1));
        var work = new JudgeAtWork(new ScriptedChatClient().Reply(both).Reply(both));

        var decided = Assert.IsType<Judged.Decided>(await work.JudgeAsync());

        Assert.Equal(UnscoredReason.Contradictory, Assert.IsType<Verdict.Unscored>(decided.Verdict).Reason);
    }

    private static ChatResponse ToolReply(params string[] arguments) =>
        new(new ChatMessage(ChatRole.Assistant, [.. arguments.Select((a, i) => new FunctionCallContent($"{i}", ReplySchema.Name) { RawRepresentation = a })]));
}
