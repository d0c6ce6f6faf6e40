using System.Text.Json;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.CommandLine;

/// <summary><c>assay export</c> and <c>--out</c>: everything the ledger knows, for other programs.</summary>
public sealed class ExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Lines_and_tables_hold_the_same_results_as_the_run_wrote()
    {
        _folder.Write("responses.jsonl", Faults.Items.Jsonl(6, seed: 4) + """{"id":"silent","input":"q","output":""}""");
        await ScoreAsync("--out", "run.jsonl", "--out", "run.csv", "--min-coverage", "0");

        AssayProcess.Finished lines = await AssayProcess.RunAsync(_folder.Path, null, "export");
        AssayProcess.Finished table = await AssayProcess.RunAsync(_folder.Path, null, "export", "--format", "csv");

        Assert.Equal(await File.ReadAllTextAsync(_folder.File("run.jsonl"), TestContext.Current.CancellationToken), lines.Output);
        Assert.Equal(await File.ReadAllTextAsync(_folder.File("run.csv"), TestContext.Current.CancellationToken), table.Output);
        JsonElement[] results = Results(lines);
        CsvTable rows = CsvTable.Read(new StringReader(table.Output));
        Assert.Equal(7, results.Length);
        Assert.Equal(results.Select(r => r.GetProperty("id").GetString()!), rows.Column("id"));
        Assert.Equal(results.Select(r => r.GetProperty("outcome").GetString()!), rows.Column("outcome"));
        Assert.Equal(results.Select(r => r.GetProperty("reason").GetString() ?? ""), rows.Column("reason"));
        Assert.Equal(results.Select(r => r.GetProperty("overall").ValueKind == JsonValueKind.Null ? (double?)null : r.GetProperty("overall").GetDouble()), rows.Numbers("overall"));
    }

    [Fact]
    public async Task Only_the_outcomes_asked_for_are_written()
    {
        _folder.Write("responses.jsonl", Faults.Items.Jsonl(3, seed: 4) + """{"id":"silent","input":"q","output":""}""");
        await ScoreAsync("--min-coverage", "0");

        AssayProcess.Finished unscored = await AssayProcess.RunAsync(_folder.Path, null, "export", "--outcome", "unscored", "--out", "unscored.jsonl");

        Assert.True(unscored.ExitCode == 0, unscored.ToString());
        Assert.Empty(unscored.Output);
        Assert.Equal("silent", JsonElement.Parse(Assert.Single(File.ReadLines(_folder.File("unscored.jsonl")))).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Cells_that_a_spreadsheet_would_run_are_made_text_and_numbers_stay_numbers()
    {
        string[] ids = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "plain", "a,\"b\"\nc"];
        _folder.Write("responses.jsonl", string.Join('\n', ids.Select((id, i) =>
            $$"""{"id":{{JsonSerializer.Serialize(id)}},"input":"Where is it?","output":"Answer number {{i}}."}""")));
        await ScoreAsync();

        AssayProcess.Finished export = await AssayProcess.RunAsync(_folder.Path, null, "export", "--format", "csv");
        AssayProcess.Finished lines = await AssayProcess.RunAsync(_folder.Path, null, "export");

        CsvTable table = CsvTable.Read(new StringReader(export.Output));
        Assert.Equal(["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\tx", "plain", "a,\"b\"\nc"], table.Column("id"));
        Assert.All(table.Numbers("overall"), n => Assert.NotNull(n));
        Assert.Equal(ids, Results(lines).Select(r => r.GetProperty("id").GetString()!));
    }

    [Fact]
    public async Task Results_of_judges_with_different_criteria_stand_under_their_own_columns()
    {
        _folder.Write("responses.jsonl", Faults.Items.Jsonl(2, seed: 4));
        _folder.Write("assay.yaml", """
            judges:
              short: { model: "offline:heuristic", rubric: { criteria: { accuracy: { question: Right?, scale: 1-5 } } } }
              long:
                model: offline:heuristic
                rubric: { criteria: { tone: { question: Kind?, scale: 1-5 }, accuracy: { question: Right?, scale: 1-5 } } }
            """);
        foreach (string judge in (string[])["short", "long"])
        {
            AssayProcess.Finished run = await AssayProcess.RunAsync(_folder.Path, null, "run", "responses.jsonl", "--judge", judge);
            Assert.True(run.ExitCode == 0, run.ToString());
        }

        AssayProcess.Finished export = await AssayProcess.RunAsync(_folder.Path, null, "export", "--format", "csv");
        AssayProcess.Finished ofOne = await AssayProcess.RunAsync(_folder.Path, null, "export", "--format", "csv", "--judge", "short");

        Assert.True(export.ExitCode == 0, export.ToString());
        CsvTable table = CsvTable.Read(new StringReader(export.Output));
        Assert.Equal(4, table.Count);
        Assert.Equal(table.Column("judge").Select(j => j == "long"), table.Numbers("tone.score").Select(n => n is not null));
        Assert.All(table.Numbers("accuracy.score"), n => Assert.NotNull(n));
        Assert.DoesNotContain("tone.score", CsvTable.Read(new StringReader(ofOne.Output)).Names);
    }

    private async Task ScoreAsync(params string[] more)
    {
        AssayProcess.Finished run = await AssayProcess.RunAsync(_folder.Path, null, ["run", "responses.jsonl", "--judge", "offline:heuristic", .. more]);
        Assert.True(run.ExitCode == 0, run.ToString());
    }

    private static JsonElement[] Results(AssayProcess.Finished export) =>
        [.. export.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
}
