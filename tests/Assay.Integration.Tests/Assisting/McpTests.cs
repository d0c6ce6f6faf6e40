using System.Security.Cryptography;
using System.Text.Json;
using Assay.Browser;
using Assay.Integration.Tests.Testing;
using Microsoft.Data.Sqlite;
using ModelContextProtocol.Protocol;

namespace Assay.Integration.Tests.Assisting;

/// <summary>What a coding assistant is told about a ledger, and that its questions leave no trace.</summary>
public sealed class McpTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Tools_only_read_and_say_what_they_take()
    {
        await using AssistantSession assistant = await AssistantSession.StartAsync(_folder.Path);

        IReadOnlyList<Tool> tools = await assistant.ToolsAsync();

        Assert.Equal(["judges", "quality", "trend", "regressions", "compare", "worst_slices", "causes", "worst_responses", "responses", "response", "ledger"], tools.Select(t => t.Name));
        Assert.All(tools, t => Assert.True(t.Annotations is { ReadOnlyHint: true, DestructiveHint: false }, t.Name));
        Assert.All(tools, t => Assert.Equal("object", t.InputSchema.GetProperty("type").GetString()));
        Assert.Contains("data", assistant.Instructions, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("2024-11-05")]
    [InlineData("2025-06-18")]
    [InlineData("2025-11-25")]
    public async Task Assistants_that_speak_an_earlier_protocol_are_answered(string protocol)
    {
        await using AssistantSession assistant = await AssistantSession.StartAsync(_folder.Path, protocol);

        Assert.Contains("There is no ledger", await assistant.RefusedAsync("ledger"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quality_is_told_with_interval_n_and_coverage_as_the_service_tells_it()
    {
        await ScoreAsync();
        await using AssistantSession assistant = await AssistantSession.StartAsync(_folder.Path);

        JsonElement judges = await assistant.AskAsync("judges");
        JsonElement quality = await assistant.AskAsync("quality", ("range", "24h"));
        JsonElement refunds = await assistant.AskAsync("quality", ("slice", "route:refunds"), ("criterion", "overall"));
        JsonElement ledger = await assistant.AskAsync("ledger");
        JsonElement trend = await assistant.AskAsync("trend", ("range", "24h"));

        AssayProcess.Finished report = await AssayProcess.RunAsync(_folder.Path, null, "report", "--json");
        JsonElement overall = JsonElement.Parse(report.Output).GetProperty("judges")[0].GetProperty("criteria").GetProperty("overall");
        Assert.Equal("offline:heuristic", judges.GetProperty("judges")[0].GetProperty("judge").GetString());
        Assert.Equal(["release", "route"], judges.GetProperty("fields").EnumerateArray().Select(f => f.GetString()));
        Assert.Equal(["v0", "v1"], judges.GetProperty("releases").EnumerateArray().Select(r => r.GetProperty("release").GetString()).Order());
        Assert.Equal(overall.GetProperty("mean").GetRawText(), quality.GetProperty("criteria")[0].GetProperty("mean").GetRawText());
        Assert.Equal((80, 1), (quality.GetProperty("scored").GetInt32(), quality.GetProperty("unscored").GetProperty("empty_output").GetInt32()));
        Assert.Equal(80 / 81.0, quality.GetProperty("coverage").GetDouble(), 9);
        Assert.Equal(40, refunds.GetProperty("scored").GetInt32());
        Assert.Equal(81, ledger.GetProperty("judges")[0].GetProperty("accepted").GetInt32());
        Assert.Equal(80, trend.GetProperty("steps").EnumerateArray().Sum(s => s.GetProperty("scored").GetInt32()));
    }

    [Fact]
    public async Task Why_it_fell_is_told_by_slices_comparisons_and_the_worst_responses()
    {
        await ScoreAsync();
        await using AssistantSession assistant = await AssistantSession.StartAsync(_folder.Path);

        JsonElement slices = await assistant.AskAsync("worst_slices", ("field", "route"));
        JsonElement causes = await assistant.AskAsync("causes", ("range", "24h"));
        JsonElement compared = await assistant.AskAsync("compare", ("release_a", "v0"), ("release_b", "v1"));
        JsonElement worst = await assistant.AskAsync("worst_responses", ("limit", 3), ("slice", "route:refunds"));
        JsonElement unscored = await assistant.AskAsync("responses", ("outcome", "unscored"));
        JsonElement response = await assistant.AskAsync("response", ("id", "silent"));

        Assert.Equal(["refunds", "delivery"], slices.GetProperty("slices").EnumerateArray().Select(s => s.GetProperty("value").GetString()));
        Assert.Equal("refunds", causes.GetProperty("causes")[0].GetProperty("slice").GetProperty("route").GetString());
        JsonElement row = compared.GetProperty("criteria")[0];
        Assert.Equal("worse", row.GetProperty("verdict").GetString());
        Assert.True(row.GetProperty("difference").GetProperty("ci95")[1].GetDouble() < 0, row.GetRawText());
        Assert.True(row.GetProperty("detectable_difference").GetDouble() > 0);
        Assert.Equal(3, worst.GetProperty("responses").GetArrayLength());
        Assert.All(worst.GetProperty("responses").EnumerateArray(), r => Assert.Contains("Bananas", r.GetProperty("output").GetString(), StringComparison.Ordinal));
        Assert.NotEmpty(worst.GetProperty("responses")[0].GetProperty("scores")[0].GetProperty("reason").GetString()!);
        Assert.Equal("silent", Assert.Single(unscored.GetProperty("responses").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal("empty_output", response.GetProperty("judgments")[0].GetProperty("reason").GetString());
        Assert.Contains("application", response.GetProperty("judgments")[0].GetProperty("what_to_do").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_answered_is_refused_with_a_sentence_that_says_what_can()
    {
        await using AssistantSession early = await AssistantSession.StartAsync(_folder.Path);
        Assert.Contains("There is no ledger at assay.db", await early.RefusedAsync("quality"), StringComparison.Ordinal);
        await ScoreAsync();
        await using AssistantSession assistant = await AssistantSession.StartAsync(_folder.Path);

        Assert.Contains("Did you mean `judge`?", await assistant.RefusedAsync("quality", ("judg", "x")), StringComparison.Ordinal);
        Assert.Contains("There are: offline:heuristic", await assistant.RefusedAsync("quality", ("judge", "nobody")), StringComparison.Ordinal);
        Assert.Contains("such as 24h", await assistant.RefusedAsync("quality", ("range", "soon")), StringComparison.Ordinal);
        Assert.Contains("It has: overall", await assistant.RefusedAsync("quality", ("criterion", "charm")), StringComparison.Ordinal);
        Assert.Contains("needs `id`", await assistant.RefusedAsync("response"), StringComparison.Ordinal);
        Assert.Contains("Similar ids: silent", await assistant.RefusedAsync("response", ("id", "silen")), StringComparison.Ordinal);
        Assert.Contains("`limit` is `500`", await assistant.RefusedAsync("responses", ("limit", 500)), StringComparison.Ordinal);
        Assert.Contains("one of: owed, scored", await assistant.RefusedAsync("responses", ("outcome", "lost")), StringComparison.Ordinal);
        Assert.Contains("There are: v0, v1", await assistant.RefusedAsync("compare", ("since_release", "v9")), StringComparison.Ordinal);
        Assert.Contains("There are: judges", await assistant.RefusedAsync("delete_everything"), StringComparison.Ordinal);
        Assert.Contains("no declared field", await assistant.RefusedAsync("worst_slices", ("field", "colour")), StringComparison.Ordinal);
        Assert.Contains("Nothing was judged", (await assistant.AskAsync("quality", ("slice", "route:nowhere"))).GetProperty("nothing").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_leaves_no_trace_beside_the_ledger_or_in_it()
    {
        await ScoreAsync();
        Dictionary<string, string> before = Files();
        await using (AssistantSession assistant = await AssistantSession.StartAsync(_folder.Path))
        {
            foreach (Tool tool in await assistant.ToolsAsync())
            {
                await assistant.CallAsync(tool.Name, [.. tool.Name == "response" ? [("id", (object)"r1")] : Array.Empty<(string, object)>()]);
            }
        }

        Assert.Equal(before, Files());

        Dictionary<string, string> Files() =>
            Directory.EnumerateFiles(_folder.Path).ToDictionary(f => Path.GetFileName(f), f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f))));
    }

    [Fact]
    public async Task A_ledger_of_an_earlier_release_is_left_as_it_is()
    {
        await ScoreAsync();
        await using (var database = new SqliteConnection($"Data Source={_folder.File("assay.db")};Pooling=False"))
        {
            await database.OpenAsync(TestContext.Current.CancellationToken);
            await using SqliteCommand earlier = database.CreateCommand();
            earlier.CommandText = "PRAGMA user_version = 8";
            await earlier.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        byte[] before = await File.ReadAllBytesAsync(_folder.File("assay.db"), TestContext.Current.CancellationToken);
        await using AssistantSession assistant = await AssistantSession.StartAsync(_folder.Path);

        Assert.Contains("is of an earlier Assay", await assistant.RefusedAsync("quality"), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(_folder.File("assay.db"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_ledger_that_a_service_works_on_can_be_asked_and_goes_on()
    {
        using ServiceProcess service = await ServiceProcess.StartOfflineAsync(_folder.Path);
        await service.PostAsync("""{"id":"one","input":"Where is it?","output":"It is on its way."}""");
        await service.SettledAsync();
        await using AssistantSession assistant = await AssistantSession.StartAsync(_folder.Path);

        Assert.Equal(1, (await assistant.AskAsync("quality")).GetProperty("scored").GetInt32());
        await service.PostAsync("""{"id":"two","input":"Where is it now?","output":"It is at your door."}""");
        await service.SettledAsync();
        Assert.Equal(2, (await assistant.AskAsync("quality")).GetProperty("scored").GetInt32());
    }

    [Fact]
    public async Task Texts_are_marked_as_data_and_come_cut_and_without_hidden_characters()
    {
        string[] texts = [.. HostileTexts.All];
        _folder.Write("responses.jsonl", string.Join('\n', texts.Select((text, i) => JsonSerializer.Serialize(new
        {
            id = $"{i}-{(text.Length > 200 ? text[..200] : text)}", input = text, output = text + new string('x', 5_000), context = new[] { text }, reference = text, release = text, conversation = new[] { new { role = "user", content = text } }, route = text,
        }))));
        _folder.Write("assay.yaml", "slices: [route]");
        AssayProcess.Finished run = await AssayProcess.RunAsync(_folder.Path, null, "run", "responses.jsonl", "--judge", "offline:heuristic", "--min-coverage", "0");
        Assert.True(run.ExitCode == 0, run.ToString());
        await using AssistantSession assistant = await AssistantSession.StartAsync(_folder.Path);
        var answers = new List<string>();
        foreach ((string tool, (string, object)[] arguments) in ((string, (string, object)[])[])
            [("judges", []), ("quality", []), ("trend", []), ("worst_slices", []), ("compare", []), ("ledger", []), ("worst_responses", [("limit", 20)]), ("responses", [("limit", 50)])])
        {
            answers.Add((await assistant.AskAsync(tool, arguments)).GetRawText());
        }

        string? next = null;
        var ids = new List<string>();
        do
        {
            JsonElement page = await assistant.AskAsync("responses", [("limit", 20), .. next is null ? [] : ((string, object)[])[("before", next)]]);
            ids.AddRange(page.GetProperty("responses").EnumerateArray().Select(r => r.GetProperty("id").GetString()!));
            next = page.TryGetProperty("next", out JsonElement more) ? more.GetString() : null;
        }
        while (next is not null);
        foreach (string id in ids.Where(id => !id.Contains('\uFFFD', StringComparison.Ordinal)))
        {
            answers.Add((await assistant.AskAsync("response", ("id", id))).GetRawText());
        }

        Assert.Equal(texts.Length, ids.Count);
        Assert.All(answers, a => Assert.StartsWith("{\"notice\":\"Names, values and texts in this answer", a, StringComparison.Ordinal));
        Assert.All(answers, a => Assert.True(a.Length <= 80_000, $"{a.Length}"));
        Assert.All(answers, a => Assert.DoesNotMatch(@"[\p{Cc}\u200B\u202A-\u202E\u2060-\u2069\uFEFF]|\uDB40[\uDC00-\uDC7F]", a));
    }

    private async Task ScoreAsync()
    {
        _folder.Write("assay.yaml", "slices: [route]");
        // Release v1 hurts refunds.
        _folder.Write("responses.jsonl", string.Join('\n', Enumerable.Range(0, 80).Select(i =>
        {
            bool refunds = i / 2 % 2 == 0;
            string output = refunds && i % 2 == 1 ? "Bananas are yellow." : $"Delivery to {i} takes {i} days.";
            return $$"""{"id":"r{{i}}","input":"How long does delivery to {{i}} take?","output":"{{output}}","release":"v{{i % 2}}","route":"{{(refunds ? "refunds" : "delivery")}}"}""";
        })) + "\n" + """{"id":"silent","input":"q","output":"","release":"v1","route":"delivery"}""");
        AssayProcess.Finished run = await AssayProcess.RunAsync(_folder.Path, null, "run", "responses.jsonl", "--judge", "offline:heuristic", "--min-coverage", "0");
        Assert.True(run.ExitCode == 0, run.ToString());
    }
}
