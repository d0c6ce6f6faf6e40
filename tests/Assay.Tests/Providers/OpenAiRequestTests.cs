using System.Text.Json;
using System.Text.Json.Nodes;
using Assay.Configuring;
using Assay.Providers;
using Microsoft.Extensions.AI;

namespace Assay.Tests.Providers;

public sealed class OpenAiRequestTests
{
    private const string Reply = """{"choices":[{"message":{"content":"ok"},"finish_reason":"stop"}]}""";
    private const string Schema = VerdictTool.Schema;

    [Fact]
    public async Task Model_and_messages_come_first_then_the_parameters()
    {
        StubProvider stub = await Send(
            "openai:gpt-4o-mini",
            [
                new(ChatRole.System, "You judge."),
                new(ChatRole.User, [new TextContent("Part \"one\"\n"), new TextContent("and é 😀 two")]),
                new(ChatRole.Assistant, "ok"),
            ],
            new ChatOptions { Temperature = 0.5f, TopP = 0.9f, MaxOutputTokens = 300, Seed = 7, StopSequences = ["END"] });

        Assert.Equal(
            """{"model":"gpt-4o-mini","messages":[{"role":"system","content":"You judge."},{"role":"user","content":"Part \"one\"\nand é 😀 two"},{"role":"assistant","content":"ok"}],"temperature":0.5,"top_p":0.9,"max_tokens":300,"seed":7,"stop":["END"]}""",
            stub.LastBody);
        HttpRequestMessage request = stub.Requests[0];
        Assert.Equal("https://api.openai.com/v1/chat/completions", request.RequestUri!.AbsoluteUri);
        Assert.Equal($"Bearer {StubProvider.Key}", request.Headers.NonValidated["Authorization"].ToString());
        Assert.Equal("application/json", request.Content!.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task A_reasoning_model_gets_effort_and_a_completion_limit()
    {
        StubProvider stub = await Send("openai:gpt-5-mini", [new(ChatRole.User, "x")], new ChatOptions
        {
            Temperature = 0,
            TopP = 1,
            MaxOutputTokens = 500,
            AdditionalProperties = new() { [RequestProperties.ReasoningEffort] = "low", [RequestProperties.Choices] = 3 },
        });

        Assert.Equal(
            """{"model":"gpt-5-mini","messages":[{"role":"user","content":"x"}],"n":3,"max_completion_tokens":500,"reasoning_effort":"low"}""",
            stub.LastBody);
    }

    [Fact]
    public async Task A_json_schema_is_sent_as_it_was_written()
    {
        using JsonDocument schema = JsonDocument.Parse(Schema);
        StubProvider stub = await Send("openai:gpt-4o", [new(ChatRole.User, "x")], new ChatOptions
        {
            ResponseFormat = ChatResponseFormat.ForJsonSchema(schema.RootElement, "verdict", "A verdict"),
        });

        Assert.EndsWith(
            """],"response_format":{"type":"json_schema","json_schema":{"name":"verdict","description":"A verdict","strict":true,"schema":""" + Schema + "}}}",
            stub.LastBody,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_mode_and_text_mode()
    {
        StubProvider json = await Send("openai:gpt-4o", [new(ChatRole.User, "x")], new ChatOptions { ResponseFormat = ChatResponseFormat.Json });
        StubProvider text = await Send("openai:gpt-4o", [new(ChatRole.User, "x")], new ChatOptions { ResponseFormat = ChatResponseFormat.Text });

        AssertJson("""{"type":"json_object"}""", json.LastJson["response_format"]);
        Assert.Null(text.LastJson["response_format"]);
    }

    [Fact]
    public async Task A_forced_tool_is_strict()
    {
        StubProvider stub = await Send("openai:gpt-4o", [new(ChatRole.User, "x")], new ChatOptions
        {
            Tools = [new VerdictTool()],
            ToolMode = ChatToolMode.RequireSpecific("give_verdict"),
            AllowMultipleToolCalls = false,
        });

        AssertJson(
            $$$"""[{"type":"function","function":{"name":"give_verdict","description":"Gives it.","strict":true,"parameters":{{{Schema}}}}}]""",
            stub.LastJson["tools"]);
        AssertJson("""{"type":"function","function":{"name":"give_verdict"}}""", stub.LastJson["tool_choice"]);
        Assert.False((bool)stub.LastJson["parallel_tool_calls"]!);
    }

    [Fact]
    public async Task Half_a_surrogate_pair_and_a_nul_do_not_break_the_body()
    {
        StubProvider stub = await Send("openai:gpt-4o", [new(ChatRole.User, "a\ud83db\0c")], null);

        Assert.Equal("a\ufffdb\0c", (string)stub.LastJson["messages"]![0]!["content"]!);
    }

    [Fact]
    public async Task A_prompt_larger_than_the_buffer_arrives_whole()
    {
        string prompt = string.Concat(Enumerable.Range(0, 40_000).Select(i => $"{i} é\n"));

        StubProvider stub = await Send("openai:gpt-4o", [new(ChatRole.User, prompt)], null);

        Assert.Equal(prompt, (string)stub.LastJson["messages"]![0]!["content"]!);
    }

    [Fact]
    public async Task Azure_puts_the_deployment_into_the_path()
    {
        var settings = new ProviderSettings
        {
            Name = "azure",
            Format = WireFormat.Azure,
            BaseUrl = new Uri("https://res.openai.azure.com/"),
        };

        StubProvider stub = await Send("azure:my dep".Replace(' ', '_'), [new(ChatRole.User, "x")], null, settings);

        Assert.Equal(
            "https://res.openai.azure.com/openai/deployments/my_dep/chat/completions?api-version=2024-10-21",
            stub.Requests[0].RequestUri!.AbsoluteUri);
        Assert.Equal(StubProvider.Key, stub.Requests[0].Headers.NonValidated["api-key"].ToString());
        Assert.False(stub.Requests[0].Headers.NonValidated.Contains("Authorization"));
    }

    [Fact]
    public async Task What_is_not_text_is_refused_before_the_call()
    {
        var stub = new StubProvider();
        var message = new ChatMessage(ChatRole.User, [new DataContent(new byte[] { 1 }, "image/png")]);

        await Assert.ThrowsAsync<NotSupportedException>(() => stub.Client("openai:gpt-4o").GetResponseAsync([message]));
        Assert.Empty(stub.Bodies);
    }

    private static async Task<StubProvider> Send(
        string model, IEnumerable<ChatMessage> messages, ChatOptions? options, params ProviderSettings[] settings)
    {
        StubProvider stub = new StubProvider().Answer(Reply);
        await stub.Client(model, settings).GetResponseAsync(messages, options);
        return stub;
    }

    private static void AssertJson(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual?.ToJsonString() ?? "null");
}
