using System.Text.Json;
using Assay.Configuring;
using Assay.Scoring.Judging;
using Microsoft.Extensions.AI;

namespace Assay.Tests.Providers;

public sealed class AnthropicRequestTests
{
    private const string Reply = """{"type":"message","content":[{"type":"text","text":"ok"}],"stop_reason":"end_turn"}""";

    [Fact]
    public async Task System_messages_become_one_block()
    {
        StubProvider stub = await Send(
            [
                new(ChatRole.System, "Rules."),
                new(ChatRole.System, [new TextContent("Rub"), new TextContent("ric.")]),
                new(ChatRole.User, "Judge \"this\"."),
            ],
            new ChatOptions
            {
                Temperature = 0,
                MaxOutputTokens = 200,
                Seed = 3,
                StopSequences = ["END"],
            });

        Assert.Equal(
            """{"model":"claude-haiku-4-5","system":[{"type":"text","text":"Rules.\n\nRubric."}],"messages":[{"role":"user","content":"Judge \"this\"."}],"max_tokens":200,"temperature":0,"stop_sequences":["END"]}""",
            stub.LastBody);
        HttpRequestMessage request = stub.Requests[0];
        Assert.Equal("https://api.anthropic.com/v1/messages", request.RequestUri!.AbsoluteUri);
        Assert.Equal(StubProvider.Key, request.Headers.NonValidated["x-api-key"].ToString());
        Assert.Equal("2023-06-01", request.Headers.NonValidated["anthropic-version"].ToString());
    }

    [Fact]
    public async Task Without_system_and_options_the_body_is_minimal()
    {
        StubProvider stub = await Send([new(ChatRole.User, "x")], null);

        Assert.Equal(
            """{"model":"claude-haiku-4-5","messages":[{"role":"user","content":"x"}],"max_tokens":1024}""", stub.LastBody);
    }

    [Fact]
    public async Task A_forced_tool_is_chosen_by_name()
    {
        StubProvider stub = await Send(
            [new(ChatRole.User, "x")],
            new ChatOptions { Tools = [new VerdictTool()], ToolMode = ChatToolMode.RequireSpecific("give_verdict") });

        Assert.Equal("""{"type":"tool","name":"give_verdict"}""", stub.LastJson["tool_choice"]!.ToJsonString());
        Assert.Equal("give_verdict", (string)stub.LastJson["tools"]![0]!["name"]!);
        Assert.Equal("object", (string)stub.LastJson["tools"]![0]!["input_schema"]!["type"]!);
    }

    [Fact]
    public async Task A_json_form_is_refused_without_a_call()
    {
        using JsonDocument schema = JsonDocument.Parse("""{"type":"object"}""");
        foreach (ChatResponseFormat format in new[] { ChatResponseFormat.Json, ChatResponseFormat.ForJsonSchema(schema.RootElement, "v") })
        {
            var stub = new StubProvider();

            ProviderException error = await Assert.ThrowsAsync<ProviderException>(
                () => stub.Client("anthropic:claude-haiku-4-5").GetResponseAsync("x", new ChatOptions { ResponseFormat = format }));

            Assert.Equal((ErrorClass.Item, true), (error.Class, error.UnsupportedForm));
            Assert.Empty(stub.Bodies);
        }
    }

    [Theory]
    [InlineData("https://proxy.example/v1")]
    [InlineData("https://proxy.example/v1/")]
    [InlineData("https://proxy.example")]
    [InlineData("https://proxy.example/v1/messages")]
    public async Task A_base_url_is_taken_with_and_without_the_version(string url)
    {
        var settings = new ProviderSettings { Name = "anthropic", Format = WireFormat.Anthropic, BaseUrl = new Uri(url) };

        StubProvider stub = await Send([new(ChatRole.User, "x")], null, settings);

        Assert.Equal("https://proxy.example/v1/messages", stub.Requests[0].RequestUri!.AbsoluteUri);
    }

    private static async Task<StubProvider> Send(IEnumerable<ChatMessage> messages, ChatOptions? options, params ProviderSettings[] settings)
    {
        StubProvider stub = new StubProvider().Answer(Reply);
        await stub.Client("anthropic:claude-haiku-4-5", settings).GetResponseAsync(messages, options);
        return stub;
    }
}
