using Assay.Scoring.Judging;
using Assay.Testing;
using Assay.Tests.Conventions;
using Assay.Tests.Testing;

namespace Assay.Tests.TestJudging;

public sealed class TestingSamplesTests
{
    private const string Page = "docs/guides/testing.md";

    [Fact]
    public void Every_sample_of_the_guide_is_compiled_word_for_word() => CompiledSamples.AssertAre(Page, "tests/Assay.Tests/TestJudging/TestingSamples.cs");

    [Fact]
    public void Every_option_is_explained() => Assert.All(
        typeof(TestJudgeOptions).GetProperties().Concat(typeof(Bar).GetProperties()),
        property => Assert.Contains($"`{property.Name}`", Repository.Read(Page), StringComparison.Ordinal));

    [Fact]
    public async Task The_delegates_of_the_guide_decide()
    {
        await using TestJudge assay = TestJudge.Of(TestingSamples.Delegates((output, _) => Task.FromResult(!output.Contains("broken", StringComparison.Ordinal))));

        var error = await Assert.ThrowsAsync<BelowBarException>(() => assay.Judged("see http://broken", Bar.AtLeast(1), TestContext.Current.CancellationToken));

        Assert.Equal(["a link leads nowhere", "at_most_one_line holds"], error.Judgement.Answers[0].Said.Select(s => s.Reason));
        Assert.Equal(0.5, error.Judgement.Score);
    }
}
