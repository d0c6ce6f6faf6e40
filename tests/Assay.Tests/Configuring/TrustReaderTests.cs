using System.Text.Json;
using Assay.Calibrating.Gates;
using Assay.Configuring;
using Assay.Tests.Conventions;

namespace Assay.Tests.Configuring;

public sealed class TrustReaderTests
{
    [Fact]
    public void A_judge_says_what_it_must_be_shown_to_be()
    {
        TrustTerms trust = Read("{kappa: 0.7, kappa_low: off, winning_rate: off, j: 0.6, bias: 0.5, consistency: 0.95, evidence: probe.json}").Trust!;

        Assert.Equal((0.7, null, null, 0.6, 0.8, 0.5, 0.95, 0.8), (trust.Bars.Kappa, trust.Bars.KappaLow, trust.Bars.WinningRate, trust.Bars.Youden, trust.Bars.Rates, trust.Bars.Bias, trust.Bars.RepeatConsistency, trust.Bars.Sensitivity));
        Assert.Equal(["mean_bias", "repeat_consistency", "youden_j"], trust.Bars.Required.Order());
        Assert.Equal(("abc", 0.97), (trust.Probe!.JudgeVersion, trust.Probe.RepeatConsistency!.Mean));
    }

    [Fact]
    public void Left_out_nothing_is_asked_and_empty_the_usual()
    {
        Assert.Null(Read(null).Trust);
        TrustTerms usual = Read("{}").Trust!;
        Assert.Equal(new JudgeBars() with { Required = usual.Bars.Required }, usual.Bars);
        Assert.Empty(usual.Bars.Required);
        Assert.Null(usual.Probe);
    }

    [Fact]
    public void Evidence_that_is_not_there_yet_is_no_mistake_but_nothing_measured()
    {
        ProbeFindings probe = Read("{evidence: later.json}").Trust!.Probe!;

        Assert.StartsWith("later.json cannot be read", probe.Problem, StringComparison.Ordinal);
        Assert.Null(probe.JudgeVersion);
    }

    [Fact]
    public void Trust_is_no_part_of_the_version() => Assert.Equal(Judge(null).Version, Judge("{kappa: 0.9}").Version);

    [Theory]
    [InlineData("{kapa: 0.6}", "unknown key `judges.quality.trust.kapa`. Did you mean `kappa`?")]
    [InlineData("{kappa: 60}", "`judges.quality.trust.kappa` is 60, but must be from 0 to 1.")]
    [InlineData("{consistency: high}", "`judges.quality.trust.consistency` must be a number")]
    [InlineData("high", "`judges.quality.trust` must be a mapping")]
    public void What_cannot_be_is_said_with_its_place(string written, string message)
    {
        Diagnostic error = Assert.Single(Errors(File(written)));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal((Severity.Error, 5), (error.Severity, error.Line));
    }

    [Fact]
    public void The_schema_names_the_keys_that_are_read()
    {
        JsonElement schema = JsonElement.Parse(Repository.Read("docs/schemas/assay.schema.json")).GetProperty("definitions").GetProperty("judge").GetProperty("properties").GetProperty("trust").GetProperty("properties");
        Diagnostic unknown = Assert.Single(Errors(File("{zzzzzzzzzzzzzz: 1}")));

        Assert.EndsWith($"Known here: {string.Join(", ", schema.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal))}.", unknown.Message, StringComparison.Ordinal);
    }

    private static Assay.Scoring.Judging.JudgeTerms Read(string? trust) => Judge(trust).Terms;

    private static Assay.Scoring.Judging.Judge Judge(string? trust)
    {
        AssayFile file = File(trust);
        Assert.Empty(Errors(file));
        return Assert.Single(file.Judges);
    }

    private static IEnumerable<Diagnostic> Errors(AssayFile file) => file.Diagnostics.Where(d => d.Severity == Severity.Error);

    private static AssayFile File(string? trust) => AssayFileReader.Read(
        "assay.yaml",
        $$"""
        judges:
          quality:
            model: openai:gpt-4o-mini
            rubric: { criteria: { helpful: { question: "Does it help?", scale: 1-5 } } }
        {{(trust is null ? "" : $"    trust: {trust}")}}
        """,
        name => name == "probe.json" ? """{"judge_version":"abc","repeat_consistency":{"value":0.97,"n":50}}""" : throw new FileNotFoundException($"there is no {name}"));
}
