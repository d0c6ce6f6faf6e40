using Assay.Scoring.Judging;
using Microsoft.Extensions.AI;

namespace Assay.Tests.Providers;

public sealed class AnthropicReplyTests
{
    [Fact]
    public async Task A_whole_reply_is_read()
    {
        ChatResponse response = await Read(
            """
            {"id":"msg_1","type":"message","role":"assistant","model":"claude-haiku-4-5-20251001","content":[{"type":"thinking","thinking":"hm","signature":"s"},
            {"type":"text","text":"Score: 4"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":10,"cache_creation_input_tokens":20,
            "cache_read_input_tokens":300,"cache_creation":{"ephemeral_5m_input_tokens":20},"output_tokens":7,"service_tier":"standard"}}
            """);

        Assert.Equal("Score: 4", response.Text);
        Assert.Equal(
            ("msg_1", "claude-haiku-4-5-20251001", ChatFinishReason.Stop),
            (response.ResponseId, response.ModelId, response.FinishReason!.Value));
        UsageDetails usage = response.Usage!;
        Assert.Equal(
            (330, 7, 337, 300),
            (usage.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount, usage.CachedInputTokenCount));
        Assert.Equal(20, usage.AdditionalCounts!["cache_creation_input_tokens"]);
    }

    [Theory]
    [InlineData("end_turn", "stop")]
    [InlineData("stop_sequence", "stop")]
    [InlineData("max_tokens", "length")]
    [InlineData("model_context_window_exceeded", "length")]
    [InlineData("tool_use", "tool_calls")]
    [InlineData("refusal", "content_filter")]
    [InlineData("pause_turn", "pause_turn")]
    public async Task The_stop_reason_is_mapped(string reason, string expected) =>
        Assert.Equal(expected, (await Read($$"""{"type":"message","content":[],"stop_reason":"{{reason}}"}""")).FinishReason!.Value.Value);

    [Fact]
    public async Task A_tool_call_keeps_its_input_as_written()
    {
        ChatResponse response = await Read(
            """{"type":"message","content":[{"type":"tool_use","id":"t1","name":"give_verdict","input":{"score": 4.0, "why":"a\u0041"}}],"stop_reason":"tool_use"}""");

        var call = Assert.IsType<FunctionCallContent>(Assert.Single(response.Messages[0].Contents));
        Assert.Equal(("t1", "give_verdict", """{"score": 4.0, "why":"a\u0041"}"""), (call.CallId, call.Name, call.RawRepresentation));
        Assert.Null(call.Arguments);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("""{"type":"message","content":[{"type":"text","text":"Score""")]
    [InlineData("""{"type":"message","content":"Score: 4"}""")]
    [InlineData("""{"type":"error","error":{"type":"api_error","message":"x"}}""")]
    public async Task A_body_that_is_no_message_is_transient(string body) =>
        Assert.Equal(ErrorClass.Transient, (await Assert.ThrowsAsync<ProviderException>(() => Read(body))).Class);

    private static Task<ChatResponse> Read(string body) =>
        new StubProvider().Answer(body).Client("anthropic:claude-haiku-4-5").GetResponseAsync("x");
}
