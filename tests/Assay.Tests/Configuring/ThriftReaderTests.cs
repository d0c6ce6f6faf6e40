using Assay.Configuring;
using Assay.Scoring.Spending;

namespace Assay.Tests.Configuring;

public sealed class ThriftReaderTests
{
    [Fact]
    public void Nothing_is_given_up_unless_it_is_declared()
    {
        Assert.Null(Terms("max_output_tokens: 500"));
        Assert.Null(Terms("stretch_budget: false"));
    }

    [Fact]
    public void True_is_the_usual_order()
    {
        ThriftTerms terms = Terms("stretch_budget: true")!;

        Assert.Equal([ThriftStep.Samples, ThriftStep.Jury, ThriftStep.Responses], terms.Steps);
        Assert.Equal(0.05, terms.Always);
    }

    [Fact]
    public void The_order_is_as_it_is_declared()
    {
        ThriftTerms terms = Terms("stretch_budget: { give_up: [jury, samples], always: 0.2 }")!;

        Assert.Equal([ThriftStep.Jury, ThriftStep.Samples], terms.Steps);
        Assert.Equal(0.2, terms.Always);
    }

    [Theory]
    [InlineData("stretch_budget: { give_up: [respones] }", "`respones`. Known: samples, jury, responses")]
    [InlineData("stretch_budget: { give_up: [samples, samples] }", "twice")]
    [InlineData("stretch_budget: { give_up: [responses, samples] }", "responses last")]
    [InlineData("stretch_budget: { always: 2 }", "judges.q.stretch_budget.always")]
    [InlineData("stretch_budget: { allways: 0.1 }", "Did you mean `always`?")]
    public void What_cannot_be_meant_is_said(string keys, string says) =>
        Assert.Contains(says, Assert.Single(File(keys).Diagnostics, d => d.Severity == Severity.Error).Message, StringComparison.Ordinal);

    private static ThriftTerms? Terms(string keys) => Assert.Single(File(keys).Judges).Terms.Thrift;

    private static AssayFile File(string keys) => AssayFileReader.Read(
        "assay.yaml", $"judges: {{ q: {{ model: 'openai:m', rubric: {{ criteria: {{ accuracy: {{ question: Right?, scale: 1-5 }} }} }}, {keys} }} }}", _ => throw new IOException("none"));
}
