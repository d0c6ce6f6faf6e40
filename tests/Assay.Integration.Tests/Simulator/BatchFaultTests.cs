using System.Text.Json;
using System.Text.Json.Nodes;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.Simulator;

public sealed class BatchFaultTests
{
    private static readonly string[] Requests = [.. Enumerable.Range(0, 40).Select(i => BatchAsk.Line($"r{i}", $"Answer number {i}."))];
    private static readonly string[] Ids = [.. Enumerable.Range(0, 40).Select(i => $"r{i}")];

    [Fact]
    public async Task Each_fault_of_a_request_leaves_its_trace_in_the_files()
    {
        await using var provider = await With("expired=0.2,error=0.2,missing=0.2,foreign=0.2,duplicate=0.2");

        var batch = (await provider.BeginAsync(Requests)).Body;
        var output = await provider.LinesAsync($"/v1/files/{batch["output_file_id"]}/content");
        var errors = await provider.LinesAsync($"/v1/files/{batch["error_file_id"]}/content");
        string[] ids = [.. output.Concat(errors).Select(line => (string)line["custom_id"]!)];

        Assert.Equal("expired", (string?)batch["status"]);
        Assert.Contains(errors, line => (string?)line["error"]?["code"] == "batch_expired");
        Assert.Contains(errors, line => (int?)line["response"]?["status_code"] == 500);
        Assert.NotEmpty(Ids.Except(ids));
        Assert.Contains(ids, id => id.StartsWith("foreign-", StringComparison.Ordinal));
        Assert.Contains(ids.GroupBy(id => id), same => same.Count() == 2);
    }

    [Fact]
    public async Task Shuffled_results_hold_the_same_in_another_order()
    {
        await using var provider = await With("shuffled=1");

        var batch = (await provider.BeginMessagesAsync(Ids)).Body;
        string[] ids = [.. (await provider.LinesAsync($"/v1/messages/batches/{batch["id"]}/results")).Select(line => (string)line["custom_id"]!)];

        Assert.NotEqual(Ids, ids);
        Assert.Equal(Ids.Order(), ids.Order());
    }

    [Fact]
    public async Task A_results_file_is_cut_in_half_once()
    {
        await using var provider = await With("cut=1");

        var chat = (await provider.BeginAsync(Requests)).Body;
        var messages = (await provider.BeginMessagesAsync(Ids)).Body;

        foreach (var path in new[] { $"/v1/files/{chat["output_file_id"]}/content", $"/v1/messages/batches/{messages["id"]}/results" })
        {
            var (half, whole) = (await provider.TextAsync(path), await provider.TextAsync(path));
            Assert.StartsWith(half, whole, StringComparison.Ordinal);
            Assert.Equal(whole.Length / 2, half.Length);
            Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(half[(half.LastIndexOf('\n') + 1)..]));
        }
    }

    [Fact]
    public async Task A_lost_reply_leaves_what_was_sent_behind()
    {
        await using var submissions = await With("lost-submission=1");
        await using var uploads = await With("lost-upload=1");

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => submissions.BeginAsync(Requests[0]));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => submissions.BeginMessagesAsync("a"));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => uploads.BeginAsync(Requests[0]));

        Assert.Single((await submissions.GetAsync("/v1/batches"))["data"]!.AsArray());
        Assert.Single((await submissions.GetAsync("/v1/messages/batches"))["data"]!.AsArray());
        Assert.Empty((await uploads.GetAsync("/v1/batches"))["data"]!.AsArray());
    }

    [Fact]
    public async Task The_same_seed_fails_the_same_requests()
    {
        Assert.Equal(await Results(), await Results());

        static async Task<string> Results()
        {
            await using var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { Clock = new SteppedClock(), BatchFaults = BatchFaultMix.Parse("expired=0.3,missing=0.3,shuffled=0.5"), Seed = 7 });
            var batch = (await provider.BeginMessagesAsync(Ids)).Body;
            return await provider.TextAsync($"/v1/messages/batches/{batch["id"]}/results");
        }
    }

    [Fact]
    public async Task Faults_of_the_wire_happen_to_calls_about_batches_and_faults_of_a_reply_within_them()
    {
        await using var failing = await SimulatedProvider.StartAsync(new SimulatorOptions { Faults = FaultMix.Parse("500=1") });
        await using var refusing = await SimulatedProvider.StartAsync(new SimulatorOptions { Faults = FaultMix.Parse("refusal=1") });

        var batch = (await refusing.BeginMessagesAsync("a")).Body;
        var result = Assert.Single(await refusing.LinesAsync($"/v1/messages/batches/{batch["id"]}/results"));

        Assert.Equal(500, (await failing.BeginMessagesAsync("a")).Status);
        Assert.Equal("refusal", (string?)result["result"]!["message"]!["stop_reason"]);
    }

    [Fact]
    public async Task Requests_of_a_batch_are_logged_with_it()
    {
        using var folder = new TemporaryFolder();
        var log = Path.Combine(folder.Path, "log.jsonl");
        string id;
        await using (var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { LogFile = log }))
        {
            id = (string)(await provider.BeginMessagesAsync("a", "b")).Body["id"]!;
            await provider.TextAsync($"/v1/messages/batches/{id}/results");
        }

        JsonNode[] lines = [.. (await File.ReadAllLinesAsync(log, TestContext.Current.CancellationToken)).Select(line => JsonNode.Parse(line)!)];

        Assert.Equal([id, id], lines.Where(line => line["batch"] is not null).Select(line => (string?)line["batch"]));
        Assert.Equal(2, lines.Count(line => line["batch"] is null));
        Assert.Equal(2, lines.Select(line => (string?)line["item"]).OfType<string>().Distinct().Count());
    }

    private static Task<SimulatedProvider> With(string faults) =>
        SimulatedProvider.StartAsync(new SimulatorOptions { BatchFaults = BatchFaultMix.Parse(faults) });
}
