using System.Globalization;
using Assay.Simulator;

namespace Assay.Integration.Tests.Simulator;

public sealed class LimitTests
{
    [Fact]
    public async Task OpenAI_limits_stand_in_the_headers_and_end_in_429()
    {
        await using var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { RequestsPerMinute = 3, TokensPerMinute = 100_000 });
        var replies = new List<ProviderReply>();
        for (var i = 0; i < 4; i++)
        {
            replies.Add(await provider.ChatAsync(Ask.Chat(Ask.Item("An answer about refunds."))));
        }

        Assert.Equal([200, 200, 200, 429], replies.Select(reply => reply.Status));
        Assert.Equal("3", replies[0].Headers["x-ratelimit-limit-requests"]);
        Assert.Equal("2", replies[0].Headers["x-ratelimit-remaining-requests"]);
        Assert.Matches(@"^(\d+m)?[\d.]+m?s$", replies[0].Headers["x-ratelimit-reset-requests"]);
        Assert.Equal("100000", replies[0].Headers["x-ratelimit-limit-tokens"]);
        Assert.Equal("rate_limit_exceeded", (string?)replies[3].Body["error"]!["code"]);
        Assert.InRange(double.Parse(replies[3].Headers["retry-after"], CultureInfo.InvariantCulture), 15, 20);
    }

    [Fact]
    public async Task Anthropic_limits_stand_in_the_headers_and_end_in_429()
    {
        await using var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { RequestsPerMinute = 1, TokensPerMinute = 50_000 });

        var first = await provider.MessagesAsync(Ask.Messages("Judge this answer."));
        var second = await provider.MessagesAsync(Ask.Messages("Judge this answer."));

        Assert.Equal("1", first.Headers["anthropic-ratelimit-requests-limit"]);
        Assert.Equal("0", first.Headers["anthropic-ratelimit-requests-remaining"]);
        Assert.Equal("50000", first.Headers["anthropic-ratelimit-tokens-remaining"]);
        Assert.True(DateTimeOffset.TryParse(first.Headers["anthropic-ratelimit-requests-reset"], CultureInfo.InvariantCulture, out _));
        Assert.Equal(429, second.Status);
        Assert.Equal("rate_limit_error", (string?)second.Body["error"]!["type"]);
    }

    [Fact]
    public async Task Empty_token_buckets_refuse_too()
    {
        await using var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { TokensPerMinute = 100 });

        Assert.Equal(200, (await provider.ChatAsync(Ask.Chat(Ask.Item("An answer about refunds.")))).Status);
        var refused = await provider.ChatAsync(Ask.Chat(Ask.Item("An answer about refunds.")));

        Assert.Equal(429, refused.Status);
        Assert.Equal("tokens", (string?)refused.Body["error"]!["type"]);
    }

    [Fact]
    public async Task A_prompt_that_does_not_fit_the_context_window_is_refused_in_words_that_are_known()
    {
        await using var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { ContextWindow = 1_000 });

        var fits = await provider.ChatAsync(Ask.Chat(Ask.Item(new string('a', 3_000))));
        var refused = await provider.ChatAsync(Ask.Chat(Ask.Item(new string('a', 4_000))));
        var byMessages = await provider.MessagesAsync(Ask.Messages(new string('a', 4_000)));

        Assert.Equal(200, fits.Status);
        Assert.Equal(400, refused.Status);
        Assert.Equal("context_length_exceeded", (string?)refused.Body["error"]!["code"]);
        Assert.Equal(400, byMessages.Status);
        Assert.Contains("maximum context length is 1000 tokens", (string?)byMessages.Body["error"]!["message"], StringComparison.Ordinal);
    }
}
