using System.Text.Json.Nodes;
using Assay.Simulator;

namespace Assay.Integration.Tests.Simulator;

public sealed class ReplayTests : IDisposable
{
    private readonly string file = Path.Combine(Path.GetTempPath(), $"replay-{Guid.NewGuid():n}.jsonl");

    public void Dispose() => File.Delete(file);

    [Fact]
    public async Task The_longest_match_wins()
    {
        await using var provider = await Replaying(
            """{"when_request_contains": "refund", "reply": "short"}""",
            """{"when_request_contains": ["refund", "a \"quoted\" word"], "reply": "long"}""",
            """{"when_request_contains": ["refund", "something else altogether"], "reply": "not this"}""");

        Assert.Equal("long", (await provider.ChatAsync(Ask.Chat("""A refund, a "quoted" word and a refund"""))).Content);
        Assert.Equal("short", (await provider.MessagesAsync(Ask.Messages("A refund"))).Content);
    }

    [Fact]
    public async Task An_empty_text_matches_and_counts_nothing()
    {
        await using var provider = await Replaying("""{"when_request_contains": ["refund", ""], "reply": "yes"}""");

        Assert.Equal("yes", (await provider.ChatAsync(Ask.Chat("A refund"))).Content);
    }

    [Fact]
    public async Task A_prompt_that_no_record_matches_is_noticed()
    {
        await using var provider = await Replaying("""{"when_request_contains": "refund", "reply": "yes"}""");

        var reply = await provider.ChatAsync(Ask.Chat("A question"));

        Assert.Equal(400, reply.Status);
        Assert.Contains("No replay record matches", (string?)reply.Body["error"]!["message"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"reply\": \"x\"}", "when_request_contains")]
    [InlineData("{\"when_request_contains\": \"x\"}", "reply")]
    [InlineData("not json", "JSON")]
    public async Task A_bad_record_names_file_and_line(string record, string problem)
    {
        var failure = await Assert.ThrowsAsync<SimulatorConfigurationException>(() =>
            Replaying("""{"when_request_contains": "refund", "reply": "yes"}""", "", record));

        Assert.Equal((file, 3), (failure.Place, failure.Line));
        Assert.Contains(problem, failure.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_is_a_configuration_error() =>
        await Assert.ThrowsAsync<SimulatorConfigurationException>(() => SimulatedProvider.StartAsync(new SimulatorOptions { ReplayFile = file }));

    [Fact]
    public async Task Every_recorded_MT_bench_judgment_comes_back_to_its_prompt()
    {
        var folder = SharedData.FolderOrSkip("mtbench");
        await using var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { ReplayFile = Path.Combine(folder, "replay.jsonl") });
        var wrong = new List<string>();
        await foreach (var line in File.ReadLinesAsync(Path.Combine(folder, "recorded_gpt4_single.jsonl")))
        {
            var recorded = JsonNode.Parse(line)!;
            var reply = await provider.ChatAsync(Ask.Chat((string)recorded["user_prompt"]!, "You judge."));
            if (reply.Status != 200 || reply.Content != (string)recorded["judgment"]!)
            {
                wrong.Add((string)recorded["id"]!);
            }
        }

        Assert.Equal(640, provider.RequestCount);
        Assert.Empty(wrong);
    }

    private async Task<SimulatedProvider> Replaying(params string[] records)
    {
        await File.WriteAllLinesAsync(file, records);
        return await SimulatedProvider.StartAsync(new SimulatorOptions { ReplayFile = file });
    }
}
