using System.Text.Json;
using Assay.Client;
using Assay.Collecting;
using Assay.Tests.Testing;
using Microsoft.Extensions.AI;

namespace Assay.Tests.Client;

public sealed class ChatTests
{
    private static readonly ChatMessage Question = new(ChatRole.User, "Can I return it?");

    [Fact]
    public async Task An_answer_is_sent_with_all_that_led_to_it()
    {
        ChatResponse reply = Some.Reply("Within 30 days.", input: 120, output: 8);
        var model = new ScriptedChatClient();
        await using var recorded = new RecordedChat(model, new AssayChatOptions { Release = "v7" });
        model.Then(_ =>
        {
            recorded.Clock.Advance(TimeSpan.FromMilliseconds(340));
            return reply;
        });

        ChatResponse answer = await recorded.Chat.GetResponseAsync(
            [new(ChatRole.System, "Be brief."), new(ChatRole.User, "Hello"), new(ChatRole.Assistant, "Hello!"), Question],
            new ChatOptions { ConversationId = "s-1" });

        Assert.Same(reply, answer);
        Response sent = Assert.Single(await recorded.SentAsync());
        Assert.Equal(("Can I return it?", "Within 30 days.", "v7", (DateTimeOffset?)recorded.Clock.GetUtcNow()), (sent.Input, sent.Output, sent.Release, sent.OccurredAt));
        Assert.Equal([new Turn("system", "Be brief."), new Turn("user", "Hello"), new Turn("assistant", "Hello!")], sent.Conversation);
        Assert.Empty(sent.Context);
        Assert.Equal(
            """{"finish_reason":"stop","input_tokens":120,"latency_ms":340,"model":"m-2026","output_tokens":8,"session":"s-1"}""",
            JsonSerializer.Serialize(new SortedDictionary<string, JsonElement>(sent.Metadata.ToDictionary(), StringComparer.Ordinal)));
    }

    [Fact]
    public async Task An_answer_is_closed_unless_the_application_gives_it_the_id_of_its_conversation()
    {
        string? conversation = null;
        await using var recorded = new RecordedChat(
            new ScriptedChatClient().Reply(Some.Reply("Within 30 days.")).Reply(Some.Reply("Within 30 days.")),
            new AssayChatOptions { Enrich = (response, _, _) => response.Id = conversation ?? response.Id });

        await recorded.Chat.GetResponseAsync([Question]);
        conversation = "c-1";
        await recorded.Chat.GetResponseAsync([Question]);

        IReadOnlyList<Response> sent = await recorded.SentAsync();
        Assert.Equal([true, false], sent.Select(r => r.Closed));
        Assert.Equal("c-1", sent[1].Id);
    }

    [Fact]
    public async Task Results_of_tools_are_context_and_the_answer_is_what_came_after_them()
    {
        ChatMessage Call(string id) => new(ChatRole.Assistant, [new TextContent("Let me see."), new FunctionCallContent(id, "search")]);
        ChatMessage Result(string id, object? result) => new(ChatRole.Tool, [new FunctionResultContent(id, result)]);
        var model = new ScriptedChatClient().Reply(new ChatResponse(
        [
            Call("2"), Result("2", JsonElement.Parse("""{"days":30}""")), Call("3"), Result("3", new[] { new TextContent("Keep the receipt.") }),
            new(ChatRole.Assistant, "Within 30 days,"), new(ChatRole.Assistant, "with the receipt."),
        ]));
        await using var recorded = new RecordedChat(model);

        await recorded.Chat.GetResponseAsync([new(ChatRole.User, "Hello"), Result("0", "Opened at 9."), Question, Call("1"), Result("1", "Returns: see policy 4.")]);

        Response sent = Assert.Single(await recorded.SentAsync());
        Assert.Equal("Within 30 days,\nwith the receipt.", sent.Output);
        Assert.Equal(["Returns: see policy 4.", """{"days":30}""", "Keep the receipt."], sent.Context);
        Assert.Equal([new Turn("user", "Hello"), new Turn("tool", "Opened at 9.")], sent.Conversation);
    }

