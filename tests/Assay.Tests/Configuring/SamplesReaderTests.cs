using Assay.Configuring;
using Assay.Scoring.Judging;
using Assay.Scoring.Sampling;

namespace Assay.Tests.Configuring;

public sealed class SamplesReaderTests
{
    [Fact]
    public void A_number_is_so_many_samples_at_temperature_1()
    {
        Judge judge = Read("samples: 3");

        Assert.Equal((SamplePlan.Of(3), 1f), (judge.Samples, judge.Temperature));
    }

    [Fact]
    public void A_declared_temperature_stays() => Assert.Equal(0.7f, Read("samples: 3, temperature: 0.7").Temperature);

    [Fact]
    public void Left_out_a_judge_is_asked_once_at_temperature_0()
    {
        Judge judge = Read("max_output_tokens: 500");

        Assert.Equal((SamplePlan.One, 0f, ScoreReading.Read), (judge.Samples, judge.Temperature, judge.Scores));
    }

    [Fact]
    public void Samples_may_be_taken_until_their_mean_is_clear_of_a_bar()
    {
        Assert.Equal(new SamplePlan(1, 5) { ClearOf = 3.5 }, Read("samples: { at_most: 5, until_clear_of: 3.5 }").Samples);
        Assert.Equal(new SamplePlan(3, 5) { ClearOf = 3.5, Quorum = 2 }, Read("samples: { at_least: 3, at_most: 5, until_clear_of: 3.5, quorum: 2 }").Samples);
        Assert.Equal(new SamplePlan(5, 5) { Quorum = 4 }, Read("samples: { at_most: 5, quorum: 4 }").Samples);
    }

    [Theory]
    [InlineData("samples: 0", "judges.q.samples", "must be")]
    [InlineData("samples: 26", "judges.q.samples", "must be")]
    [InlineData("samples: { at_least: 1 }", "judges.q.samples.at_most", "missing")]
    [InlineData("samples: { at_least: 1, at_most: 5 }", "judges.q.samples.until_clear_of", "missing")]
    [InlineData("samples: { at_least: 5, at_most: 3, until_clear_of: 3 }", "judges.q.samples.at_least", "more than `at_most`")]
    [InlineData("samples: { at_most: 5, until_clear_of: 7 }", "judges.q.samples.until_clear_of", "not on the scale from 1 to 5")]
    [InlineData("samples: { at_most: 5, until_clear_of: 3, quorum: 2 }", "judges.q.samples.quorum", "Raise `at_least`")]
    [InlineData("samples: { at_most: 5, untill_clear_of: 3 }", "judges.q.samples.untill_clear_of", "Did you mean `until_clear_of`?")]
    [InlineData("scores: mean", "judges.q.scores", "read (")]
    [InlineData("scores: weighted, template: 'Rate {{output}}', pattern: '[[x]]'", "judges.q.scores", "JSON")]
    public void What_cannot_be_meant_is_said_with_its_place_and_a_remedy(string keys, string place, string says)
    {
        Diagnostic finding = Assert.Single(File(keys).Diagnostics, d => d.Severity == Severity.Error);

        Assert.Contains(place, finding.Message, StringComparison.Ordinal);
        Assert.Contains(says, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_at_temperature_0_are_warned_of() => Assert.Contains("nearly the same", Assert.Single(File("samples: 3, temperature: 0").Diagnostics, d => d.Message.Contains("temperature", StringComparison.Ordinal)).Message, StringComparison.Ordinal);

    private static Judge Read(string keys)
    {
        AssayFile file = File(keys);
        Assert.DoesNotContain(file.Diagnostics, d => d.Severity == Severity.Error);
        return Assert.Single(file.Judges);
    }

    private static AssayFile File(string keys) => AssayFileReader.Read(
        "assay.yaml", $"judges: {{ q: {{ model: 'openai:m', rubric: {{ criteria: {{ accuracy: {{ question: Right?, scale: 1-5 }} }} }}, {keys} }} }}", _ => throw new IOException("none"));
}
