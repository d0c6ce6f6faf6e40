using Assay.Collecting;
using Assay.Configuring;
using Assay.Scoring.Prompts;
using Assay.Scoring.Rubrics;
using Assay.Tests.Testing;
using Microsoft.Extensions.AI;

namespace Assay.Tests.Providers;

/// <summary>What all calls of a judge begin with, as it goes over the wire.</summary>
public sealed class PrefixCacheTests
{
    private const string OpenAiReply = """{"choices":[{"message":{"content":"ok"},"finish_reason":"stop"}]}""";
    private const string AnthropicReply = """{"type":"message","content":[{"type":"text","text":"ok"}],"stop_reason":"end_turn","usage":{"input_tokens":300,"output_tokens":5,"cache_creation_input_tokens":1500,"cache_read_input_tokens":0}}""";

    private static readonly Rubric Long = Some.Rubric(Some.Criterion() with { Question = string.Concat(Enumerable.Repeat("Is every figure of the answer right? ", 120)) });
    private static readonly DefaultPrompt Shared = new(Long, Long.Criteria);

    [Fact]
    public async Task Two_responses_share_every_byte_up_to_the_end_of_the_criteria()
    {
        StubProvider stub = await SendAsync("openai:gpt-4o-mini", OpenAiReply);

        int shared = stub.Bodies[0].Zip(stub.Bodies[1]).TakeWhile(pair => pair.First == pair.Second).Count();
        int user = stub.Bodies[0].IndexOf("\"role\":\"user\"", StringComparison.Ordinal);

        Assert.True(user > 4_000);
        Assert.True(shared >= user, $"the bodies differ from {shared} on, before the material at {user}");
    }

    [Fact]
    public async Task OpenAi_gets_one_key_for_one_rubric()
    {
        StubProvider stub = await SendAsync("openai:gpt-4o-mini", OpenAiReply);

        string[] keys = [.. stub.Bodies.Select(body => (string)System.Text.Json.Nodes.JsonNode.Parse(body)!["prompt_cache_key"]!)];

        Assert.Single(keys.Distinct());
        Assert.Matches("^assay-[0-9a-f]{16}$", keys[0]);
    }

    [Fact]
    public async Task A_server_that_merely_speaks_the_format_gets_no_key()
    {
        var own = new ProviderSettings { Name = "own", Format = WireFormat.OpenAi, BaseUrl = new Uri("http://127.0.0.1:1/v1") };

        Assert.Null((await SendAsync("own:m", OpenAiReply, own)).LastJson["prompt_cache_key"]);
    }

    [Fact]
    public async Task Anthropic_is_told_what_to_keep_from_the_second_call_on()
    {
        StubProvider stub = await SendAsync("anthropic:claude-sonnet-4-5", AnthropicReply);

        Assert.DoesNotContain("cache_control", stub.Bodies[0], StringComparison.Ordinal);
        Assert.Equal("""{"type":"ephemeral"}""", stub.LastJson["system"]![0]!["cache_control"]!.ToJsonString());
    }

    [Theory]
    [InlineData("claude-haiku-4-5", true)]
    [InlineData("claude-sonnet-4-5", false)]
    public async Task What_is_too_short_for_the_model_or_switched_off_is_not_marked(string model, bool cache)
    {
        var settings = new ProviderSettings { Name = "anthropic", Format = WireFormat.Anthropic, PromptCache = cache };

        StubProvider stub = await SendAsync($"anthropic:{model}", AnthropicReply, settings);

        Assert.All(stub.Bodies, body => Assert.DoesNotContain("cache_control", body, StringComparison.Ordinal));
    }

    private static async Task<StubProvider> SendAsync(string model, string reply, params ProviderSettings[] settings)
    {
        StubProvider stub = new StubProvider().Answer(reply).Answer(reply);
        using IChatClient client = stub.Client(model, settings);
        foreach (Response response in new[] { Some.Response("One answer."), Some.Response("Another answer.", "Another question?") })
        {
            Prompt prompt = Shared.Render(response);
            await client.GetResponseAsync([new(ChatRole.System, prompt.System), new(ChatRole.User, prompt.User)], new ChatOptions { MaxOutputTokens = 100 });
        }

        return stub;
    }
}
