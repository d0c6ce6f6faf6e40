using Assay.Calibrating.Gates;
using Assay.Surfacing;

namespace Assay.Tests.Calibrating.Gates;

public sealed class JudgeGatesTests
{
    private static readonly JudgeEvidence Good = new() { Kappa = Of(0.7, 0.6), Youden = Of(0.7, 0.6), TruePositiveRate = Of(0.85, 0.8), TrueNegativeRate = Of(0.85, 0.8), Bias = Of(-0.1, -0.2), RepeatConsistency = Of(0.95, 0.9), Sensitivity = Of(0.9, 0.8) };

    [Fact]
    public void A_judge_that_reaches_every_bar_is_trusted() => Assert.IsType<JudgeStanding.Trusted>(Check(Good));

    [Fact]
    public void What_was_not_measured_is_not_held_against_it_but_agreement_must_be_known()
    {
        Assert.IsType<JudgeStanding.Trusted>(Check(new JudgeEvidence { Kappa = Of(0.7, 0.6) }));
        Assert.Contains("not measured", Assert.Single(Assert.IsType<JudgeStanding.Advisory>(Check(Good with { Kappa = null })).Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void A_kappa_that_may_be_low_is_not_enough()
    {
        Assert.Contains("0.35", Assert.Single(Assert.IsType<JudgeStanding.Advisory>(Check(Good with { Kappa = Of(0.65, 0.35) })).Reasons), StringComparison.Ordinal);
        Assert.IsType<JudgeStanding.Advisory>(Check(Good with { Kappa = new Estimate(0.9, null, null, 12) }));
    }

    [Fact]
    public void The_alt_test_stands_in_for_kappa()
    {
        Assert.IsType<JudgeStanding.Trusted>(Check(Good with { Kappa = Of(0.5, 0.3), WinningRate = 0.6 }));
        Assert.IsType<JudgeStanding.Advisory>(Check(Good with { Kappa = Of(0.5, 0.3), WinningRate = 0.4 }));
    }

    [Fact]
    public void Every_bar_that_is_missed_is_named()
    {
        var advisory = Assert.IsType<JudgeStanding.Advisory>(Check(Good with { Youden = Of(0.4, 0.3), TruePositiveRate = Of(0.7, 0.6), Bias = Of(-0.84, -0.9), RepeatConsistency = Of(0.8, 0.7), Sensitivity = Of(0.5, 0.4) }));

        Assert.Equal(["youden_j", "sensitivity", "mean_bias", "repeat_consistency", "planted_faults_found"], advisory.Reasons.Select(r => r.Split(' ')[0]));
    }

    [Fact]
    public void What_is_required_and_was_not_measured_is_missed_and_what_is_off_is_not_held()
    {
        var bars = new JudgeBars { Required = new HashSet<string> { CheckName.PlantedFaults }, Bias = null };
        JudgeEvidence evidence = Good with { Sensitivity = null, Bias = Of(-2, -3) };

        Assert.Equal(["planted_faults_found was not measured, but must be at least 0.8"], Assert.IsType<JudgeStanding.Advisory>(JudgeGates.Check(evidence, bars)).Reasons);
        Assert.IsType<JudgeStanding.Trusted>(JudgeGates.Check(evidence, bars with { Required = new HashSet<string>() }));
        Assert.IsType<JudgeStanding.Trusted>(JudgeGates.Check(new JudgeEvidence(), new JudgeBars { Kappa = null, WinningRate = null }));
    }

    [Fact]
    public void Bars_can_be_declared() => Assert.IsType<JudgeStanding.Advisory>(JudgeGates.Check(Good, new JudgeBars { Kappa = 0.8 }));

    private static JudgeStanding Check(JudgeEvidence evidence) => JudgeGates.Check(evidence, new JudgeBars());

    private static Estimate Of(double value, double low) => new(value, low, value + 0.1, 200);
}
