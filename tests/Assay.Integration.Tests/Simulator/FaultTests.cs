using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Assay.Simulator;

namespace Assay.Integration.Tests.Simulator;

public sealed class FaultTests
{
    private static JsonObject Chat => Ask.Chat(Ask.Item("An answer about refunds, given in one sentence.")).WithSchema();

    private static JsonObject Messages => Ask.Messages(Ask.Item("An answer about refunds, given in one sentence."));

    [Theory]
    [InlineData("429", 429, 429, "rate_limit_error")]
    [InlineData("500", 500, 500, "api_error")]
    [InlineData("503", 503, 529, "overloaded_error")]
    public async Task Errors_come_in_each_providers_shape(string fault, int chatStatus, int messagesStatus, string type)
    {
        await using var provider = await Always(fault);

        var chat = await provider.ChatAsync(Chat);
        var messages = await provider.MessagesAsync(Messages);

        Assert.Equal(chatStatus, chat.Status);
        Assert.NotNull(chat.Body["error"]!["message"]);
        Assert.Equal(messagesStatus, messages.Status);
        Assert.Equal(type, (string?)messages.Body["error"]!["type"]);
        Assert.Equal(fault == "429", chat.Headers.TryGetValue("retry-after", out var wait) && wait == "1");
    }

    [Fact]
    public async Task A_truncated_reply_says_so()
    {
        await using var provider = await Always("truncated");

        var chat = await provider.ChatAsync(Chat);
        var messages = await provider.MessagesAsync(Messages);

        Assert.Equal("length", (string?)chat.Choice["finish_reason"]);
        Assert.ThrowsAny<JsonException>(() => chat.Verdict);
        Assert.Equal("max_tokens", (string?)messages.Body["stop_reason"]);
    }

    [Fact]
    public async Task A_malformed_reply_is_no_verdict()
    {
        await using var provider = await Always("malformed");

        var reply = await provider.ChatAsync(Chat);

        Assert.Equal("stop", (string?)reply.Choice["finish_reason"]);
        Assert.ThrowsAny<JsonException>(() => reply.Verdict);
        Assert.DoesNotMatch(@"\d", reply.Content);
    }

    [Fact]
    public async Task A_refusal_has_no_content()
    {
        await using var provider = await Always("refusal");

        var chat = await provider.ChatAsync(Chat);
        var messages = await provider.MessagesAsync(Messages);

        Assert.Null(chat.Choice["message"]!["content"]);
        Assert.NotNull(chat.Choice["message"]!["refusal"]);
        Assert.Equal("refusal", (string?)messages.Body["stop_reason"]);
    }

    [Fact]
    public async Task The_wrong_model_answers_well()
    {
        await using var provider = await Always("wrong-model");

        var reply = await provider.ChatAsync(Chat);

        Assert.NotEqual("gpt-4o-mini", (string?)reply.Body["model"]);
        Assert.NotNull(reply.Verdict["accuracy"]);
    }

    [Fact]
    public async Task An_empty_reply_is_empty()
    {
        await using var provider = await Always("empty");

        Assert.Equal("", (await provider.ChatAsync(Chat)).Content);
        Assert.Empty((await provider.MessagesAsync(Messages)).Body["content"]!.AsArray());
    }

    [Fact]
    public async Task A_proxy_page_is_html_with_status_200()
    {
        await using var provider = await Always("html");

        var reply = await provider.ChatAsync(Chat);

        Assert.Equal((200, "text/html"), (reply.Status, reply.MediaType));
        Assert.StartsWith("<html>", reply.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("reset")]
    public async Task A_broken_connection_is_an_error_to_the_client(string fault)
    {
        await using var provider = await Always(fault);

        await Assert.ThrowsAsync<HttpRequestException>(() => provider.ChatAsync(Chat));
    }

    [Fact]
    public async Task A_hanging_request_sends_nothing_until_the_client_goes()
    {
        await using var provider = await Always("hang");
        provider.Http.Timeout = TimeSpan.FromMilliseconds(300);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => provider.ChatAsync(Chat));
        Assert.Equal(1, provider.RequestCount);
    }

    [Fact]
    public async Task A_dripping_body_starts_with_its_headers()
    {
        await using var provider = await Always("drip");
        using var content = new StringContent(Chat.ToJsonString());
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = content };

        using var response = await provider.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Content.Headers.ContentLength > 100);
        Assert.Equal(1, await body.ReadAsync(new byte[100]));
    }

    [Fact]
    public async Task The_same_seed_fails_the_same_requests()
    {
        Assert.Equal(await Statuses(), await Statuses());

        static async Task<List<int>> Statuses()
        {
            await using var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { Faults = FaultMix.Parse("500=0.3,503=0.2"), Seed = 7 });
            var statuses = new List<int>();
            for (var i = 0; i < 200; i++)
            {
                statuses.Add((await provider.ChatAsync(Chat)).Status);
            }

            Assert.InRange(statuses.Count(status => status == 500), 40, 80);
            Assert.InRange(statuses.Count(status => status == 503), 22, 60);
            return statuses;
        }
    }

    private static Task<SimulatedProvider> Always(string fault) =>
        SimulatedProvider.StartAsync(new SimulatorOptions { Faults = FaultMix.Parse(fault + "=1") });
}
