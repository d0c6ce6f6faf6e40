using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>Options and files that people write: what is wrong is told before anything is done, and earlier work stays.</summary>
public sealed class BadConfigurationTests(EarlierWork earlier) : IClassFixture<EarlierWork>
{
    private const string Judges = """
        judges:
          support:
            model: offline:heuristic
            rubric: rubric.yaml
          refunds:
            model: offline:heuristic
            rubric: rubric.yaml
        """;

    private const string Rubric = """
        criteria:
          accuracy:
            question: Is the answer right?
            scale: 1-5
        """;

    [Theory]
    [InlineData("run responses.jsonl --judge offline:heuristic --config nowhere.yaml", "nowhere.yaml does not exist", "assay init")]
    [InlineData("run responses.jsonl --config judges.yaml --judge suport", "no judge `suport`", "Did you mean `support`?")]
    [InlineData("run responses.jsonl --config judges.yaml", "several judges", "--judge: support, refunds")]
    [InlineData("run responses.jsonl", "no judge is named", "assay init")]
    [InlineData("run responses.jsonl --judge openai:gpt-4o-mini", "names a model, but not what to ask it", "--rubric")]
    [InlineData("run responses.jsonl --judge openai:gpt-4o-mini --rubric misspelt.yaml", "misspelt.yaml:3:5", "questoin", "question")]
    [InlineData("run responses.jsonl --judge openai:gpt-4o-mini --rubric broken.yaml", "broken.yaml:3:1", "not valid YAML")]
    [InlineData("run responses.jsonl --judge openai:gpt-4o-mini --rubric nowhere.yaml", "nowhere.yaml does not exist", "--criterion")]
    [InlineData("run responses.jsonl --judge openai:house-model --criterion accuracy --rubric Right?", "no price is known for openai:house-model", "usd_per_million_tokens", "--free")]
    [InlineData("run responses.jsonl --judge openai:house-model --criterion accuracy --rubric Right? --budget-usd 1", "no price is known for openai:house-model", "--free")]
    [InlineData("run responses.jsonl --judge offline:heuristic --budget-usd -1", "--budget-usd is `-1`", "from 0")]
    [InlineData("run responses.jsonl --judge offline:heuristic --budget-usd 1,50", "--budget-usd is `1,50`", "a number")]
    [InlineData("run responses.jsonl --judge offline:heuristic --concurrency 0", "--concurrency is `0`", "from 1")]
    [InlineData("run responses.jsonl --judge offline:heuristic --concurrency many", "--concurrency is `many`", "a number")]
    [InlineData("run responses.jsonl --judge offline:heuristic --limit 1.5", "--limit is `1.5`", "a whole number")]
    [InlineData("run responses.jsonl --judge offline:heuristic --min-coverage 95", "--min-coverage is `95`", "from 0 to 1")]
    [InlineData("run responses.jsonl --judge offline:heuristic --timeout soon", "--timeout is `soon`", "30s")]
    [InlineData("run responses.jsonl --judge offline:heuristic --out results.xlsx", "--out results.xlsx", ".jsonl, .csv")]
    [InlineData("run responses.jsonl --judge offline:heuristic --out nowhere/results.csv", "--out nowhere/results.csv", "does not exist")]
    [InlineData("run responses.jsonl --judge offline:heuristic --colour red", "no option --colour", "assay run --help")]
    [InlineData("run responses.jsonl --judge offline:heuristic --concurency 8", "no option --concurency", "Did you mean --concurrency?")]
    [InlineData("judge lint --strict rubric.yaml", "no option --strict", "assay judge lint --help")]
    [InlineData("run", "run needs FILE...: Responses", "assay run --help")]
    [InlineData("why", "why needs ID: The response's id.", "assay why --help")]
    [InlineData("jugde list", "there is no verb jugde. Did you mean judge?", "assay --help")]
    [InlineData("judge lst", "there is no verb lst. Did you mean list?", "assay judge --help")]
    [InlineData("ledger --stroe ledger.db", "there is no option --stroe. Did you mean --store?", "assay ledger --help")]
    [InlineData("export --store ledger.db --format xml", "--format is `xml`", "jsonl or csv")]
    [InlineData("export --store ledger.db --outcome lost", "--outcome is `lost`", "scored, unscored, skipped or owed")]
    public async Task What_cannot_be_meant_is_refused_with_what_to_write_instead(string command, params string[] mentioned)
    {
        using var folder = new TemporaryFolder();
        earlier.CopyTo(folder);
        folder.Write("responses.jsonl", Faults.Items.Jsonl(2, seed: 2));
        folder.Write("judges.yaml", Judges);
        folder.Write("rubric.yaml", Rubric);
        folder.Write("misspelt.yaml", Rubric.Replace("question", "questoin", StringComparison.Ordinal));
        folder.Write("broken.yaml", "criteria:\n  accuracy: [question\n");
        byte[] ledger = await File.ReadAllBytesAsync(folder.File("ledger.db"), TestContext.Current.CancellationToken);
        var environment = new Dictionary<string, string> { ["OPENAI_API_KEY"] = "any", ["ASSAY__STORE"] = "ledger.db" };

        AssayProcess.Finished finished = await AssayProcess.RunAsync(folder.Path, environment, command.Split(' '));

        Trouble.AssertTold(finished, 2, mentioned);
        Assert.Empty(finished.Output);
        Assert.Equal(ledger, await File.ReadAllBytesAsync(folder.File("ledger.db"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("ASSAY__BUGDET_USD", "Did you mean ASSAY__BUDGET_USD?")]
    [InlineData("ASSAY__NOTHING_LIKE_IT", "Unset it")]
    public async Task A_variable_that_names_no_option_is_refused(string name, string remedy)
    {
        using var folder = new TemporaryFolder();
        folder.Write("responses.jsonl", Faults.Items.Jsonl(2, seed: 2));

        AssayProcess.Finished run = await AssayProcess.RunAsync(folder.Path, new Dictionary<string, string> { [name] = "1" }, "run", "responses.jsonl", "--judge", "offline:heuristic");

        Trouble.AssertTold(run, 2, name, remedy);
        Assert.False(File.Exists(folder.File("assay.db")));
    }

    [Fact]
    public async Task Every_error_of_a_configuration_is_listed_with_its_place()
    {
        using var folder = new TemporaryFolder();
        folder.Write("rubric.yaml", Rubric);
        folder.Write("assay.yaml", """
            judges:
              support:
                modle: offline:heuristic
                rubric: rubric.yml
            """);

        AssayProcess.Finished finished = await AssayProcess.RunAsync(folder.Path, null, "run", "responses.jsonl");

        Trouble.AssertTold(finished, 2, "assay.yaml:3:5", "modle", "model", "assay.yaml:4:13", "rubric.yml");
        Assert.False(File.Exists(folder.File("assay.db")), "a ledger was made although nothing could be done");
    }
}
