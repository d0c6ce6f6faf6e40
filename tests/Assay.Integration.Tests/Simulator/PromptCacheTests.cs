using System.Text.Json.Nodes;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.Simulator;

public sealed class PromptCacheTests
{
    private static readonly string Rules = new('r', 6_000);

    [Fact]
    public async Task A_beginning_is_kept_for_five_minutes_after_its_last_use()
    {
        var clock = new SteppedClock();
        await using var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { Clock = clock });

        var cached = new List<(int Chat, int Read, int Written)>();
        foreach (var minutes in new[] { 0, 4, 4, 6 })
        {
            clock.Advance(TimeSpan.FromMinutes(minutes));
            var messages = await MessagesAsync(provider, "claude-sonnet-4-5");
            cached.Add((await ChatAsync(provider, "gpt-5-mini"), messages.Read, messages.Written));
        }

        Assert.Equal([(0, 0, 1500), (1536, 1500, 0), (1536, 1500, 0), (0, 0, 1500)], cached);
    }

    [Fact]
    public async Task Another_model_has_a_cache_of_its_own()
    {
        await using var provider = await SimulatedProvider.StartAsync();

        await ChatAsync(provider, "gpt-5-mini");
        await MessagesAsync(provider, "claude-sonnet-4-5");

        Assert.Equal(0, await ChatAsync(provider, "gpt-5"));
        Assert.Equal((0, 1500), await MessagesAsync(provider, "claude-sonnet-4"));
    }

    [Theory]
    [InlineData("claude-haiku-4-5")]
    [InlineData("claude-opus-4-6")]
    [InlineData("claude-3-5-haiku-latest")]
    public async Task What_is_shorter_than_a_model_keeps_is_neither_written_nor_read(string model)
    {
        await using var provider = await SimulatedProvider.StartAsync();

        await MessagesAsync(provider, model);

        Assert.Equal((0, 0), await MessagesAsync(provider, model));
    }

    private static async Task<int> ChatAsync(SimulatedProvider provider, string model) =>
        (int)(await provider.ChatAsync(Ask.Chat(Ask.Item("An answer."), Rules).With("model", model))).Body["usage"]!["prompt_tokens_details"]!["cached_tokens"]!;

    private static async Task<(int Read, int Written)> MessagesAsync(SimulatedProvider provider, string model)
    {
        var block = new JsonObject { ["type"] = "text", ["text"] = Rules, ["cache_control"] = new JsonObject { ["type"] = "ephemeral" } };
        var usage = (await provider.MessagesAsync(Ask.Messages(Ask.Item("An answer.")).With("model", model).With("system", new JsonArray(block)))).Body["usage"]!;
        return ((int)usage["cache_read_input_tokens"]!, (int)usage["cache_creation_input_tokens"]!);
    }
}
