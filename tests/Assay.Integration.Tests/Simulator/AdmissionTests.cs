using System.Text.Json.Nodes;
using Assay.Simulator;

namespace Assay.Integration.Tests.Simulator;

public sealed class AdmissionTests
{
    private static JsonObject Request => Ask.Chat(Ask.Item("An answer about refunds."));

    [Fact]
    public async Task An_unsupported_schema_is_refused_as_real_endpoints_do()
    {
        await using var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { SupportsJsonSchema = false });

        var reply = await provider.ChatAsync(Request.WithSchema());

        Assert.Equal(400, reply.Status);
        Assert.Equal("'response_format' of type 'json_schema' is not supported with this model", (string?)reply.Body["error"]!["message"]);
        Assert.Equal("invalid_request_error", (string?)reply.Body["error"]!["type"]);
        Assert.Equal("response_format", (string?)reply.Body["error"]!["param"]);
        Assert.Equal("unsupported_parameter", (string?)reply.Body["error"]!["code"]);
    }

    [Fact]
    public async Task Unsupported_tools_and_json_mode_are_refused()
    {
        await using var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { SupportsTools = false, SupportsJsonMode = false });

        Assert.Equal(400, (await provider.ChatAsync(Request.WithTool())).Status);
        Assert.Equal(400, (await provider.ChatAsync(Request.With("response_format", new JsonObject { ["type"] = "json_object" }))).Status);
        Assert.Equal(200, (await provider.ChatAsync(Request)).Status);
    }

    [Fact]
    public async Task A_wrong_key_is_unauthorized_in_both_shapes()
    {
        await using var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { ApiKey = "right" });
        provider.Http.DefaultRequestHeaders.Add("Authorization", "Bearer wrong");
        provider.Http.DefaultRequestHeaders.Add("x-api-key", "wrong");

        var chat = await provider.ChatAsync(Request);
        var messages = await provider.MessagesAsync(Ask.Messages("Judge."));

        Assert.Equal((401, "invalid_api_key"), (chat.Status, (string?)chat.Body["error"]!["code"]));
        Assert.Equal((401, "authentication_error"), (messages.Status, (string?)messages.Body["error"]!["type"]));
    }

    [Fact]
    public async Task An_unknown_model_is_not_found_in_both_shapes()
    {
        await using var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { Models = new HashSet<string>(StringComparer.Ordinal) { "other" } });

        var chat = await provider.ChatAsync(Request);
        var messages = await provider.MessagesAsync(Ask.Messages("Judge."));

        Assert.Equal((404, "model_not_found"), (chat.Status, (string?)chat.Body["error"]!["code"]));
        Assert.Equal((404, "not_found_error"), (messages.Status, (string?)messages.Body["error"]!["type"]));
    }

    [Fact]
    public async Task An_unknown_path_is_not_found_in_json()
    {
        await using var provider = await SimulatedProvider.StartAsync();

        var reply = await provider.PostAsync("/v1/embeddings", Request);

        Assert.Equal(404, reply.Status);
        Assert.NotNull(reply.Body["error"]!["message"]);
    }

    [Fact]
    public async Task A_body_that_is_not_json_is_refused()
    {
        await using var provider = await SimulatedProvider.StartAsync();
        using var content = new StringContent("{\"model\": ");

        using var response = await provider.Http.PostAsync(new Uri("/v1/chat/completions", UriKind.Relative), content);

        Assert.Equal(400, (int)response.StatusCode);
    }

    [Fact]
    public async Task The_front_page_and_the_models_answer_without_counting()
    {
        await using var provider = await SimulatedProvider.StartAsync();

        var page = await provider.Http.GetStringAsync(new Uri("/", UriKind.Relative));
        var models = await provider.Http.GetStringAsync(new Uri("/v1/models", UriKind.Relative));

        Assert.Contains("requests served: 0", page, StringComparison.Ordinal);
        Assert.Equal("list", (string?)JsonNode.Parse(models)!["object"]);
        Assert.Equal(0, provider.RequestCount);
    }
}
