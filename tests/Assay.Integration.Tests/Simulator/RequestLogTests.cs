using System.Text.Json.Nodes;
using Assay.Simulator;

namespace Assay.Integration.Tests.Simulator;

public sealed class RequestLogTests : IDisposable
{
    private readonly string file = Path.Combine(Path.GetTempPath(), $"requests-{Guid.NewGuid():n}.jsonl");

    public void Dispose() => File.Delete(file);

    [Fact]
    public async Task Every_request_has_one_line()
    {
        await using (var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { LogFile = file, Faults = FaultMix.Parse("500=0.2,reset=0.1") }))
        {
            await Parallel.ForAsync(0, 500, async (i, _) =>
            {
                try
                {
                    await provider.ChatAsync(Ask.Chat(Ask.Item($"Answer number {i} about refunds.")));
                }
                catch (HttpRequestException)
                {
                    // Resets are part of the mix.
                }
            });
            Assert.Equal(500, provider.RequestCount);
        }

        var lines = Lines();
        Assert.Equal(Enumerable.Range(1, 500), lines.Select(line => (int)line["n"]!).Order());
        Assert.Equal(500, lines.Select(line => (string)line["prompt_sha"]!).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(lines.Count(line => (string?)line["fault"] == "500"), lines.Count(line => (int)line["status"]! == 500));
    }

    [Fact]
    public async Task A_line_exists_although_the_client_went_away_without_an_answer()
    {
        await using var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { LogFile = file, Faults = FaultMix.Parse("hang=1") });
        provider.Http.Timeout = TimeSpan.FromMilliseconds(300);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => provider.ChatAsync(Ask.Chat("Judge.")));

        var line = Assert.Single(Lines());
        Assert.Equal(("hang", 0), ((string?)line["fault"], (int)line["status"]!));
    }

    [Fact]
    public async Task An_item_is_known_again_whatever_the_boundary()
    {
        await using (var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { LogFile = file }))
        {
            await provider.ChatAsync(Ask.Chat(Ask.Item("An answer.", boundary: "aaaa")));
            await provider.ChatAsync(Ask.Chat(Ask.Item("An answer.", boundary: "bbbb")));
        }

        var lines = Lines();
        Assert.Equal((string?)lines[0]["item"], (string?)lines[1]["item"]);
        Assert.NotEqual((string?)lines[0]["prompt_sha"], (string?)lines[1]["prompt_sha"]);
    }

    private List<JsonNode> Lines()
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }
}
