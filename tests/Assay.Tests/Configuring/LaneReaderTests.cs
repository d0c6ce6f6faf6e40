using Assay.Configuring;
using Assay.Scoring.Batching;

namespace Assay.Tests.Configuring;

public sealed class LaneReaderTests
{
    [Theory]
    [InlineData("", null, null, false)]
    [InlineData("lane: live, deadline: 6h", Lane.Live, 6, false)]
    [InlineData("lane: batch", Lane.Batch, null, true)]
    [InlineData("deadline: 6h", null, 6, true)]
    [InlineData("lane: batch, deadline: 12h", Lane.Batch, 12, true)]
    public void A_judge_says_whether_its_verdicts_may_wait(string written, Lane? lane, int? hours, bool mayWait)
    {
        LaneTerms terms = Assert.Single(Read(written).Judges).Terms.Lanes;

        Assert.Equal((lane, hours is { } h ? TimeSpan.FromHours(h) : (TimeSpan?)null, mayWait), (terms.Lane, terms.Deadline, terms.MayWait));
    }

    [Fact]
    public void Neither_is_a_part_of_the_judges_version() =>
        Assert.Equal(Assert.Single(Read("").Judges).Version, Assert.Single(Read("lane: batch, deadline: 6h").Judges).Version);

    [Theory]
    [InlineData("lane: later", "`judges.q.lane` is `later`. Known: live")]
    [InlineData("deadline: 5s", "`judges.q.deadline` must be from 1m to 31d")]
    [InlineData("deadline: 60d", "`judges.q.deadline` must be from 1m to 31d")]
    public void What_is_no_lane_or_deadline_is_said_with_its_place(string written, string message) =>
        Assert.Contains(Read(written).Diagnostics, d => d.Severity == Severity.Error && d.Message.Contains(message, StringComparison.Ordinal));

    private static AssayFile Read(string written) => AssayFileReader.Read(
        "assay.yaml", $$"""judges: { q: { model: "openai:m", rubric: { criteria: { a: { question: "Is it right?", scale: 0-1 } } }{{(written.Length > 0 ? ", " + written : "")}} } }""", _ => throw new FileNotFoundException());
}
