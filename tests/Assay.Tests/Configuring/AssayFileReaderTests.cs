using Assay.Configuring;
using Assay.Scoring.Judging;
using Assay.Scoring.Spending;

namespace Assay.Tests.Configuring;

public sealed class AssayFileReaderTests
{
    private const string Rubric = "criteria: {tone: {question: Q?, scale: 0-1}}";

    [Fact]
    public void A_judge_says_which_responses_it_is_for()
    {
        AssayFile file = AssayFileReader.ReadOrThrow("assay.yaml", """
            judges:
              refunds:
                model: openai:gpt-4
                rubric: desk.yaml
                when: { route: [refunds, returns], release: 2.4 }
              all:
                model: openai:gpt-4
                rubric: desk.yaml
            """, _ => Rubric);
        ConfigurationException wrong = Assert.Throws<ConfigurationException>(() => AssayFileReader.ReadOrThrow("assay.yaml", """
            judges:
              refunds:
                model: openai:gpt-4
                rubric: desk.yaml
                when: refunds
            """, _ => Rubric));

        Assert.Equal(["refunds", "returns"], file.Judges[0].Terms.Filter.Conditions["route"]);
        Assert.Equal(["2.4"], file.Judges[0].Terms.Filter.Conditions["release"]);
        Assert.Empty(file.Judges[1].Terms.Filter.Conditions);
        Assert.Equal(file.Judges[0].Version, file.Judges[1].Version);
        Assert.Contains("assay.yaml:5:", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_whole_file_is_read()
    {
        AssayFile file = AssayFileReader.ReadOrThrow("assay.yaml", """
            store: runs.db
            budget_usd: 5
            slices: [route, language]
            judges:
              desk:
                model: gateway:qwen3:8b
                rubric: desk.yaml
                one_call_per_criterion: true
                temperature: 0.5
                max_output_tokens: 300
                checks: [empty_output, refusal]
              rater:
                model: openai:gpt-4
                rubric: {criteria: {quality: {question: Q?, scale: 1-10}}}
                system: Be fair.
                template: rater.txt
                pattern: "[[x]]"
                temperature: default
            """, name => name == "desk.yaml" ? Rubric : "Rate {{output}}");

        Assert.DoesNotContain(file.Diagnostics, d => d.Severity == Severity.Error);
        Assert.Equal(["route", "language"], file.Slices);
        Assert.Equal([("store", "runs.db"), ("budget_usd", "5")], file.Options.Select(o => (o.Key, o.Value)));
        Judge desk = file.Judges[0];
        Assert.Equal(("desk", "gateway:qwen3:8b", true, 0.5f, 300), (desk.Name, desk.Model.ToString(), desk.OneCallPerCriterion, desk.Temperature, desk.MaxOutputTokens));
        Assert.Equal([OutputCheck.EmptyOutput, OutputCheck.Refusal], desk.Checks);
        Assert.Equal("tone", desk.Rubric.Criteria[0].Name);
        Judge rater = file.Judges[1];
        Assert.Equal(("rater", "Be fair.", "Rate {{output}}", "[[x]]", null), (rater.Name, rater.System, rater.Template?.Text, rater.Pattern, rater.Temperature));
        Assert.Equal(OutputChecks.Default, rater.Checks);
        Assert.Equal("rater", rater.Rubric.Name);
    }

    [Fact]
    public void Providers_are_read_with_the_format_they_speak()
    {
        AssayFile file = AssayFileReader.ReadOrThrow("assay.yaml", """
            providers:
              azure: {base_url: "https://x.openai.azure.com", api_version: 2024-10-21, key_variable: AZ_KEY}
              anthropic: {key_file: /run/secrets/key}
              gateway: {format: anthropic, base_url: "http://gateway:8080/v1", headers: {X-Team: search}}
              local: {base_url: "http://127.0.0.1:11434/v1", free: true}
            """, NoFile);

        Assert.Equal(
            [("azure", WireFormat.Azure), ("anthropic", WireFormat.Anthropic), ("gateway", WireFormat.Anthropic), ("local", WireFormat.OpenAi)],
            file.Providers.Values.Select(p => (p.Name, p.Format)));
        Assert.Equal(("2024-10-21", "AZ_KEY"), (file.Providers["azure"].ApiVersion, file.Providers["azure"].KeyVariable));
        Assert.Equal("/run/secrets/key", file.Providers["anthropic"].KeyFile);
        Assert.Equal("search", file.Providers["gateway"].Headers["x-team"]);
        Assert.Equal((new Uri("http://127.0.0.1:11434/v1"), true), (file.Providers["local"].BaseUrl, file.Providers["local"].Free));
    }

    [Fact]
    public void Prices_are_read_with_their_unit()
    {
        AssayFile file = AssayFileReader.ReadOrThrow("assay.yaml", """
            prices:
              unit: usd_per_million_tokens
              openai:mine: {input: 0.15, cached_input: 0.075, output: 0.6}
              openai:other: {input: 1, output: 2}
            """, NoFile);

        Assert.Equal(new ModelPrice(0.15m, 0.075m, 0.6m), file.Prices["openai:mine"]);
        Assert.Equal(new ModelPrice(1, 1, 2), file.Prices["openai:other"]);
        Assert.Equal(2, file.Prices.Count);
    }

    [Theory]
    [InlineData("jugdes: {}\n", 1, 1, "Did you mean `judges`?")]
    [InlineData("judges:\n  a:\n    rubric: r.yaml\n", 3, 5, "`judges.a.model` is missing. Write for example `model: openai:gpt-4o-mini`")]
    [InlineData("judges:\n  a:\n    model: gpt-4\n    rubric: r.yaml\n", 3, 12, "Write provider:model")]
    [InlineData("judges:\n  a:\n    model: openai:m\n", 3, 5, "Name a rubric file")]
    [InlineData("judges:\n  a:\n    model: openai:m\n    rubric: none.yaml\n", 4, 13, "none.yaml cannot be read: no such file Paths are relative to this file.")]
    [InlineData("judges:\n  a:\n    model: openai:m\n    rubric: r.yaml\n    temprature: 1\n", 5, 5, "Did you mean `temperature`?")]
    [InlineData("judges:\n  a:\n    model: openai:m\n    rubric: r.yaml\n    temperature: 3\n", 5, 18, "must be from 0 to 2")]
    [InlineData("judges:\n  a:\n    model: openai:m\n    rubric: r.yaml\n    max_output_tokens: 1.5\n", 5, 24, "must be a whole number")]
    [InlineData("judges:\n  a:\n    model: openai:m\n    rubric: r.yaml\n    checks: [spelling]\n", 5, 13, "Known: empty_output, no_content, json, refusal")]
    [InlineData("judges:\n  a:\n    model: openai:m\n    rubric: r.yaml\n    template: 'Rate {{ouput}}'\n", 5, 15, "Did you mean {{output}}?")]
    [InlineData("judges:\n  a:\n    model: openai:m\n    rubric: r.yaml\n    template: bad.txt\n", 5, 15, "bad.txt:2:3: unknown field {{inptu}}")]
    [InlineData("judges:\n  a:\n    model: openai:m\n    rubric: r.yaml\n    pattern: '[[x]]'\n", 5, 14, "Add a template, or remove the pattern")]
    [InlineData("judges:\n  a:\n    model: openai:m\n    rubric: r.yaml\n    template: '{{output}}'\n    pattern: 'Rating'\n", 6, 14, "exactly one lone x")]
    [InlineData("judges:\n  a:\n    model: openai:m\n    rubric: r.yaml\n    system: Be fair.\n", 5, 13, "goes with a `template`")]
    [InlineData("judges:\n  a:\n    model: openai:m\n    rubric: [r.yaml]\n", 4, 13, "must be a file name or a mapping")]
    [InlineData("judges: [a]\n", 1, 9, "`judges` must be a mapping, but is a list")]
    [InlineData("judges:\n  a:\n", 2, 5, "`judges.a` must be a mapping")]
    [InlineData("providers:\n  p: {format: grpc}\n", 2, 15, "Known: openai, azure, anthropic")]
    [InlineData("providers:\n  p: {base_url: 'ftp://x'}\n", 2, 17, "must be an http or https address")]
    [InlineData("providers:\n  p: {free: perhaps}\n", 2, 13, "must be true or false")]
    [InlineData("prices:\n  openai:m: {input: 1, output: 1}\n", 2, 3, "Write `unit: usd_per_million_tokens`")]
    [InlineData("prices:\n  unit: usd_per_token\n  openai:m: {input: 1, output: 1}\n", 2, 9, "Write `unit: usd_per_million_tokens`")]
    [InlineData("prices:\n  unit: usd_per_million_tokens\n  m: {input: 1, output: 1}\n", 3, 6, "is not a model reference such as openai:gpt-4o-mini")]
    [InlineData("prices:\n  unit: usd_per_million_tokens\n  openai:m: {input: 1}\n", 3, 13, "needs `input` and `output`")]
    [InlineData("prices:\n  unit: usd_per_million_tokens\n  openai:m: {input: -1, output: 1}\n", 3, 21, "must be from 0 to")]
    [InlineData("prices:\n  unit: usd_per_million_tokens\n  openai:m: {input: 1e300, output: 1}\n", 3, 21, "must be from 0 to")]
    [InlineData("prices: [1]\n", 1, 9, "`prices` must be a mapping, but is a list")]
    [InlineData("slices: {a: b}\n", 1, 9, "must be a list of texts")]
    [InlineData("store: [a]\n", 1, 8, "must be a text")]
    [InlineData("store: 'a\n", 1, 8, "not valid YAML")]
    public void An_error_names_line_column_and_remedy(string yaml, long line, long column, string message)
    {
        var error = Assert.Throws<ConfigurationException>(() => AssayFileReader.ReadOrThrow("assay.yaml", yaml, Files));

        Diagnostic found = Assert.Single(error.Diagnostics, d => d.Severity == Severity.Error && d.Message.Contains(message, StringComparison.Ordinal));
        Assert.Equal(("assay.yaml", line, column), (found.File, found.Line, found.Column));
    }

    [Fact]
    public void A_finding_in_a_rubric_file_names_that_file()
    {
        var error = Assert.Throws<ConfigurationException>(
            () => AssayFileReader.ReadOrThrow("assay.yaml", "judges: {a: {model: openai:m, rubric: broken.yaml}}", _ => "criteria:\n  tone: {question: Q?, scale: stars}"));

        Assert.StartsWith("broken.yaml:2:31: error: `stars` is not a scale.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Warnings_do_not_stop_the_start()
    {
        AssayFile file = AssayFileReader.ReadOrThrow(
            "assay.yaml", "judges: {a: {model: openai:m, rubric: r.yaml}}", _ => "criteria: {tone: {question: Q?, scale: 1-3}}");

        Assert.Equal(3, file.Diagnostics.Count);
        Assert.All(file.Diagnostics, d => Assert.Equal(Severity.Warning, d.Severity));
        Assert.Single(file.Judges);
    }

    private static string Files(string name) => name switch
    {
        "r.yaml" => Rubric,
        "bad.txt" => "Rate\n  {{inptu}}",
        _ => NoFile(name),
    };

    private static string NoFile(string name) => throw new FileNotFoundException("no such file");
}
