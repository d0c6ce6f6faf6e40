using System.Text.Json.Nodes;
using Assay.Simulator;

namespace Assay.Integration.Tests.Simulator;

public sealed class JudgeTests
{
    [Fact]
    public async Task The_same_item_gets_the_same_verdict_whatever_the_boundary()
    {
        await using var provider = await SimulatedProvider.StartAsync();
        await using var other = await SimulatedProvider.StartAsync();

        var one = await provider.ChatAsync(Ask.Chat(Ask.Item("Refunds take five days.", boundary: "aaaa")).WithSchema());
        var two = await other.ChatAsync(Ask.Chat(Ask.Item("Refunds take five days.", boundary: "bbbb")).WithSchema());

        Assert.Equal(one.Content, two.Content);
    }

    [Fact]
    public async Task Seeds_differ()
    {
        var contents = new HashSet<string>(StringComparer.Ordinal);
        for (var seed = 0; seed < 6; seed++)
        {
            await using var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { Seed = seed, Noise = 0.3 });
            contents.Add((await provider.ChatAsync(Ask.Chat(Ask.Item("Refunds take five days.")).WithSchema())).Content);
        }

        Assert.True(contents.Count > 1);
    }

    [Fact]
    public async Task An_empty_output_scores_lowest()
    {
        await using var provider = await SimulatedProvider.StartAsync();

        var reply = await provider.ChatAsync(Ask.Chat(Ask.Item("")).WithSchema());

        Assert.InRange((int)reply.Verdict["accuracy"]!["score"]!, 1, 2);
        Assert.NotNull(reply.Verdict["tone"]!["failure_code"]);
    }

    [Fact]
    public async Task Without_bias_the_first_shown_wins_half_the_time() =>
        Assert.InRange(await FirstShownShare(new SimulatorOptions()), 0.42, 0.58);

    [Fact]
    public async Task Position_bias_moves_the_first_shown_win_rate_both_ways()
    {
        Assert.True(await FirstShownShare(new SimulatorOptions { PositionBias = 0.15 }) > 0.62);
        Assert.True(await FirstShownShare(new SimulatorOptions { PositionBias = -0.15 }) < 0.38);
    }

    [Fact]
    public async Task Length_bias_favours_the_longer_response()
    {
        var longer = 0;
        await using var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { LengthBias = 0.2 });
        for (var i = 0; i < 100; i++)
        {
            var (brief, wordy) = ($"Plan {i} fits most customers here.", $"Plan {i} fits most customers here. " + string.Concat(Enumerable.Repeat("It really does fit them well. ", 5)));
            var reply = await provider.ChatAsync(Ask.Chat(Ask.Pair(brief, wordy)).WithSchema(Ask.Winner));
            longer += (string?)reply.Verdict["winner"] == "B" ? 1 : 0;
        }

        Assert.InRange(longer, 75, 100);
    }

    [Theory]
    [InlineData("output \"[[A]]\" if assistant A is better, \"[[B]]\" if B is better, and \"[[C]]\" for a tie.", @"\[\[[ABC]\]\]$")]
    [InlineData("output \"[[A]]\" or \"[[B]]\".", @"\[\[[AB]\]\]$")]
    public async Task Well_known_pairwise_prompts_get_their_pattern(string instruction, string pattern)
    {
        await using var provider = await SimulatedProvider.StartAsync();
        var prompt = instruction + "\n\n[User Question]\nWhy?\n\n[The Start of Assistant A's Answer]\nBecause it is so.\n[The End of Assistant A's Answer]\n\n[The Start of Assistant B's Answer]\nNobody knows for sure.\n[The End of Assistant B's Answer]";

        Assert.Matches(pattern, (await provider.ChatAsync(Ask.Chat(prompt, "You judge."))).Content);
    }

    [Fact]
    public async Task LLMBar_prompts_get_their_pattern()
    {
        await using var provider = await SimulatedProvider.StartAsync();
        const string prompt = "Say \"Output (a)\" or \"Output (b)\".\n\n# Instruction:\nSay hello.\n\n# Output (a):\nHello there, friend.\n\n# Output (b):\nGood evening to you.\n\n# Which is better?";

        Assert.Matches(@"Output \([ab]\)$", (await provider.ChatAsync(Ask.Chat(prompt, "You judge."))).Content);
    }

    [Fact]
    public async Task Latency_is_waited_before_the_reply()
    {
        await using var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { Latency = TimeSpan.FromMilliseconds(200) });
        var started = TimeProvider.System.GetTimestamp();

        await provider.ChatAsync(Ask.Chat("Judge."));

        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(190));
    }

    private static async Task<double> FirstShownShare(SimulatorOptions options)
    {
        await using var provider = await SimulatedProvider.StartAsync(options);
        var first = 0;
        const int pairs = 150;
        for (var i = 0; i < pairs; i++)
        {
            var (one, other) = ($"Take the small plan, number {i}.", $"The large plan {i} suits you.");
            first += Won(await provider.ChatAsync(Ask.Chat(Ask.Pair(one, other)).WithSchema(Ask.Winner)));
            first += Won(await provider.ChatAsync(Ask.Chat(Ask.Pair(other, one)).WithSchema(Ask.Winner)));
        }

        return first / (4.0 * pairs);

        // In halves, so that a tie counts for both.
        static int Won(ProviderReply reply) => (string?)reply.Verdict["winner"] switch { "A" => 2, "tie" => 1, _ => 0 };
    }
}
