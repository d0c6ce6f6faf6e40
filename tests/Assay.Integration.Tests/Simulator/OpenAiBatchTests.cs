using System.Text.Json.Nodes;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.Simulator;

public sealed class OpenAiBatchTests
{
    [Fact]
    public async Task A_file_becomes_a_batch_whose_output_answers_as_live_calls_do()
    {
        await using var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { Noise = 0.2 });
        var file = await provider.UploadAsync("batch", BatchAsk.Line("a", "Refunds take five days."), BatchAsk.Line("b", "No idea."));
        var live = await provider.ChatAsync(Ask.Chat(Ask.Item("Refunds take five days.")).WithSchema());

        var batch = (await provider.BeginAsync(BatchAsk.Line("a", "Refunds take five days."), BatchAsk.Line("b", "No idea."))).Body;
        var lines = await provider.LinesAsync($"/v1/files/{batch["output_file_id"]}/content");

        Assert.Equal(("file", "batch", "processed", "requests.jsonl"), ((string?)file["object"], (string?)file["purpose"], (string?)file["status"], (string?)file["filename"]));
        Assert.Equal(("batch", "completed", "t1", "24h"), ((string?)batch["object"], (string?)batch["status"], (string?)batch["metadata"]!["token"], (string?)batch["completion_window"]));
        Assert.Equal((2, 2, 0), ((int)batch["request_counts"]!["total"]!, (int)batch["request_counts"]!["completed"]!, (int)batch["request_counts"]!["failed"]!));
        Assert.Null(batch["error_file_id"]);
        Assert.Equal(["a", "b"], lines.Select(line => (string?)line["custom_id"]));
        Assert.Equal(live.Content, (string?)lines[0]["response"]!["body"]!["choices"]![0]!["message"]!["content"]);
        Assert.Equal((200, null), ((int)lines[0]["response"]!["status_code"]!, lines[0]["error"]));
    }

    [Fact]
    public async Task A_batch_runs_for_its_delay_by_the_clock_given()
    {
        var clock = new SteppedClock();
        await using var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { Clock = clock, BatchDelay = TimeSpan.FromHours(24) });

        var id = (string)(await provider.BeginAsync(BatchAsk.Line("a", "One."), BatchAsk.Line("b", "Two."))).Body["id"]!;
        clock.Advance(TimeSpan.FromHours(13));
        var later = await provider.GetAsync($"/v1/batches/{id}");
        clock.Advance(TimeSpan.FromHours(11));
        var last = await provider.GetAsync($"/v1/batches/{id}");

        Assert.Equal(("in_progress", 1), ((string?)later["status"], (int)later["request_counts"]!["completed"]!));
        Assert.Null(later["output_file_id"]);
        Assert.Equal("completed", (string?)last["status"]);
        Assert.Equal(24 * 3600, (long)last["completed_at"]! - (long)last["created_at"]!);
    }

    [Fact]
    public async Task What_is_not_answered_within_a_day_expires()
    {
        var clock = new SteppedClock();
        await using var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { Clock = clock, BatchDelay = TimeSpan.FromHours(48) });

        var id = (string)(await provider.BeginAsync([.. Enumerable.Range(0, 4).Select(i => BatchAsk.Line($"r{i}", $"Answer {i}."))])).Body["id"]!;
        clock.Advance(TimeSpan.FromHours(24));
        var batch = await provider.GetAsync($"/v1/batches/{id}");
        var errors = await provider.LinesAsync($"/v1/files/{batch["error_file_id"]}/content");

        Assert.Equal("expired", (string?)batch["status"]);
        Assert.Equal(2, (await provider.LinesAsync($"/v1/files/{batch["output_file_id"]}/content")).Length);
        Assert.Equal(["r2", "r3"], errors.Select(line => (string?)line["custom_id"]));
        Assert.All(errors, line => Assert.Equal((null, "batch_expired"), (line["response"], (string?)line["error"]!["code"])));
    }

    [Fact]
    public async Task A_cancelled_batch_keeps_what_was_answered_until_then()
    {
        var clock = new SteppedClock();
        await using var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { Clock = clock, BatchDelay = TimeSpan.FromHours(2) });

        var id = (string)(await provider.BeginAsync(BatchAsk.Line("a", "One."), BatchAsk.Line("b", "Two."))).Body["id"]!;
        clock.Advance(TimeSpan.FromHours(1));
        var asked = await provider.PostAsync($"/v1/batches/{id}/cancel", []);
        clock.Advance(TimeSpan.FromMinutes(11));
        var batch = await provider.GetAsync($"/v1/batches/{id}");
        var again = await provider.PostAsync($"/v1/batches/{id}/cancel", []);

        Assert.Equal((200, "cancelling"), (asked.Status, (string?)asked.Body["status"]));
        Assert.Equal("cancelled", (string?)batch["status"]);
        Assert.Equal("a", (string?)Assert.Single(await provider.LinesAsync($"/v1/files/{batch["output_file_id"]}/content"))["custom_id"]);
        Assert.Equal("batch_cancelled", (string?)Assert.Single(await provider.LinesAsync($"/v1/files/{batch["error_file_id"]}/content"))["error"]!["code"]);
        Assert.Equal((409, "Cannot cancel a batch with status 'cancelled'."), (again.Status, (string?)again.Body["error"]!["message"]));
    }

    [Fact]
    public async Task A_file_with_broken_lines_fails_as_a_whole_and_names_them()
    {
        await using var provider = await SimulatedProvider.StartAsync();

        var batch = (await provider.BeginAsync(BatchAsk.Line("a", "One."), "{\"custom_id\":", BatchAsk.Line("a", "Two."), BatchAsk.Line("c", "Three.", "/v1/embeddings"))).Body;

        Assert.Equal(("failed", null, null), ((string?)batch["status"], batch["output_file_id"], batch["error_file_id"]));
        Assert.Equal(
            [("invalid_json_line", 2), ("duplicate_custom_id", 3), ("mismatched_url", 4)],
            batch["errors"]!["data"]!.AsArray().Select(error => ((string)error!["code"]!, (int)error["line"]!)));
    }

    [Fact]
    public async Task A_request_the_provider_would_refuse_stands_in_the_error_file()
    {
        await using var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { SupportsJsonSchema = false });

        var batch = (await provider.BeginAsync(BatchAsk.Line("a", "One."))).Body;
        var line = Assert.Single(await provider.LinesAsync($"/v1/files/{batch["error_file_id"]}/content"));

        Assert.Null(batch["output_file_id"]);
        Assert.Equal((400, "response_format"), ((int)line["response"]!["status_code"]!, (string?)line["response"]!["body"]!["error"]!["param"]));
    }

    [Fact]
    public async Task Batches_are_listed_newest_first_page_by_page()
    {
        await using var provider = await SimulatedProvider.StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Insert(0, (string)(await provider.BeginAsync(BatchAsk.Line("a", $"Answer {i}."))).Body["id"]!);
        }

        var first = await provider.GetAsync("/v1/batches?limit=2");
        var second = await provider.GetAsync($"/v1/batches?limit=3&after={first["last_id"]}");

        Assert.Equal((true, false), ((bool)first["has_more"]!, (bool)second["has_more"]!));
        Assert.Equal(ids, first["data"]!.AsArray().Concat(second["data"]!.AsArray()).Select(batch => (string)batch!["id"]!));
        Assert.Equal("invalid_value", (string?)(await provider.GetAsync("/v1/batches?limit=101"))["error"]!["code"]);
    }

    [Fact]
    public async Task To_another_key_a_batch_and_its_files_do_not_exist()
    {
        await using var provider = await SimulatedProvider.StartAsync();
        provider.Http.DefaultRequestHeaders.Add("Authorization", "Bearer mine");
        var batch = (await provider.BeginAsync(BatchAsk.Line("a", "One."))).Body;

        provider.Http.DefaultRequestHeaders.Remove("Authorization");
        provider.Http.DefaultRequestHeaders.Add("Authorization", "Bearer theirs");

        Assert.Equal($"No batch found with id '{batch["id"]}'.", (string?)(await provider.GetAsync($"/v1/batches/{batch["id"]}"))["error"]!["message"]);
        Assert.Equal(404, (await provider.PostAsync($"/v1/batches/{batch["id"]}/cancel", [])).Status);
        Assert.Equal($"No such File object: {batch["output_file_id"]}", (string?)(await provider.GetAsync($"/v1/files/{batch["output_file_id"]}/content"))["error"]!["message"]);
        Assert.Empty((await provider.GetAsync("/v1/batches"))["data"]!.AsArray());
    }

    [Theory]
    [InlineData("purpose")]
    [InlineData("endpoint")]
    [InlineData("window")]
    public async Task What_cannot_become_a_batch_is_refused_by_field(string wrong)
    {
        await using var provider = await SimulatedProvider.StartAsync();
        var file = await provider.UploadAsync(wrong == "purpose" ? "fine-tune" : "batch", BatchAsk.Line("a", "One."));

        var reply = await provider.PostAsync(BatchAsk.Batches, new JsonObject
        {
            ["input_file_id"] = (string?)file["id"],
            ["endpoint"] = wrong == "endpoint" ? "/v1/embeddings" : "/v1/chat/completions",
            ["completion_window"] = wrong == "window" ? "1h" : "24h",
        });

        var field = wrong switch { "purpose" => "input_file_id", "window" => "completion_window", _ => wrong };
        Assert.Equal((400, field), (reply.Status, (string?)reply.Body["error"]!["param"]));
    }
}
