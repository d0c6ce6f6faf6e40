using System.Text.Json;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.CommandLine;

/// <summary><c>assay judge list</c>, <c>test</c> and <c>lint</c>.</summary>
public sealed class JudgeVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task List_shows_the_judges_of_the_configuration()
    {
        string config = Checkout.Example("support/assay.yaml");

        AssayProcess.Finished json = await AssayProcess.RunAsync(_folder.Path, null, "judge", "list", "--config", config, "--json");
        AssayProcess.Finished text = await AssayProcess.RunAsync(_folder.Path, null, "judge", "list", "--config", config);

        Assert.True(json.ExitCode == 0, json.ToString());
        JsonElement judge = json.Json.GetProperty("judges").EnumerateArray().Single();
        Assert.Equal(("support", "openai:gpt-4o-mini"), (judge.GetProperty("name").GetString(), judge.GetProperty("model").GetString()));
        Assert.Equal(["accuracy", "helpfulness", "tone"], judge.GetProperty("criteria").EnumerateArray().Select(c => c.GetString()!));
        Assert.Contains(judge.GetProperty("version").GetString()!, text.Output, StringComparison.Ordinal);
        Assert.Contains("0.15 / 0.6", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_shows_what_was_sent_what_came_back_and_how_it_was_read()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync();

        AssayProcess.Finished test = await AssayProcess.RunAsync(
            _folder.Path, provider.Environment, "judge", "test", "--judge", "openai:gpt-4o-mini", "--criterion", "accuracy", "--rubric", "Does the answer name the right city?",
            "--input", "What is the capital of France?", "--output", "The capital of France is Paris.");

        Assert.True(test.ExitCode == 0, test.ToString());
        foreach (string part in (string[])["sent, system", "sent, user", "Does the answer name the right city?", "What is the capital of France?", "The capital of France is Paris.", "reply", "\"score\"", "verdict", "read · json_schema"])
        {
            Assert.Contains(part, test.Output, StringComparison.Ordinal);
        }

        Assert.Matches(@"accuracy: [1-5]  ", test.Output);
        Assert.Equal(1, provider.RequestCount);
        Assert.DoesNotContain(LoggedProvider.Key, test.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder.Path));
    }

    [Fact]
    public async Task Every_example_that_ships_is_free_of_errors()
    {
        string[] files =
        [
            .. Directory.EnumerateFiles(Path.Combine(Checkout.Root, "examples"), "*.yaml", SearchOption.AllDirectories)
                // What the demo's shop says, what Prometheus reads and prompts of an application are neither rubrics nor configurations.
                .Where(f => Path.GetFileName(Path.GetDirectoryName(f)) is not ("texts" or "monitoring" or "prompts"))
                .Where(f => Path.GetFileName(Path.GetDirectoryName(f)) != "gate-loop" || Path.GetFileName(f) == "assay.yaml").Order(StringComparer.Ordinal),
        ];
        Assert.NotEmpty(files);

        AssayProcess.Finished lint = await AssayProcess.RunAsync(_folder.Path, null, ["judge", "lint", .. files]);

        Assert.True(lint.ExitCode == 0, lint.ToString());
        Assert.Contains($"{files.Length} checked: 0 errors", lint.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lint_tells_every_error_with_its_place()
    {
        _folder.Write("wrong.yaml", """
            criteria:
              accuracy:
                question: Is it right?
                scale: 5-1
              tone:
                qestion: Is it kind?
                scale: pass/fail
            """);

        AssayProcess.Finished lint = await AssayProcess.RunAsync(_folder.Path, null, "judge", "lint", "wrong.yaml");

        Assert.Equal(2, lint.ExitCode);
        Assert.Contains("wrong.yaml:4:12: error: `5-1` is not a scale", lint.Output, StringComparison.Ordinal);
        Assert.Contains("wrong.yaml:6:5: error:", lint.Output, StringComparison.Ordinal);
        Assert.Matches(@"1 checked: [2-9] errors", lint.Output);
    }

    [Fact]
    public async Task Lint_tells_of_a_rubric_once_however_many_judges_apply_it()
    {
        _folder.Write("rubric.yaml", "criteria: { tone: { question: Is it kind?, scale: 1-3, anchors: { 1: No., 2: Partly. } } }");
        _folder.Write("assay.yaml", """
            judges:
              small: { model: "openai:gpt-4o-mini", rubric: rubric.yaml }
              large: { model: "openai:gpt-4.1", rubric: rubric.yaml }
            """);

        AssayProcess.Finished lint = await AssayProcess.RunAsync(_folder.Path, null, "judge", "lint");

        Assert.Contains("has no anchor for 3", lint.Output, StringComparison.Ordinal);
        Assert.Contains("1 checked: 0 errors, 1 warnings", lint.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lint_of_a_file_that_is_not_there_is_refused() =>
        Trouble.AssertTold(await AssayProcess.RunAsync(_folder.Path, null, "judge", "lint", "nowhere.yaml"), 2, "nowhere.yaml does not exist");
}
