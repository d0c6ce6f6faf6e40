using Assay.Gating;
using Assay.Gating.Looking;
using Assay.Gating.Statistics.Sequential;

namespace Assay.Tests.Gating;

/// <summary>The two promises of a gate, by simulation with fixed seeds; `eng/bench gates` makes them larger.</summary>
public sealed class GateErrorRatesTests
{
    private static readonly GateScale OneToTen = new("overall", 1, 10, IsPassFail: false);
    private static readonly GateScale PassFail = new("overall", 0, 1, IsPassFail: true);

    // At exactly 5 %, four standard errors of so many gates.
    private const int Gates = 200;
    private const double MostFailures = 0.05 + (4 * 0.0154);
    private const double LeastPower = 0.8 - (4 * 0.0283);

    [Theory]
    [InlineData(20, 1)]
    [InlineData(60, 1)]
    [InlineData(60, 3)]
    [InlineData(200, 1)]
    public void Of_gates_between_equals_one_in_twenty_fails_and_what_they_say_they_see_is_seen(int cases, int samples)
    {
        var rates = GateErrorRates.Of(new NoisyCases(cases, OneToTen) { Samples = samples }, new GateTerms { MinN = 5 }, Gates, seed: 1);

        Assert.InRange(rates.FalseFailures, 0, MostFailures);
        Assert.InRange(rates.Power, LeastPower, 1);
    }

    [Theory]
    [InlineData(60, 1)]
    [InlineData(200, 1)]
    [InlineData(200, 3)]
    public void Pass_rates_too(int cases, int samples)
    {
        var rates = GateErrorRates.Of(new NoisyCases(cases, PassFail) { Samples = samples }, new GateTerms { MinN = 5 }, Gates, seed: 2);

        Assert.InRange(rates.FalseFailures, 0, MostFailures);
        Assert.InRange(rates.Power, LeastPower, 1);
    }

    [Theory]
    [InlineData(60, 1, 0.2)]
    [InlineData(60, 3, 0.2)]
    [InlineData(200, 1, 0.2)]
    [InlineData(200, 1, 0)]
    public void Win_rates_too(int pairs, int samples, double tieWithin)
    {
        var rates = GateErrorRates.Of(new NoisyPairs(pairs) { Samples = samples, TieWithin = tieWithin }, new GateTerms { MinN = 5 }, Gates, seed: 6);

        Assert.InRange(rates.FalseFailures, 0, MostFailures);
        Assert.InRange(rates.Power, LeastPower, 1);
    }

    [Fact]
    public void Many_criteria_do_not_make_a_gate_fail_more_often()
    {
        var rates = GateErrorRates.Of(new NoisyCases(60, OneToTen) { Criteria = 5 }, new GateTerms(), Gates / 2, seed: 3);

        Assert.InRange(rates.FalseFailures, 0, MostFailures);
    }

    [Fact]
    public void Cases_of_one_conversation_are_not_counted_as_independent()
    {
        var clustered = new NoisyCases(120, OneToTen) { ClusterSize = 6 };
        var rates = GateErrorRates.Of(clustered, new GateTerms(), Gates, seed: 4);

        Assert.InRange(rates.FalseFailures, 0, MostFailures);
        Assert.InRange(rates.Power, LeastPower, 1);
    }

    [Theory]
    [InlineData(Spending.ObrienFleming, false)]
    [InlineData(Spending.Pocock, true)]
    public void Gates_that_may_end_early_are_wrong_no_more_often_and_judge_less(Spending spending, bool isPassFail)
    {
        var cases = new NoisyCases(200, isPassFail ? PassFail : OneToTen);
        var rates = GateErrorRates.Of(cases, new GateTerms { EarlyStop = new EarlyStop { Spending = spending } }, Gates / 2, seed: 7);

        Assert.InRange(rates.FalseFailures, 0, 0.05 + (4 * 0.0218));
        Assert.InRange(rates.Power, 0.8 - (4 * 0.04), 1);
        Assert.InRange(rates.Missed, 0, 0.05 + (4 * 0.0218));
        Assert.InRange(rates.Judged.Fallen, 0.25, 0.9);
    }

    [Fact]
    public void With_enough_cases_equals_pass()
    {
        var rates = GateErrorRates.Of(new NoisyCases(2_000, OneToTen), new GateTerms(), 30, seed: 5);

        Assert.True(rates.Passed >= 27, $"{rates.Passed} of 30 passed");
    }
}