    [Fact]
    public async Task An_answer_that_only_calls_tools_is_none()
    {
        var model = new ScriptedChatClient().Reply(new ChatResponse(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("1", "search")])));
        await using var recorded = new RecordedChat(model);

        await recorded.Chat.GetResponseAsync([Question]);

        Assert.Empty(await recorded.SentAsync());
        Assert.Equal(0, recorded.Client.Status.Rejected);
    }

    [Fact]
    public async Task Of_a_picture_stays_that_it_stood_there_and_reasoning_is_not_said()
    {
        var model = new ScriptedChatClient().Reply(new ChatResponse(new ChatMessage(ChatRole.Assistant, [new TextReasoningContent("Hm."), new TextContent("A "), new TextContent("cat.")])));
        await using var recorded = new RecordedChat(model);

        await recorded.Chat.GetResponseAsync([new ChatMessage(ChatRole.User, [new TextContent("What is this?"), new DataContent(new byte[] { 1 }, "image/png")])]);

        Response sent = Assert.Single(await recorded.SentAsync());
        Assert.Equal(("What is this?\n[image/png]", "A cat."), (sent.Input, sent.Output));
    }

    [Fact]
    public async Task Without_a_question_nothing_is_sent_and_that_is_counted()
    {
        await using var recorded = new RecordedChat(new ScriptedChatClient().Reply("Hello."));

        await recorded.Chat.GetResponseAsync([new ChatMessage(ChatRole.System, "Greet.")]);

        Assert.Empty(await recorded.SentAsync());
        Assert.Contains("nothing that was asked", recorded.Client.Status.LastRejection, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_of_the_model_passes_through_untouched_and_nothing_is_sent()
    {
        var error = new InvalidOperationException("the model is away");
        await using var recorded = new RecordedChat(new ScriptedChatClient().Fail(error));
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();

        Assert.Same(error, await Assert.ThrowsAsync<InvalidOperationException>(() => recorded.Chat.GetResponseAsync([Question])));
        OperationCanceledException cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => recorded.Chat.GetResponseAsync([Question], null, stopped.Token));

        Assert.Equal(stopped.Token, cancelled.CancellationToken);
        Assert.Empty(await recorded.SentAsync());
    }

    [Fact]
    public async Task Messages_that_can_be_read_only_once_are_read_once()
    {
        int read = 0;
        IEnumerable<ChatMessage> Once()
        {
            Assert.Equal(1, ++read);
            yield return Question;
        }

        var model = new ScriptedChatClient().Reply("Yes.");
        await using var recorded = new RecordedChat(model);

        await recorded.Chat.GetResponseAsync(Once());

        Assert.Same(Question, Assert.Single(model.Calls[0].Messages));
        Assert.Single(await recorded.SentAsync());
    }

    [Fact]
    public async Task What_the_application_adds_is_sent_and_redacted_with_the_rest()
    {
        var options = new AssayChatOptions
        {
            Enrich = (response, asked, answer) =>
            {
                response.Metadata["route"] = $"refunds of Ada, {asked.Count()} messages, {answer.Messages.Count} answer";
                response.Metadata["tags"] = new[] { "Ada" };
                response.Context.Add("Ada bought it in May.");
                response.Reference = "Ada may.";
            },
            Redact = text => text.Replace("Ada", "NAME", StringComparison.Ordinal),
        };
        await using var recorded = new RecordedChat(new ScriptedChatClient().Reply("Yes, Ada."), options);

        ChatResponse answer = await recorded.Chat.GetResponseAsync([new ChatMessage(ChatRole.Assistant, "Hello Ada"), new ChatMessage(ChatRole.User, "I am Ada. Can I?")]);

        Assert.Equal("Yes, Ada.", answer.Text);
        Response sent = Assert.Single(await recorded.SentAsync());
        Assert.Equal(("I am NAME. Can I?", "Yes, NAME.", "NAME may."), (sent.Input, sent.Output, sent.Reference));
        Assert.Equal(("NAME bought it in May.", "Hello NAME"), (sent.Context[0], sent.Conversation[0].Content));
        Assert.Equal("refunds of NAME, 2 messages, 1 answer", sent.Metadata["route"].GetString());
        Assert.Equal("""["NAME"]""", sent.Metadata["tags"].GetRawText());
    }

    [Fact]
    public async Task Trouble_in_recording_never_reaches_the_application_and_nothing_is_sent_unredacted()
    {
        var error = new InvalidOperationException("broken");
        foreach (AssayChatOptions options in (AssayChatOptions[])[new() { Redact = _ => throw error }, new() { Enrich = (_, _, _) => throw error }])
        {
            await using var recorded = new RecordedChat(new ScriptedChatClient().Reply("Yes."), options);

            Assert.Equal("Yes.", (await recorded.Chat.GetResponseAsync([Question])).Text);

            Assert.Empty(await recorded.SentAsync());
            Assert.Equal((1L, "The answer could not be recorded: broken"), (recorded.Client.Status.Rejected, recorded.Client.Status.LastRejection));
        }
    }

    [Fact]
    public async Task A_client_that_is_gone_does_not_disturb_the_chat()
    {
        await using var recorded = new RecordedChat(new ScriptedChatClient().Reply("Yes."));
        await recorded.Client.DisposeAsync();

        Assert.Equal("Yes.", (await recorded.Chat.GetResponseAsync([Question])).Text);
    }

    [Fact]
    public async Task Without_content_nothing_is_sent()
    {
        await using var recorded = new RecordedChat(new ScriptedChatClient().Reply("Yes."), new AssayChatOptions { CaptureContent = false });

        await recorded.Chat.GetResponseAsync([Question]);

        Assert.Empty(await recorded.SentAsync());
    }
}
