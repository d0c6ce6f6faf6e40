using System.Text.Json;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>What can be said on the command line of <c>assay run</c>.</summary>
public sealed class RunOptionsTests : IDisposable
{
    private static readonly string[] Heuristic = ["--judge", "offline:heuristic", "--json"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Responses_come_from_standard_input()
    {
        AssayProcess.Finished run = await AssayProcess.RunWithInputAsync(_folder.Path, null, Faults.Items.Jsonl(3, seed: 1), ["run", "-", "--out", "out.jsonl", .. Heuristic]);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal(["r1", "r2", "r3"], File.ReadLines(_folder.File("out.jsonl")).Select(line => JsonElement.Parse(line).GetProperty("id").GetString()!));
    }

    [Fact]
    public async Task The_limit_reads_no_record_further()
    {
        _folder.Write("responses.jsonl", Faults.Items.Jsonl(2, seed: 1) + "not JSON\n");

        AssayProcess.Finished run = await AssayProcess.RunAsync(_folder.Path, null, ["run", "responses.jsonl", "--limit", "2", .. Heuristic]);

        Assert.True(run.ExitCode == 0, run.ToString());
    }

    [Fact]
    public async Task A_file_to_read_is_not_written_over()
    {
        string text = Faults.Items.Jsonl(2, seed: 1);
        _folder.Write("responses.jsonl", text);

        AssayProcess.Finished run = await AssayProcess.RunAsync(_folder.Path, null, ["run", "responses.jsonl", "--out", "./responses.jsonl", .. Heuristic]);

        Assert.True(run.ExitCode == 2, run.ToString());
        Assert.Equal(text, await File.ReadAllTextAsync(_folder.File("responses.jsonl"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_slice_that_is_named_twice_is_shown_once()
    {
        _folder.Write("responses.jsonl", Faults.Items.Jsonl(2, seed: 1));

        AssayProcess.Finished run = await AssayProcess.RunAsync(_folder.Path, null, ["run", "responses.jsonl", "--slice", "route", "--slice", "route", .. Heuristic]);

        Assert.True(run.ExitCode == 0, run.ToString());
    }

    [Fact]
    public async Task A_pattern_finds_files_of_several_formats_and_the_limit_counts_over_all()
    {
        Directory.CreateDirectory(_folder.File("data"));
        _folder.Write("data/b.jsonl", """{"id":"b1","input":"q","output":"An answer in lines."}""");
        _folder.Write("data/a.csv", "id,input,output\na1,q,An answer in a table.\na2,q,\"Another, with a comma.\"\n");
        _folder.Write("data/notes.md", "not an input");

        AssayProcess.Finished all = await AssayProcess.RunAsync(_folder.Path, null, ["run", "data/*", "--out", "all.jsonl", .. Heuristic]);
        AssayProcess.Finished two = await AssayProcess.RunAsync(_folder.Path, null, ["run", "data/*", "--limit", "2", .. Heuristic]);

        Assert.True(all.ExitCode == 0, all.ToString());
        Assert.Equal(["a1", "a2", "b1"], File.ReadLines(_folder.File("all.jsonl")).Select(line => JsonElement.Parse(line).GetProperty("id").GetString()!));
        Assert.True(two.ExitCode == 0, two.ToString());
        Assert.Equal(2, two.Count("accepted"));
    }

    [Fact]
    public async Task One_criterion_can_be_given_in_words()
    {
        _folder.Write("responses.jsonl", Faults.Items.Jsonl(5, seed: 1));
        await using LoggedProvider provider = await LoggedProvider.StartAsync();

        AssayProcess.Finished run = await AssayProcess.RunAsync(
            _folder.Path, provider.Environment, "run", "responses.jsonl", "--judge", "openai:house-model", "--free", "--criterion", "politeness", "--rubric", "Is it polite?", "--json");

        Assert.True(run.ExitCode == 0, run.ToString());
        JsonElement score = run.Json.GetProperty("scores").GetProperty("politeness");
        Assert.Equal(5, score.GetProperty("n").GetInt32());
        Assert.InRange(score.GetProperty("mean").GetDouble(), 1, 5);
        Assert.Equal(0, run.Json.GetProperty("cost_usd").GetDecimal());
    }

    [Fact]
    public async Task Too_small_a_share_of_scores_is_inconclusive()
    {
        _folder.Write("responses.jsonl", Faults.Items.Jsonl(3, seed: 1) + """{"id":"silent","input":"q","output":""}""");

        AssayProcess.Finished strict = await AssayProcess.RunAsync(_folder.Path, null, ["run", "responses.jsonl", "--min-coverage", "0.76", .. Heuristic]);
        AssayProcess.Finished lenient = await AssayProcess.RunAsync(_folder.Path, null, ["run", "responses.jsonl", "--min-coverage", "0.75", .. Heuristic]);

        Trouble.AssertTold(strict, 4, "75.0 %", "--min-coverage 0.76");
        Assert.Equal(0.75, strict.Json.GetProperty("coverage").GetDouble());
        Assert.True(lenient.ExitCode == 0, lenient.ToString());
    }

    [Fact]
    public async Task No_response_at_all_is_inconclusive()
    {
        _folder.Write("responses.jsonl", "\n\n");

        AssayProcess.Finished run = await AssayProcess.RunAsync(_folder.Path, null, ["run", "responses.jsonl", "--min-coverage", "0", .. Heuristic]);

        Trouble.AssertTold(run, 4, "holds no responses");
        Assert.Equal((0, 0), (run.Count("accepted"), run.Count("calls")));
        Assert.False(run.Json.TryGetProperty("coverage", out _));
        Assert.Equal("{}", run.Json.GetProperty("scores").GetRawText());
    }

    [Fact]
    public async Task The_command_line_wins_over_a_variable_and_a_variable_over_the_file()
    {
        _folder.Write("responses.jsonl", Faults.Items.Jsonl(3, seed: 1));
        _folder.Write("assay.yaml", "store: of-the-file.db\nlimit: 1\njudge: offline:heuristic\n");
        var variable = new Dictionary<string, string> { ["ASSAY__STORE"] = "of-the-variable.db", ["ASSAY__LIMIT"] = "2" };

        AssayProcess.Finished ofFile = await AssayProcess.RunAsync(_folder.Path, null, "run", "responses.jsonl", "--json");
        AssayProcess.Finished ofVariable = await AssayProcess.RunAsync(_folder.Path, variable, "run", "responses.jsonl", "--json");
        AssayProcess.Finished ofCommand = await AssayProcess.RunAsync(_folder.Path, variable, "run", "responses.jsonl", "--store", "of-the-command.db", "--limit", "3", "--json");

        Assert.Equal((1, 2, 3), (ofFile.Count("accepted"), ofVariable.Count("accepted"), ofCommand.Count("accepted")));
        Assert.Equal(
            ["of-the-command.db", "of-the-file.db", "of-the-variable.db"],
            Directory.EnumerateFiles(_folder.Path, "*.db").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Means_are_shown_by_a_metadata_field_of_any_type()
    {
        _folder.Write("responses.jsonl", """
            {"id":"1","input":"Where is it?","output":"It is on its way.","premium":true,"tier":2}
            {"id":"2","input":"Where is it?","output":"It is there by now.","premium":false,"tier":2}
            {"id":"3","input":"Where is it?","output":"It is being packed.","premium":true,"a \"b\"":"x"}
            """);

        AssayProcess.Finished run = await AssayProcess.RunAsync(_folder.Path, null, ["run", "responses.jsonl", "--slice", "premium", "--slice", "tier", "--slice", "a \"b\"", .. Heuristic]);

        Assert.True(run.ExitCode == 0, run.ToString());
        JsonElement slices = run.Json.GetProperty("slices");
        Assert.Equal((2, 1), (N("premium", "true"), N("premium", "false")));
        Assert.Equal((2, 1), (N("tier", "2"), N("tier", "(none)")));
        Assert.Equal((1, 2), (N("a \"b\"", "x"), N("a \"b\"", "(none)")));

        int N(string slice, string value) => slices.GetProperty(slice).GetProperty(value).GetProperty("n").GetInt32();
    }
}
