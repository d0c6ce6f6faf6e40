using Assay.Providers;
using Assay.Scoring.Judging;
using Microsoft.Extensions.AI;

namespace Assay.Tests.Providers;

public sealed class OpenAiReplyTests
{
    [Fact]
    public async Task A_whole_reply_is_read()
    {
        var stub = new StubProvider().Answer(
            """
            {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,
            "message":{"role":"assistant","content":"Score: 4 \u00e9 \ud83d\ude00","refusal":null,"annotations":[{"a":[1,{}]}]},"logprobs":null,"finish_reason":"stop"}],
            "usage":{"prompt_tokens":1200,"completion_tokens":30,"total_tokens":1230,"prompt_tokens_details":{"cached_tokens":1024,"audio_tokens":0},
            "completion_tokens_details":{"reasoning_tokens":5}},"service_tier":"default"}
            """,
            200,
            ("x-request-id", "req_9"),
            ("x-ratelimit-remaining-requests", "77"));

        ChatResponse response = await stub.Client("openai:gpt-4o-mini").GetResponseAsync("x");

        Assert.Equal("Score: 4 é 😀", response.Text);
        Assert.Equal(
            ("chatcmpl-1", "gpt-4o-mini-2024-07-18", ChatFinishReason.Stop),
            (response.ResponseId, response.ModelId, response.FinishReason!.Value));
        UsageDetails usage = response.Usage!;
        Assert.Equal(
            (1200, 30, 1230, 1024, 5),
            (usage.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount, usage.CachedInputTokenCount, usage.ReasoningTokenCount));
        Assert.Equal("req_9", response.AdditionalProperties![ReplyProperties.RequestId]);
        Assert.Equal(77, Assert.IsType<RateLimits>(response.AdditionalProperties[ReplyProperties.RateLimits]).RequestsRemaining);
    }

    [Theory]
    [InlineData("\"length\"", "length")]
    [InlineData("\"content_filter\"", "content_filter")]
    [InlineData("\"tool_calls\"", "tool_calls")]
    [InlineData("\"eos\"", "eos")]
    [InlineData("null", null)]
    public async Task The_finish_reason_is_kept(string json, string? expected) =>
        Assert.Equal(expected, (await Read($$"""{"choices":[{"message":{"content":"x"},"finish_reason":{{json}}}]}""")).FinishReason?.Value);

    [Fact]
    public async Task A_refusal_is_an_error_content_and_no_text()
    {
        ChatResponse response = await Read("""{"choices":[{"message":{"content":null,"refusal":"I can't."},"finish_reason":"stop"}]}""");

        var refusal = Assert.IsType<ErrorContent>(Assert.Single(response.Messages[0].Contents));
        Assert.Equal(("I can't.", "Refusal", ""), (refusal.Message, refusal.ErrorCode, response.Text));
    }

    [Theory]
    [InlineData("""{\"score\": 4.0, \"x\":1e999}""", false)]
    [InlineData("""{"score": 4.0}""", true)]
    public async Task A_tool_calls_arguments_stay_as_written(string arguments, bool asObject)
    {
        string value = asObject ? arguments : $"\"{arguments}\"";
        ChatResponse response = await Read(
            $$$"""{"choices":[{"message":{"content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"give_verdict","arguments":{{{value}}}}}]},"finish_reason":"tool_calls"}]}""");

        var call = Assert.IsType<FunctionCallContent>(Assert.Single(response.Messages[0].Contents));
        Assert.Equal(("c1", "give_verdict"), (call.CallId, call.Name));
        Assert.Null(call.Arguments);
        Assert.Equal(arguments.Replace("\\\"", "\"", StringComparison.Ordinal), call.RawRepresentation);
    }

    [Fact]
    public async Task Each_choice_is_a_message_with_its_own_finish_reason()
    {
        ChatResponse response = await Read(
            """{"choices":[{"message":{"content":"a"},"finish_reason":"stop"},{"finish_reason":"length","message":{"content":"b"}}]}""");

        Assert.Equal(["a", "b"], response.Messages.Select(m => m.Text));
        Assert.Equal(ChatFinishReason.Length, response.Messages[1].AdditionalProperties![ReplyProperties.FinishReason]);
    }

