using System.Text.Json.Nodes;

namespace Assay.Integration.Tests.Simulator;

public sealed class AnthropicShapeTests
{
    private const string Answer = "You can request a refund within 30 days. Open the orders page and press Refund.";

    [Fact]
    public async Task Text_comes_in_a_block_and_usage_is_told()
    {
        await using var provider = await SimulatedProvider.StartAsync();

        var reply = await provider.MessagesAsync(Ask.Messages(Ask.Item(Answer)));

        Assert.Equal(200, reply.Status);
        Assert.StartsWith("req_", reply.Headers["request-id"], StringComparison.Ordinal);
        Assert.Equal("message", (string?)reply.Body["type"]);
        Assert.Equal("end_turn", (string?)reply.Body["stop_reason"]);
        Assert.Contains("\"accuracy\"", reply.Content, StringComparison.Ordinal);
        Assert.Equal((Ask.Rubric.Length + Ask.Item(Answer).Length + 3) / 4, (int)reply.Body["usage"]!["input_tokens"]!);
        Assert.Equal((reply.Content.Length + 3) / 4, (int)reply.Body["usage"]!["output_tokens"]!);
    }

    [Fact]
    public async Task A_forced_tool_is_used_with_an_object()
    {
        await using var provider = await SimulatedProvider.StartAsync();

        var reply = await provider.MessagesAsync(Ask.Messages(Ask.Item(Answer)).WithAnthropicTool());

        Assert.Equal("tool_use", (string?)reply.Body["stop_reason"]);
        var block = reply.Body["content"]![0]!;
        Assert.Equal("report", (string?)block["name"]);
        Assert.InRange((int)block["input"]!["accuracy"]!["score"]!, 1, 5);
    }

    [Fact]
    public async Task A_reply_over_the_maximum_is_cut()
    {
        await using var provider = await SimulatedProvider.StartAsync();

        var reply = await provider.MessagesAsync(Ask.Messages(Ask.Item(Answer)).With("max_tokens", 5));

        Assert.Equal("max_tokens", (string?)reply.Body["stop_reason"]);
        Assert.Equal(5, (int)reply.Body["usage"]!["output_tokens"]!);
    }

    [Fact]
    public async Task Max_tokens_is_required()
    {
        await using var provider = await SimulatedProvider.StartAsync();
        var request = Ask.Messages(Ask.Item(Answer));
        request.Remove("max_tokens");

        var reply = await provider.MessagesAsync(request);

        Assert.Equal(400, reply.Status);
        Assert.Equal("error", (string?)reply.Body["type"]);
        Assert.Equal("invalid_request_error", (string?)reply.Body["error"]!["type"]);
    }

    [Fact]
    public async Task What_is_marked_for_caching_is_written_once_and_read_afterwards()
    {
        await using var provider = await SimulatedProvider.StartAsync();

        var first = (await provider.MessagesAsync(Marked("One answer about refunds."))).Body["usage"]!;
        var second = (await provider.MessagesAsync(Marked("Another answer about refunds."))).Body["usage"]!;

        Assert.Equal((1500, 0), ((int)first["cache_creation_input_tokens"]!, (int)first["cache_read_input_tokens"]!));
        Assert.Equal((0, 1500), ((int)second["cache_creation_input_tokens"]!, (int)second["cache_read_input_tokens"]!));

        static JsonObject Marked(string output) => Ask.Messages(Ask.Item(output)).With("system", new JsonArray(new JsonObject
        {
            ["type"] = "text",
            ["text"] = new string('x', 6000),
            ["cache_control"] = new JsonObject { ["type"] = "ephemeral" },
        }));
    }

    [Fact]
    public async Task Both_dialects_judge_the_same_item_alike()
    {
        await using var provider = await SimulatedProvider.StartAsync(new Assay.Simulator.SimulatorOptions { Noise = 0 });

        var chat = await provider.ChatAsync(Ask.Chat(Ask.Item(Answer)).WithSchema());
        var messages = await provider.MessagesAsync(Ask.Messages(Ask.Item(Answer, boundary: "77")).WithAnthropicTool());

        Assert.True(JsonNode.DeepEquals(chat.Verdict, messages.Body["content"]![0]!["input"]));
    }
}
