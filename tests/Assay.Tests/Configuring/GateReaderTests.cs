using System.Text.Json;
using Assay.Configuring;
using Assay.Gating;
using Assay.Gating.Looking;
using Assay.Gating.Statistics.Sequential;
using Assay.Tests.Conventions;

namespace Assay.Tests.Configuring;

public sealed class GateReaderTests
{
    [Fact]
    public void A_gate_says_what_it_asks_for()
    {
        AssayFile file = Read("""
            gate:
              margin: {overall: 0.2, tone: 0.5}
              min: {overall: 3.8}
              min_n: 50
              min_coverage: 0.9
              samples: 5
              groups: [route, language]
              cluster: document
              must_pass: {score: 4, times: 2}
              early_stop: {looks: 5, spending: pocock}
            """);
        GateTerms gate = file.Gate;

        Assert.Empty(file.Diagnostics);
        Assert.Equal((0.2, 0.5, 3.8), (gate.Margins["overall"], gate.Margins["tone"], gate.Min["overall"]));
        Assert.Equal((50, 0.9, 5, "document", 4, 2), (gate.MinN, gate.MinCoverage, gate.Samples, gate.Cluster, gate.MustPassScore, gate.MustPassTimes));
        Assert.Equal(["route", "language"], gate.Groups);
        Assert.Equal(new EarlyStop { Looks = 5, Spending = Spending.Pocock }, gate.EarlyStop);
    }

    [Fact]
    public void Left_out_it_is_as_the_guide_says()
    {
        GateTerms gate = Read("store: a.db").Gate;

        Assert.Equal((20, 0.95, null, null), (gate.MinN, gate.MinCoverage, gate.Margin, gate.Samples));
        Assert.Equal(0.3, Read("gate: {margin: 0.3}").Gate.Margin);
        Assert.Null(gate.EarlyStop);
        Assert.Equal((new EarlyStop { Looks = 4, Spending = Spending.ObrienFleming }, null), (Read("gate: {early_stop: true}").Gate.EarlyStop, Read("gate: {early_stop: false}").Gate.EarlyStop));
    }

    [Theory]
    [InlineData("margn: 1", "unknown key `gate.margn`. Did you mean `margin`?")]
    [InlineData("margin: 0", "`gate.margin` must be above 0")]
    [InlineData("margin: {tone: 0}", "`gate.margin.tone` must be above 0")]
    [InlineData("min: {overall: high}", "`gate.min.overall` must be a number")]
    [InlineData("min_n: 1", "`gate.min_n` is 1, but must be from 2 to 1000000.")]
    [InlineData("min_coverage: 95", "`gate.min_coverage` is 95, but must be from 0 to 1.")]
    [InlineData("early_stop: {looks: 1}", "`gate.early_stop.looks` is 1, but must be from 2 to 10.")]
    [InlineData("early_stop: {spending: fleming}", "`gate.early_stop.spending` is `fleming`, but must be obrien_fleming or pocock.")]
    [InlineData("early_stop: {look: 3}", "unknown key `gate.early_stop.look`. Did you mean `looks`?")]
    [InlineData("early_stop: maybe", "`gate.early_stop` must be true or false")]
    [InlineData("samples: 100", "`gate.samples` is 100, but must be from 1 to 25.")]
    [InlineData("must_pass: {tims: 2}", "unknown key `gate.must_pass.tims`. Did you mean `times`?")]
    [InlineData("samples: 2, must_pass: {times: 3}", "`gate.must_pass.times` is 3, but each output is judged 2 times")]
    public void What_cannot_be_is_said_with_its_place(string written, string message)
    {
        Diagnostic error = Assert.Single(Read($"gate: {{{written}}}").Diagnostics);

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal((Severity.Error, 1), (error.Severity, error.Line));
    }

    [Fact]
    public void The_schema_names_the_keys_that_are_read()
    {
        JsonElement schema = JsonElement.Parse(Repository.Read("docs/schemas/assay.schema.json")).GetProperty("properties").GetProperty("gate").GetProperty("properties");
        string known = Assert.Single(Read("gate: {zzzzzzzzzzzz: 1}").Diagnostics).Message;

        Assert.EndsWith($"Known here: {string.Join(", ", schema.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal))}.", known, StringComparison.Ordinal);
    }

    private static AssayFile Read(string yaml) => AssayFileReader.Read("assay.yaml", yaml, _ => "");
}
