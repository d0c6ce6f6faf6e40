using System.Text.Json.Nodes;
using Assay.Simulator;

namespace Assay.Integration.Tests.Simulator;

public sealed class OpenAiShapeTests
{
    private const string Answer = "You can request a refund within 30 days. Open the orders page and press Refund.";

    [Fact]
    public async Task A_schema_is_filled_and_usage_is_told()
    {
        await using var provider = await SimulatedProvider.StartAsync();

        var reply = await provider.ChatAsync(Ask.Chat(Ask.Item(Answer)).WithSchema());

        Assert.Equal(200, reply.Status);
        Assert.StartsWith("req_", reply.Headers["x-request-id"], StringComparison.Ordinal);
        Assert.Equal("chat.completion", (string?)reply.Body["object"]);
        Assert.Equal("gpt-4o-mini", (string?)reply.Body["model"]);
        Assert.Equal("stop", (string?)reply.Choice["finish_reason"]);
        Assert.InRange((int)reply.Verdict["accuracy"]!["score"]!, 1, 5);
        Assert.Contains((string)reply.Verdict["accuracy"]!["evidence"]![0]!, Answer, StringComparison.Ordinal);
        Assert.Contains((string)reply.Verdict["tone"]!["score"]!, new[] { "pass", "fail" });
        var usage = reply.Body["usage"]!;
        Assert.Equal((Ask.Rubric.Length + Ask.Item(Answer).Length + 3) / 4, (int)usage["prompt_tokens"]!);
        Assert.Equal((int)usage["prompt_tokens"]! + (int)usage["completion_tokens"]!, (int)usage["total_tokens"]!);
    }

    [Fact]
    public async Task A_forced_tool_is_called_with_arguments()
    {
        await using var provider = await SimulatedProvider.StartAsync();

        var reply = await provider.ChatAsync(Ask.Chat(Ask.Item(Answer)).WithTool());

        Assert.Null(reply.Choice["message"]!["content"]);
        var function = reply.Choice["message"]!["tool_calls"]![0]!["function"]!;
        Assert.Equal("report", (string?)function["name"]);
        Assert.InRange((int)JsonNode.Parse((string)function["arguments"]!)!["accuracy"]!["score"]!, 1, 5);
    }

    [Fact]
    public async Task Json_mode_takes_the_form_of_the_example_and_the_scales_of_the_prompt()
    {
        await using var provider = await SimulatedProvider.StartAsync();
        var user = Ask.Item(Answer) + """Reply as {"accuracy":{"reason":"...","score":3},"tone":{"reason":"...","score":3}}.""";

        var reply = await provider.ChatAsync(Ask.Chat(user).With("response_format", new JsonObject { ["type"] = "json_object" }));

        Assert.InRange((int)reply.Verdict["accuracy"]!["score"]!, 1, 5);
        Assert.InRange((int)reply.Verdict["tone"]!["score"]!, 1, 10);
    }

    [Theory]
    [InlineData("rate the response on a scale of 1 to 10 by strictly following this format: \"[[rating]]\", for example: \"Rating: [[5]]\".", @"^.+\n\nRating: \[\[(10|[1-9])\]\]$")]
    [InlineData("End with a line Rating: N, from 1 to 5.", @"^.+\n\nRating: [1-5]$")]
    [InlineData("Think first.", "^```json\n\\{.*\\}\n```$")]
    public async Task Plain_text_follows_the_pattern_of_the_prompt(string instruction, string pattern)
    {
        await using var provider = await SimulatedProvider.StartAsync();

        var reply = await provider.ChatAsync(Ask.Chat(instruction + "\n\n[Question]\nRefund?\n\n[The Start of Assistant's Answer]\n" + Answer + "\n[The End of Assistant's Answer]"));

        Assert.Matches(pattern, reply.Content);
    }

    [Fact]
    public async Task Sampled_choices_differ_and_unsampled_ones_do_not()
    {
        await using var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { Noise = 0.3 });
        var request = Ask.Chat(Ask.Item(Answer)).WithSchema().With("n", 8);

        var sampled = await provider.ChatAsync(request.With("temperature", 1));
        var unsampled = await provider.ChatAsync(request.With("temperature", 0));

        Assert.Equal(8, sampled.Body["choices"]!.AsArray().Count);
        Assert.True(Distinct(sampled) > 1);
        Assert.Equal(1, Distinct(unsampled));

        static int Distinct(ProviderReply reply) => reply.Body["choices"]!.AsArray().Select(choice => (string)choice!["message"]!["content"]!).Distinct(StringComparer.Ordinal).Count();
    }

    [Fact]
    public async Task Log_probabilities_spell_the_reply_and_sum_to_one_at_the_score()
    {
        await using var provider = await SimulatedProvider.StartAsync();
        var request = Ask.Chat(Ask.Item(Answer)).WithSchema().With("logprobs", true).With("top_logprobs", 5);

        var reply = await provider.ChatAsync(request);

        var tokens = reply.Choice["logprobs"]!["content"]!.AsArray();
        Assert.Equal(reply.Content, string.Concat(tokens.Select(token => (string)token!["token"]!)));
        var score = tokens.First(token => token!["top_logprobs"]!.AsArray().Count == 5)!;
        Assert.Equal(reply.Verdict["accuracy"]!["score"]!.ToString(), (string?)score["token"]);
        Assert.Equal(1, score["top_logprobs"]!.AsArray().Sum(top => Math.Exp((double)top!["logprob"]!)), 3);
    }

    [Fact]
    public async Task A_reply_over_the_maximum_is_cut()
    {
        await using var provider = await SimulatedProvider.StartAsync();

        var reply = await provider.ChatAsync(Ask.Chat(Ask.Item(Answer)).WithSchema().With("max_completion_tokens", 10));

        Assert.Equal("length", (string?)reply.Choice["finish_reason"]);
        Assert.Equal(10, (int)reply.Body["usage"]!["completion_tokens"]!);
        Assert.Equal(40, reply.Content.Length);
    }

    [Fact]
    public async Task A_long_system_message_seen_before_counts_as_cached()
    {
        await using var provider = await SimulatedProvider.StartAsync();
        var system = Ask.Rubric + new string('x', 6000 - Ask.Rubric.Length);

        var first = await provider.ChatAsync(Ask.Chat(Ask.Item("One answer about refunds.", boundary: "11112222"), system));
        var second = await provider.ChatAsync(Ask.Chat(Ask.Item("Another answer about refunds.", boundary: "33334444"), system));

        Assert.Equal(0, (int)first.Body["usage"]!["prompt_tokens_details"]!["cached_tokens"]!);
        Assert.Equal(1408, (int)second.Body["usage"]!["prompt_tokens_details"]!["cached_tokens"]!);
    }

    [Fact]
    public async Task Azure_paths_name_the_model()
    {
        await using var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { ApiKey = "secret-key-1234" });
        provider.Http.DefaultRequestHeaders.Add("api-key", "secret-key-1234");
        var request = Ask.Chat(Ask.Item(Answer));
        request.Remove("model");

        var reply = await provider.PostAsync("/openai/deployments/my-judge/chat/completions?api-version=2024-10-21", request);

        Assert.Equal(200, reply.Status);
        Assert.Equal("my-judge", (string?)reply.Body["model"]);
    }
}
