using Assay.Configuring;
using Assay.Scoring.Judging;

namespace Assay.Tests.Configuring;

public sealed class PairwiseJudgeReaderTests
{
    private const string Rubric = "criteria: {tone: {question: Which is kinder?}}";

    [Fact]
    public void A_judge_that_compares_needs_no_scale_and_is_for_pairs()
    {
        Judge judge = AssayFileReader.ReadOrThrow("assay.yaml", "judges: {pw: {model: openai:m, mode: pairwise, rubric: r.yaml}}", _ => Rubric).Judges[0];

        Assert.True(judge.IsPairwise);
        Assert.Equal("tone", Assert.Single(judge.PreferredBy!.Criteria).Name);
        Assert.Equal(["original", "swapped"], judge.Rubric.Criteria.Select(c => c.Name));
        Assert.True(judge.Terms.Filter.Pairs);
    }

    [Fact]
    public void The_rubric_of_another_judge_can_be_used_whatever_its_scales_are()
    {
        const string scaled = "criteria: {tone: {question: Q?, scale: 1-3}, facts: {question: Q?, checklist: [named, dated]}}";

        AssayFile file = AssayFileReader.ReadOrThrow("assay.yaml", "judges: {pw: {model: openai:m, mode: pairwise, rubric: r.yaml}}", _ => scaled);

        Assert.Equal(["tone", "facts"], file.Judges[0].PreferredBy!.Criteria.Select(c => c.Name));
        Assert.Empty(file.Diagnostics);
    }

    [Fact]
    public void Pointwise_is_what_a_judge_is_without_a_mode()
    {
        AssayFile file = AssayFileReader.ReadOrThrow(
            "assay.yaml", "judges: {a: {model: openai:m, mode: pointwise, rubric: r.yaml}, b: {model: openai:m, rubric: r.yaml}}", _ => "criteria: {tone: {question: Q?, scale: 0-1}}");

        Assert.Equal(file.Judges[0].Version, file.Judges[1].Version);
        Assert.False(file.Judges[0].IsPairwise);
    }

    [Theory]
    [InlineData("mode: pairs", "Known: pointwise (grades one output), pairwise")]
    [InlineData("mode: pairwise\n    one_call_per_criterion: true", "does not go with `mode: pairwise`")]
    [InlineData("mode: pairwise\n    template: 'Which? {{output_1}}'\n    pattern: '[[x]]'", "must use {{output_1}} and {{output_2}}")]
    [InlineData("mode: pairwise\n    template: '{{output_1}} {{output_2}}'\n    pattern: 'Winner'", "exactly one lone x")]
    [InlineData("mode: pairwise\n    pattern: '[[x]]'", "Add a template, or remove the pattern")]
    [InlineData("template: '{{output_1}} {{output_2}}'\n    pattern: '[[x]]'", "needs `mode: pairwise`")]
    public void What_does_not_fit_is_told(string lines, string said)
    {
        ConfigurationException error = Assert.Throws<ConfigurationException>(
            () => AssayFileReader.ReadOrThrow("assay.yaml", $"judges:\n  pw:\n    model: openai:m\n    rubric: r.yaml\n    {lines}\n", _ => "criteria: {tone: {question: Q?, scale: 0-1}}"));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }
}
