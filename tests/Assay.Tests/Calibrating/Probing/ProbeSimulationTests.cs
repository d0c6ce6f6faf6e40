using Assay.Calibrating.Probing;
using Assay.Scoring.Judging;
using Assay.Simulator;
using Assay.Surfacing;

namespace Assay.Tests.Calibrating.Probing;

/// <summary>What `eng/bench probe` shows over 300 seeds, here over few.</summary>
public sealed class ProbeSimulationTests
{
    private const int Seeds = 12;

    [Fact]
    public async Task A_judge_without_bias_passes()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            ProbeReport report = await SimulatedProbe.RunAsync(new SimulatorOptions { Noise = 0, RepeatNoise = 0.01, Seed = seed });

            Assert.True(report.Outcome == ProbeVerdict.Ok, string.Join('\n', report.Tests.Where(t => t.Verdict == ProbeVerdict.Biased).Select(t => $"seed {seed}, {t.Test}: {t.Why}")));
        }
    }

    [Theory]
    [InlineData(ProbeTest.Bandwagon)]
    [InlineData(ProbeTest.Authority)]
    [InlineData(ProbeTest.RubricOrder)]
    [InlineData(ProbeTest.Format)]
    public async Task A_liking_of_a_tenth_of_the_scale_is_found_as_large_as_it_is(ProbeTest test)
    {
        var options = new SimulatorOptions { Noise = 0, RepeatNoise = 0.05, BandwagonBias = 0.1, AuthorityBias = 0.1, OrderBias = 0.1, FormatBias = 0.1 };
        int held = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            Estimate change = (await SimulatedProbe.RunAsync(options with { Seed = seed }))[test].Figure("score_change")!.Estimate;
            held += change.Low <= 0.4 && 0.4 <= change.High ? 1 : 0;
        }

        Assert.InRange(held, Seeds - 2, Seeds);
    }

    [Fact]
    public async Task A_liking_for_length_is_found_per_doubling_and_one_for_the_first_place_in_pairs()
    {
        var options = new SimulatorOptions { Noise = 0, RepeatNoise = 0.03, LengthBias = 0.08, PositionBias = 0.1 };
        (int held, int found) = (0, 0);
        for (int seed = 0; seed < Seeds; seed++)
        {
            ProbeReport report = await SimulatedProbe.RunAsync(options with { Seed = seed });
            Estimate doubling = report[ProbeTest.Verbosity].Figure("change_per_doubling")!.Estimate;
            held += doubling.Low <= 0.32 && 0.32 <= doubling.High ? 1 : 0;
            found += report[ProbeTest.Verbosity].Verdict == ProbeVerdict.Biased && report[ProbeTest.Position].Verdict == ProbeVerdict.Biased ? 1 : 0;
        }

        Assert.InRange(held, Seeds - 2, Seeds);
        Assert.InRange(found, Seeds - 3, Seeds);
    }

    [Fact]
    public async Task A_judge_without_checks_that_reads_its_reference_is_fooled_by_nothing()
    {
        var plan = ProbePlan.Of(SimulatedProbe.Judge with { Checks = [] }, ProbeSet.BuiltIn());
        ProbeReport report = await SimulatedProbe.RunAsync(new SimulatorOptions { Noise = 0 }, plan);

        Assert.Equal("15 of 15 were graded, all in the lower half", report[ProbeTest.NullAnswers].Why);
        Assert.Equal(ProbeVerdict.Ok, report[ProbeTest.ConstantAnswer].Verdict);
    }
}
