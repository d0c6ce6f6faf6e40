using System.Text.Json.Nodes;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.Simulator;

public sealed class AnthropicBatchTests
{
    [Fact]
    public async Task Requests_become_a_batch_whose_results_are_messages()
    {
        await using var provider = await SimulatedProvider.StartAsync();

        var batch = (await provider.BeginMessagesAsync("a", "b")).Body;
        var lines = await provider.LinesAsync(new Uri((string)batch["results_url"]!).PathAndQuery);

        Assert.Equal(("message_batch", "ended"), ((string?)batch["type"], (string?)batch["processing_status"]));
        Assert.Equal((0, 2, 0, 0, 0), Counts(batch));
        Assert.Equal(["a", "b"], lines.Select(line => (string?)line["custom_id"]));
        Assert.All(lines, line => Assert.Equal(("succeeded", "message"), ((string?)line["result"]!["type"], (string?)line["result"]!["message"]!["type"])));
    }

    [Fact]
    public async Task Until_it_ends_all_is_processing_and_there_are_no_results()
    {
        var clock = new SteppedClock();
        await using var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { Clock = clock, BatchDelay = TimeSpan.FromHours(48) });

        var id = (string)(await provider.BeginMessagesAsync("a", "b", "c", "d")).Body["id"]!;
        clock.Advance(TimeSpan.FromHours(23));
        var later = await provider.GetAsync($"/v1/messages/batches/{id}");
        var early = await provider.GetAsync($"/v1/messages/batches/{id}/results");
        clock.Advance(TimeSpan.FromHours(1));
        var last = await provider.GetAsync($"/v1/messages/batches/{id}");
        var types = (await provider.LinesAsync($"/v1/messages/batches/{id}/results")).Select(line => (string?)line["result"]!["type"]);

        Assert.Equal(("in_progress", (4, 0, 0, 0, 0)), ((string?)later["processing_status"], Counts(later)));
        Assert.Equal("invalid_request_error", (string?)early["error"]!["type"]);
        Assert.Equal(("ended", (0, 2, 0, 0, 2)), ((string?)last["processing_status"], Counts(last)));
        Assert.Equal(["succeeded", "succeeded", "expired", "expired"], types);
    }

    [Fact]
    public async Task A_cancelled_batch_keeps_what_was_answered_until_then()
    {
        var clock = new SteppedClock();
        await using var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { Clock = clock, BatchDelay = TimeSpan.FromHours(2) });

        var id = (string)(await provider.BeginMessagesAsync("a", "b")).Body["id"]!;
        clock.Advance(TimeSpan.FromHours(1));
        var asked = await provider.PostAsync($"/v1/messages/batches/{id}/cancel", []);
        clock.Advance(TimeSpan.FromMinutes(11));
        var types = (await provider.LinesAsync($"/v1/messages/batches/{id}/results")).Select(line => (string?)line["result"]!["type"]);

        Assert.Equal((200, "canceling"), (asked.Status, (string?)asked.Body["processing_status"]));
        Assert.NotNull(asked.Body["cancel_initiated_at"]);
        Assert.Equal(["succeeded", "canceled"], types);
        Assert.Equal(400, (await provider.PostAsync($"/v1/messages/batches/{id}/cancel", [])).Status);
    }

    [Fact]
    public async Task A_request_that_is_none_is_an_errored_result()
    {
        await using var provider = await SimulatedProvider.StartAsync();

        var batch = (await provider.PostAsync(BatchAsk.MessageBatches, new JsonObject
        {
            ["requests"] = new JsonArray(new JsonObject { ["custom_id"] = "a", ["params"] = new JsonObject { ["model"] = "claude" } }),
        })).Body;
        var result = Assert.Single(await provider.LinesAsync($"/v1/messages/batches/{batch["id"]}/results"))["result"]!;

        Assert.Equal(("errored", "error", "invalid_request_error"), ((string?)result["type"], (string?)result["error"]!["type"], (string?)result["error"]!["error"]!["type"]));
    }

    [Theory]
    [InlineData("a,a", "custom_id must be unique")]
    [InlineData("a b", "pattern")]
    [InlineData("", "at least 1")]
    public async Task What_cannot_become_a_batch_is_refused(string ids, string said)
    {
        await using var provider = await SimulatedProvider.StartAsync();

        var reply = await provider.BeginMessagesAsync(ids.Split(',', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal((400, "invalid_request_error"), (reply.Status, (string?)reply.Body["error"]!["type"]));
        Assert.Contains(said, (string?)reply.Body["error"]!["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batches_are_listed_by_page_and_only_to_their_own_key()
    {
        await using var provider = await SimulatedProvider.StartAsync();
        provider.Http.DefaultRequestHeaders.Add("x-api-key", "mine");
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Insert(0, (string)(await provider.BeginMessagesAsync($"r{i}")).Body["id"]!);
        }

        var first = await provider.GetAsync("/v1/messages/batches?limit=2");
        var second = await provider.GetAsync($"/v1/messages/batches?after_id={first["last_id"]}");
        var back = await provider.GetAsync($"/v1/messages/batches?before_id={second["first_id"]}");
        provider.Http.DefaultRequestHeaders.Remove("x-api-key");
        provider.Http.DefaultRequestHeaders.Add("x-api-key", "theirs");

        Assert.Equal(ids, first["data"]!.AsArray().Concat(second["data"]!.AsArray()).Select(batch => (string)batch!["id"]!));
        Assert.Equal(((bool)first["has_more"]!, (bool)second["has_more"]!), (true, false));
        Assert.Equal(ids[..2], back["data"]!.AsArray().Select(batch => (string)batch!["id"]!));
        Assert.Empty((await provider.GetAsync("/v1/messages/batches"))["data"]!.AsArray());
        Assert.Equal("not_found_error", (string?)(await provider.GetAsync($"/v1/messages/batches/{ids[0]}"))["error"]!["type"]);
    }

    private static (int, int, int, int, int) Counts(JsonNode batch) => batch["request_counts"]! is var counts
        ? ((int)counts["processing"]!, (int)counts["succeeded"]!, (int)counts["errored"]!, (int)counts["canceled"]!, (int)counts["expired"]!)
        : default;
}
