using System.Runtime.CompilerServices;
using Assay.Client;
using Assay.Collecting;
using Microsoft.Extensions.AI;

namespace Assay.Tests.Client;

public sealed class StreamingChatTests
{
    private static readonly ChatMessage[] Question = [new(ChatRole.User, "Can I return it?")];

    private int _produced;

    [Fact]
    public async Task Updates_are_passed_on_as_they_come_and_sent_as_one_answer_at_the_end()
    {
        var model = new StreamingChatClient(stop => Produce(stop, Text("Within "), Text("30 days."), End()));
        await using var recorded = new RecordedChat(model);
        var seen = new List<ChatResponseUpdate>();

        await foreach (ChatResponseUpdate update in recorded.Chat.GetStreamingResponseAsync(Question, new ChatOptions { ConversationId = "s-1" }))
        {
            seen.Add(update);
            Assert.Equal(seen.Count, _produced);
            Assert.Equal(0, recorded.Client.Status.Queued);
            // Time that the application takes is not the model's.
            recorded.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Same(Question, Assert.Single(model.Asked));
        Response sent = Assert.Single(await recorded.SentAsync());
        Assert.Equal(("Can I return it?", "Within 30 days."), (sent.Input, sent.Output));
        Assert.Equal(("stop", "m-2026", "s-1"), (sent.Metadata["finish_reason"].GetString(), sent.Metadata["model"].GetString(), sent.Metadata["session"].GetString()));
        Assert.Equal((90, 5, 0), (sent.Metadata["input_tokens"].GetInt32(), sent.Metadata["output_tokens"].GetInt32(), sent.Metadata["latency_ms"].GetInt32()));
    }

    [Fact]
    public async Task A_stream_that_fails_is_no_answer_and_its_error_passes_through()
    {
        var error = new IOException("the connection broke");
        await using var recorded = new RecordedChat(new StreamingChatClient(stop => Produce(stop, Text("Within "), End(), error)));
        int seen = 0;

        IOException thrown = await Assert.ThrowsAsync<IOException>(async () =>
        {
            await foreach (ChatResponseUpdate _ in recorded.Chat.GetStreamingResponseAsync(Question))
            {
                seen++;
            }
        });

        Assert.Same(error, thrown);
        Assert.Equal(2, seen);
        Assert.Empty(await recorded.SentAsync());
    }

    [Fact]
    public async Task A_stream_that_is_abandoned_is_no_answer()
    {
        await using var recorded = new RecordedChat(new StreamingChatClient(stop => Produce(stop, Text("Within "), Text("30 days."), End())));

        await foreach (ChatResponseUpdate _ in recorded.Chat.GetStreamingResponseAsync(Question))
        {
            break;
        }

        Assert.Equal(1, _produced);
        Assert.Empty(await recorded.SentAsync());
    }

    [Fact]
    public async Task A_stream_that_is_cancelled_is_no_answer()
    {
        await using var recorded = new RecordedChat(new StreamingChatClient(stop => Produce(stop, Text("Within "), Text("30 days."), End())));
        using var stopped = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (ChatResponseUpdate _ in recorded.Chat.GetStreamingResponseAsync(Question, null, stopped.Token))
            {
                await stopped.CancelAsync();
            }
        });

        Assert.Empty(await recorded.SentAsync());
    }

    [Fact]
    public async Task Who_stops_reading_behind_the_finish_reason_has_the_whole_answer()
    {
        await using var recorded = new RecordedChat(new StreamingChatClient(stop => Produce(stop, Text("Within 30 days."), End(), Text(" Not read."))));

        await foreach (ChatResponseUpdate update in recorded.Chat.GetStreamingResponseAsync(Question))
        {
            if (update.FinishReason is not null)
            {
                break;
            }
        }

        Assert.Equal("Within 30 days.", Assert.Single(await recorded.SentAsync()).Output);
    }

    [Fact]
    public async Task A_stream_that_is_abandoned_behind_the_call_of_a_tool_is_no_answer()
    {
        ChatResponseUpdate call = new(ChatRole.Assistant, [new TextContent("Let me see."), new FunctionCallContent("1", "search")]) { FinishReason = ChatFinishReason.ToolCalls };
        await using var recorded = new RecordedChat(new StreamingChatClient(stop => Produce(stop, call, Text("Within 30 days."), End())));

        await foreach (ChatResponseUpdate _ in recorded.Chat.GetStreamingResponseAsync(Question))
        {
            break;
        }

        Assert.Empty(await recorded.SentAsync());
    }

    [Fact]
    public async Task Without_content_a_stream_is_passed_on_and_nothing_is_sent()
    {
        await using var recorded = new RecordedChat(new StreamingChatClient(stop => Produce(stop, Text("Yes."), End())), new AssayChatOptions { CaptureContent = false });

        int seen = 0;
        await foreach (ChatResponseUpdate _ in recorded.Chat.GetStreamingResponseAsync(Question))
        {
            seen++;
        }

        Assert.Equal(2, seen);
        Assert.Empty(await recorded.SentAsync());
    }

    private static ChatResponseUpdate Text(string text) => new(ChatRole.Assistant, text) { ModelId = "m-2026" };

    private static ChatResponseUpdate End() => new(ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = 90, OutputTokenCount = 5 })]) { FinishReason = ChatFinishReason.Stop };

    /// <summary>Gives updates, and throws what is an error.</summary>
    private async IAsyncEnumerable<ChatResponseUpdate> Produce([EnumeratorCancellation] CancellationToken stop, params object[] steps)
    {
        foreach (object step in steps)
        {
            await Task.Yield();
            stop.ThrowIfCancellationRequested();
            if (step is Exception error)
            {
                throw error;
            }

            _produced++;
            yield return (ChatResponseUpdate)step;
        }
    }
}
