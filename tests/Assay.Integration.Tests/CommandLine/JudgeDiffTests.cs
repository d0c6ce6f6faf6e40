using Assay.Integration.Tests.Testing;
using Microsoft.Data.Sqlite;

namespace Assay.Integration.Tests.CommandLine;

/// <summary><c>assay judge diff</c> tells why scores of two judge versions share no average.</summary>
public sealed class JudgeDiffTests : IDisposable
{
    private const string Rubric = """
        criteria:
          accuracy:
            question: |
              Is the answer right?
              Look at the context.
            scale: 1-5
          tone:
            question: Is it kind?
            scale: 1-5
        """;

    private const string Config = """
        judges:
          quality:
            model: openai:gpt-4o-mini
            rubric: rubric.yaml
          strict:
            model: openai:gpt-4o
            rubric: rubric.yaml
        """;

    private readonly TemporaryFolder _folder = new();

    public JudgeDiffTests()
    {
        _folder.Write("rubric.yaml", Rubric);
        _folder.Write("assay.yaml", Config);
        _folder.Write("responses.jsonl", """{"id":"r-1","input":"How long does delivery take?","output":"Two to four days."}""");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Two_judges_of_the_configuration_are_compared_without_a_ledger_a_key_or_a_price()
    {
        _folder.Write("assay.yaml", Config.Replace("openai:gpt-4o\n", "openai:nobody-knows-its-price\n    temperature: 0.5\n", StringComparison.Ordinal));

        AssayProcess.Finished json = await DiffAsync(0, "quality", "strict", "--json");
        AssayProcess.Finished text = await DiffAsync(0, "quality", "strict");

        Assert.Equal(("quality", "openai:gpt-4o-mini"), (json.Json.GetProperty("a").GetProperty("name").GetString(), json.Json.GetProperty("a").GetProperty("model").GetString()));
        Assert.Equal("strict", json.Json.GetProperty("b").GetProperty("name").GetString());
        Assert.False(json.Json.GetProperty("same").GetBoolean());
        Assert.Equal(["model", "temperature"], Paths(json));
        Assert.Equal(0.5, json.Json.GetProperty("changes")[1].GetProperty("b").GetDouble());
        Assert.Contains("\ntemperature: 0 -> 0.5\n", text.Output, StringComparison.Ordinal);
        Assert.Contains("share no average", text.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("assay.db")));
    }

    [Fact]
    public async Task A_judge_is_the_same_as_itself()
    {
        AssayProcess.Finished json = await DiffAsync(0, "quality", "quality", "--json");

        Assert.True(json.Json.GetProperty("same").GetBoolean());
        Assert.Empty(Paths(json));
        Assert.Contains("Nothing differs", (await DiffAsync(0, "quality", "quality")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_judge_is_compared_with_what_judged_last_line_by_line()
    {
        string before = await JudgeAsync();
        _folder.Write("rubric.yaml", Rubric.Replace("Look at the context.", "Look at the reference.", StringComparison.Ordinal).Replace("  tone:", "  kindness:", StringComparison.Ordinal));

        AssayProcess.Finished json = await DiffAsync(0, "quality", "--json");
        AssayProcess.Finished text = await DiffAsync(0, "quality");

        Assert.Equal(before, json.Json.GetProperty("b").GetProperty("version").GetString());
        Assert.Equal(["rubric.criteria.accuracy.question", "rubric.criteria.kindness", "rubric.criteria.tone"], Paths(json));
        Assert.Contains("   Is the answer right?\n  -Look at the reference.\n  +Look at the context.\n", text.Output, StringComparison.Ordinal);
        Assert.Contains($"+++ quality@{before}", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Versions_are_named_by_their_beginning_and_an_unknown_or_ambiguous_one_is_told_with_those_there_are()
    {
        var versions = new List<string> { await JudgeAsync() };
        // Seventeen versions have at least two that begin alike.
        for (int tokens = 0; versions.Select(v => v[0]).Distinct().Count() == versions.Count; tokens++)
        {
            _folder.Write("assay.yaml", Config.Replace("  strict:", $"    max_output_tokens: {2000 + tokens}\n  strict:", StringComparison.Ordinal));
            versions.Add(await JudgeAsync());
        }

        char twice = versions[^1][0];
        Assert.Equal(["max_output_tokens"], Paths(await DiffAsync(0, versions[0][..10], $"quality@{versions[^1][..10]}", "--json")));

        Trouble.AssertTold(await DiffAsync(2, "quality", $"quality@{twice}"), 2, ["more than one version", .. versions.Where(v => v[0] == twice)]);
        Trouble.AssertTold(await DiffAsync(2, "quality", "quality@x"), 2, "no version `x` of quality", versions[0]);
        Trouble.AssertTold(await DiffAsync(2, "nobody"), 2, "`nobody`", "quality@", "strict@");
        Trouble.AssertTold(await DiffAsync(2, "strict"), 2, "no other version of strict", "assay judge diff A B");
    }

    [Fact]
    public async Task A_version_of_an_earlier_release_has_no_words_of_its_rubric_and_it_is_said_so()
    {
        string before = await JudgeAsync();
        await using (var ledger = new SqliteConnection($"Data Source={_folder.File("assay.db")};Pooling=False"))
        {
            await ledger.OpenAsync(TestContext.Current.CancellationToken);
            await using SqliteCommand command = ledger.CreateCommand();
            command.CommandText = "UPDATE judge_versions SET definition = json_remove(definition, '$.rubric')";
            Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        }

        _folder.Write("rubric.yaml", Rubric.Replace("Is it kind?", "Is it polite?", StringComparison.Ordinal));

        Assert.Equal(["rubric_version"], Paths(await DiffAsync(0, "quality", "--json")));
        Assert.Contains($"stored {before} without its words", (await DiffAsync(0, "quality")).Output, StringComparison.Ordinal);
    }

    private static string[] Paths(AssayProcess.Finished json) => [.. json.Json.GetProperty("changes").EnumerateArray().Select(c => c.GetProperty("path").GetString()!)];

    /// <returns>The version that judged.</returns>
    private async Task<string> JudgeAsync()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        AssayProcess.Finished run = await AssayProcess.RunAsync(_folder.Path, provider.Environment, "run", "responses.jsonl", "--judge", "quality", "--json");
        Assert.True(run.ExitCode == 0, run.ToString());
        return run.Json.GetProperty("judge_version").GetString()!;
    }

    /// <summary>Without a key.</summary>
    private async Task<AssayProcess.Finished> DiffAsync(int exitCode, params string[] arguments)
    {
        AssayProcess.Finished finished = await AssayProcess.RunAsync(_folder.Path, null, ["judge", "diff", .. arguments]);
        Assert.True(finished.ExitCode == exitCode, finished.ToString());
        return finished;
    }
}