    [Theory]
    [InlineData("""{"choices":[{"message":{"content":"x"}}]}""")]
    [InlineData("""{"choices":[{"message":{"content":"x"}}],"usage":null}""")]
    [InlineData("""{"choices":[{"message":{"content":"x"}}],"usage":{}}""")]
    [InlineData("""{"choices":[{"message":{"content":"x"}}],"usage":{"prompt_tokens":"many","completion_tokens":-1}}""")]
    public async Task Usage_that_is_not_given_is_absent(string body) => Assert.Null((await Read(body)).Usage);

    [Fact]
    public async Task More_cached_tokens_than_sent_ones_are_cut() =>
        Assert.Equal(10, (await Read(
            """{"choices":[{"message":{"content":"x"}}],"usage":{"prompt_tokens":10,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":99}}}"""))
            .Usage!.CachedInputTokenCount);

    [Theory]
    [InlineData(""" "a\ud800\n\"b\u0041" """, "a\ufffd\n\"bA")]
    [InlineData(""" "\udc00\ud83d\ude00" """, "\ufffd😀")]
    [InlineData(""" [{"type":"thinking","text":"no"},{"type":"text","text":"yes"},{"type":"text","text":"!"}] """, "yes!")]
    public async Task Odd_contents_are_read(string content, string expected) =>
        Assert.Equal(expected, (await Read("""{"choices":[{"message":{"content":CONTENT}}]}""".Replace("CONTENT", content, StringComparison.Ordinal))).Text);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("<html><title>Sign in</title></html>")]
    [InlineData("""{"choices":[{"message":{"content":"Score: 5"},"finish_reason":"st""")]
    [InlineData("""{"choices":[{"message":{"content":"Score: 5"},"finish_reason":"stop"}]""")]
    [InlineData("""{"choices":[{"message":{"content":"Score: 5"}}]} trailing""")]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"choices":"none"}""")]
    [InlineData("""{"choices":[{"text":"Score: 5"}]}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    public async Task A_body_that_is_no_chat_completion_is_transient(string body)
    {
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => Read(body));

        Assert.Equal((ErrorClass.Transient, 200), (error.Class, error.StatusCode));
        Assert.Contains("answered 200 with something that is not a chat completion", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_inside_a_200_is_classified_by_its_own_status()
    {
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(
            () => Read("""{"error":{"message":"Provider returned error","code":429,"metadata":{"raw":"upstream says slow down please, now"}}}"""));

        Assert.Equal(ErrorClass.Throttle, error.Class);
        Assert.Contains("slow down", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_choice_that_ended_in_an_error_is_transient()
    {
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(
            () => Read("""{"choices":[{"message":{"content":"Score: 4"},"finish_reason":"error"}]}"""));

        Assert.Equal(ErrorClass.Transient, error.Class);
    }

    [Fact]
    public async Task A_byte_order_mark_is_passed_over() =>
        Assert.Equal("x", (await Read("\ufeff{\"choices\":[{\"message\":{\"content\":\"x\"}}]}")).Text);

    [Fact]
    public async Task A_stream_is_one_update_of_the_whole_reply()
    {
        IChatClient client = new StubProvider()
            .Answer("""{"id":"i","choices":[{"message":{"content":"x"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}""")
            .Client("openai:gpt-4o");
        List<ChatResponseUpdate> updates = [];
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("hi"))
        {
            updates.Add(update);
        }

        ChatResponse whole = Assert.Single(updates) is { } only ? new[] { only }.ToChatResponse() : null!;
        Assert.Equal(("x", 2, ChatFinishReason.Stop), (whole.Text, whole.Usage!.OutputTokenCount, whole.FinishReason!.Value));
    }

    private static Task<ChatResponse> Read(string body) =>
        new StubProvider().Answer(body).Client("openai:gpt-4o").GetResponseAsync("x");
}
