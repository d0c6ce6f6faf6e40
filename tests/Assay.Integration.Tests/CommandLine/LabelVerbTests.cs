using System.Text.Json;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>Labels leave the ledger to be given, and come back.</summary>
public sealed class LabelVerbTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllLinesAsync(_folder.File("responses.jsonl"), Enumerable.Range(1, 40).Select(i =>
            $$"""{"id":"{{(i == 7 ? "=7" : $"r{i}")}}","input":"Where is parcel {{i}}?","output":"{{(i % 3 == 0 ? "It will come soon." : $"Parcel {i} is on its way to you.")}}","context":"Parcel {{i}} is on its way.","route":"{{(i % 2 == 0 ? "refunds" : "sales")}}"}"""));
        AssayProcess.Finished run = await AssayAsync("run", "responses.jsonl", "--judge", "offline:heuristic");
        Assert.True(run.ExitCode == 0, run.ToString());
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_is_exported_blind_comes_back_filled_in_and_twice_is_once()
    {
        AssayProcess.Finished exported = await AssayAsync("label", "export", "--count", "10", "--slice", "route", "--out", "sheet.jsonl");
        Assert.True(exported.ExitCode == 0, exported.ToString());
        JsonElement[] sheet = await ReadAsync("sheet.jsonl");
        string criterion = sheet[0].GetProperty("criterion").GetString()!;
        JsonElement[] asked = [.. sheet.Where(s => s.GetProperty("criterion").GetString() == criterion)];

        Assert.Equal(10, asked.Length);
        Assert.All(sheet, s => Assert.Equal(JsonValueKind.Null, s.GetProperty("label").ValueKind));
        Assert.All(sheet, s => Assert.StartsWith("Where is parcel", s.GetProperty("input").GetString(), StringComparison.Ordinal));
        Assert.All(["judge_score", "judge_reason", "arm", "stratum", "inclusion_probability"], hidden => Assert.False(sheet[0].TryGetProperty(hidden, out _), hidden));

        await File.WriteAllLinesAsync(_folder.File("done.jsonl"), asked.Select((s, i) =>
            $$"""{"id":{{s.GetProperty("id").GetRawText()}},"revision":1,"criterion":"{{criterion}}","label":{{(i < 9 ? "1" : "null")}},"rater":"ann","note":"n {{i}}"}"""));
        AssayProcess.Finished first = await AssayAsync("label", "import", "done.jsonl");
        JsonElement again = (await AssayAsync("label", "import", "done.jsonl", "--json")).Json;
        Assert.True(first.ExitCode == 0, first.ToString());
        Assert.Contains("9 labels taken in, 0 replaced, 0 were there already; 1 records have no label yet.", first.Output, StringComparison.Ordinal);
        Assert.Equal((0, 9, 1), (again.GetProperty("added").GetInt32(), again.GetProperty("known").GetInt32(), again.GetProperty("empty").GetInt32()));

        string[] listed = (await AssayAsync("label", "list")).Output.TrimEnd().Split('\n');
        Assert.Equal(9, listed.Length);
        Assert.All(listed, l => Assert.InRange(JsonElement.Parse(l).GetProperty("inclusion_probability").GetDouble(), 0.05, 1));
        JsonElement status = (await AssayAsync("label", "status", "--json")).Json;
        Assert.Equal((10, 9), (status.GetProperty("queues")[0].GetProperty("asked").GetInt32(), status.GetProperty("queues")[0].GetProperty("labelled").GetInt32()));
        Assert.Equal(9, status.GetProperty("criteria")[0].GetProperty("raters").GetProperty("ann").GetInt32());
        string table = (await AssayAsync("label", "status")).Output;
        Assert.Contains("ann 9", table, StringComparison.Ordinal);
        Assert.DoesNotContain("│", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_set_of_labelled_responses_keeps_what_people_said()
    {
        await AssayAsync("label", "export", "--count", "40", "--out", "sheet.jsonl");
        JsonElement[] sheet = await ReadAsync("sheet.jsonl");
        string criterion = sheet[0].GetProperty("criterion").GetString()!;
        JsonElement[] asked = [.. sheet.Where(s => s.GetProperty("criterion").GetString() == criterion).Take(2)];
        await File.WriteAllLinesAsync(_folder.File("done.jsonl"), asked.SelectMany(s => ((string[])["ann", "bob"]).Select(rater =>
            $$"""{"id":{{s.GetProperty("id").GetRawText()}},"revision":1,"criterion":"{{criterion}}","label":{{(rater == "ann" ? 1 : 0.5)}},"rater":"{{rater}}"}""")));
        AssayProcess.Finished imported = await AssayAsync("label", "import", "done.jsonl");
        AssayProcess.Finished drawn = await AssayAsync("dataset", "from-responses", "--out", "cases.jsonl", "--json");
        await AssayAsync("dataset", "from-responses", "--with-outputs", "--out", "outputs.jsonl");

        Assert.True(imported.ExitCode == 0, imported.ToString());
        Assert.Equal((40, 2), (drawn.Count("cases"), drawn.Count("labelled")));
        string[] ids = [.. asked.Select(s => s.GetProperty("id").GetString()!).Order(StringComparer.Ordinal)];
        Dictionary<string, JsonElement> cases = (await ReadAsync("cases.jsonl")).ToDictionary(c => c.GetProperty("id").GetString()!);
        Assert.Equal(ids, cases.Where(c => c.Value.GetProperty("metadata").TryGetProperty("labelled", out _)).Select(c => c.Key).Order(StringComparer.Ordinal));
        Assert.Equal(("", 0.75), (cases[ids[0]].GetProperty("output").GetString(), cases[ids[0]].GetProperty("metadata").GetProperty("labelled").GetProperty(criterion).GetDouble()));
        JsonElement output = (await ReadAsync("outputs.jsonl")).Single(c => c.GetProperty("id").GetString() == ids[0]);
        Assert.NotEqual("", output.GetProperty("output").GetString());
        Assert.Equal(0.75, output.GetProperty("metadata").GetProperty("label").GetDouble());
    }

    [Fact]
    public async Task A_table_that_a_spreadsheet_saved_comes_back_with_the_ids_it_guards()
    {
        await AssayAsync("label", "export", "--count", "40", "--out", "sheet.csv");
        CsvTable table = CsvTable.Read(_folder.File("sheet.csv"));

        string[] ids = [.. table.Column("id").Distinct()];
        await File.WriteAllLinesAsync(_folder.File("done.csv"), ["id,criterion,label,rater", .. ids.Select(id => $"{id},{table.Column("criterion").First()},0.5,")]);
        AssayProcess.Finished imported = await AssayAsync("label", "import", "done.csv", "--rater", "Ann B.");

        Assert.Contains("'=7", ids);
        Assert.True(imported.ExitCode == 0, imported.ToString());
        Assert.Contains("40 labels taken in", imported.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_line_that_cannot_be_taken_is_named_with_what_to_do_and_none_is_taken()
    {
        string criterion = (await AssayAsync("label", "export", "--count", "5")).Output.Split('\n')[0] is var line ? JsonElement.Parse(line).GetProperty("criterion").GetString()! : "";
        string[] lines =
        [
            Line("r1", criterion, "0.5", "ann"),
            Line("r2", criterion, "7", "ann"),
            Line("nobody", criterion, "0.5", "ann"),
            Line("r3", criterion + "x", "0.5", "ann"),
            Line("r4", criterion, "0.5", ""),
            Line("r1", criterion, "0.75", "ann"),
            $$"""{"id":"r5","revision":2,"criterion":"{{criterion}}","label":0.5,"rater":"ann"}""",
            $$"""{"id":"r6","judge":"other","criterion":"{{criterion}}","label":0.5,"rater":"ann"}""",
            $$"""{"criterion":"{{criterion}}","label":0.5,"rater":"ann"}""",
        ];
        await File.WriteAllLinesAsync(_folder.File("wrong.jsonl"), lines);

        AssayProcess.Finished refused = await AssayAsync("label", "import", "wrong.jsonl");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("wrong.jsonl:2: `7` is not on the scale", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("wrong.jsonl:3: the ledger holds no response nobody.", refused.Errors, StringComparison.Ordinal);
        Assert.Contains($"Did you mean `{criterion}`?", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("wrong.jsonl:5: nobody is named as the rater. Give \"rater\", or name the one of all labels with --rater.", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("wrong.jsonl:6: ann labels r1 a second time, and otherwise than in wrong.jsonl:1.", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("wrong.jsonl:7: there is no revision 2 of r5. The last one is 1.", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("wrong.jsonl:8: the ledger holds no judge `other`.", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("wrong.jsonl:9: there is no \"id\".", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("8 of 9 records cannot be taken, so none was.", refused.Errors, StringComparison.Ordinal);
        Assert.Empty((await AssayAsync("label", "list")).Output);

        static string Line(string id, string criterion, string label, string rater) => $$"""{"id":"{{id}}","criterion":"{{criterion}}","label":{{label}},"rater":"{{rater}}"}""";
    }

    [Fact]
    public async Task Another_label_for_the_same_is_taken_only_when_it_is_to_replace()
    {
        string criterion = JsonElement.Parse((await AssayAsync("label", "export", "--count", "5")).Output.Split('\n')[0]).GetProperty("criterion").GetString()!;
        await File.WriteAllTextAsync(_folder.File("a.jsonl"), $$"""{"id":"r1","criterion":"{{criterion}}","label":0.5,"rater":"ann"}""");
        await File.WriteAllTextAsync(_folder.File("b.jsonl"), $$"""{"id":"r1","criterion":"{{criterion}}","label":0.25,"rater":"ann"}""");
        await AssayAsync("label", "import", "a.jsonl");

        AssayProcess.Finished refused = await AssayAsync("label", "import", "b.jsonl");
        AssayProcess.Finished replaced = await AssayAsync("label", "import", "b.jsonl", "--replace");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("ann has labelled r1 already, with 0.5, and this says 0.25. Import with --replace", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("0 labels taken in, 1 replaced", replaced.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_queue_draws_what_the_first_left_and_an_earlier_one_is_written_again()
    {
        HashSet<string> first = Ids((await AssayAsync("label", "export", "--count", "15", "--with-scores")).Output);
        AssayProcess.Finished second = await AssayAsync("label", "export", "--count", "100");
        AssayProcess.Finished third = await AssayAsync("label", "export");
        JsonElement queues = (await AssayAsync("label", "status", "--json")).Json.GetProperty("queues");
        string earlier = queues[1].GetProperty("queue").GetString()!;
        AssayProcess.Finished again = await AssayAsync("label", "export", "--queue", earlier);
        AssayProcess.Finished doubles = await AssayAsync("label", "export", "--queue", earlier, "--doubles");

        Assert.Equal(15, first.Count);
        Assert.Equal(25, Ids(second.Output).Count);
        Assert.Empty(first.Intersect(Ids(second.Output)));
        Assert.Equal(2, third.ExitCode);
        Assert.Contains("are in a queue already", third.Errors, StringComparison.Ordinal);
        Assert.Equal(first.Order(StringComparer.Ordinal), Ids(again.Output).Order(StringComparer.Ordinal));
        Assert.Equal(3, Ids(doubles.Output).Count);

        static HashSet<string> Ids(string output) => [.. output.TrimEnd().Split('\n').Select(l => JsonElement.Parse(l).GetProperty("id").GetString()!)];
    }

    [Theory]
    [InlineData("--count is `0`, but must be a whole number from 1 to 5000.", "--count", "0")]
    [InlineData("--arms is `50,50`", "--arms", "50,50")]
    [InlineData("--range is `soon`", "--range", "soon")]
    [InlineData("the bar is 9, which is not on the scale", "--bar", "9")]
    [InlineData("the ledger holds no judge `other`", "--judge", "other")]
    [InlineData("the ledger holds no queue `none`", "--queue", "none")]
    [InlineData("--doubles goes with --queue", "--doubles")]
    [InlineData("--format is `xml`", "--format", "xml")]
    public async Task What_cannot_be_drawn_is_said(string message, params string[] options)
    {
        AssayProcess.Finished refused = await AssayAsync(["label", "export", .. options]);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(message, refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Labels_can_be_given_to_a_running_service()
    {
        using ServiceProcess service = await ServiceProcess.StartOfflineAsync(_folder.Path);
        await service.PostAsync("""{"id":"one","input":"Where is it?","output":"It is on its way."}""");
        await service.SettledAsync();
        string criterion = JsonElement.Parse((await AssayAsync("label", "export", "--count", "5", "--range", "1d")).Output.Split('\n')[0]).GetProperty("criterion").GetString()!;
        await File.WriteAllTextAsync(_folder.File("a.jsonl"), $$"""{"id":"one","criterion":"{{criterion}}","label":0.5,"rater":"ann"}""");
        await File.WriteAllTextAsync(_folder.File("b.jsonl"), $$"""{"id":"two","criterion":"{{criterion}}","label":0.5,"rater":"ann"}""");

        AssayProcess.Finished taken = await AssayAsync("label", "import", "a.jsonl", "--url", service.Address.ToString());
        AssayProcess.Finished refused = await AssayAsync("label", "import", "b.jsonl", "--url", service.Address.ToString());
        AssayProcess.Finished nowhere = await AssayAsync("label", "import", "a.jsonl", "--url", "http://127.0.0.1:9");

        Assert.True(taken.ExitCode == 0, taken.ToString());
        Assert.Contains("1 labels taken in", taken.Output, StringComparison.Ordinal);
        Assert.Contains("b.jsonl:1: the ledger holds no response two.", refused.Errors, StringComparison.Ordinal);
        Assert.Equal((2, 2), (refused.ExitCode, nowhere.ExitCode));
        Assert.Contains("import into the ledger with --store", nowhere.Errors, StringComparison.Ordinal);
    }

    private Task<AssayProcess.Finished> AssayAsync(params string[] arguments) => AssayProcess.RunAsync(_folder.Path, null, arguments);

    private async Task<JsonElement[]> ReadAsync(string file) => [.. (await File.ReadAllLinesAsync(_folder.File(file))).Select(l => JsonElement.Parse(l))];
}
