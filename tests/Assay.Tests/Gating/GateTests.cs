using Assay.Gating;

namespace Assay.Tests.Gating;

public sealed class GateTests
{
    private static readonly GateScale Overall = new("overall", 1, 5, IsPassFail: false);
    private static readonly GateScale Tone = new("tone", 1, 5, IsPassFail: false);
    private static readonly GateScale Solved = new("solved", 0, 1, IsPassFail: true);

    [Fact]
    public void What_stays_as_it_was_passes()
    {
        GateResult result = Decide(Cases(400, i => 3 + (i % 2), i => 3 + ((i + (i % 20 == 0 ? 1 : 0)) % 2)));

        Assert.Equal(GateOutcome.Pass, result.Outcome);
        Assert.Contains("did not fall by more than the margin of 0.10", Assert.Single(result.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void What_fell_fails()
    {
        GateResult result = Decide(Cases(60, i => 3 + (i % 3), i => 2 + (i * 7 % 3)));

        Assert.Equal(GateOutcome.Fail, result.Outcome);
        Assert.StartsWith("overall fell by 1.00", Assert.Single(result.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void What_fell_by_less_than_the_margin_for_sure_passes()
    {
        // Every twentieth case falls by a point: .05 for sure below, and for sure not by .1.
        GateResult result = Decide(Cases(2_000, _ => 4, i => i % 20 == 0 ? 3 : 4));

        Assert.True(result.Main!.Shift!.High < 0);
        Assert.Equal(GateOutcome.Pass, result.Outcome);
    }

    [Fact]
    public void What_cannot_be_told_is_inconclusive_and_says_how_many_cases_would_do()
    {
        GateResult result = Decide(Cases(40, i => 1 + (i % 5), i => 1 + (i * 3 % 5)));

        Assert.Equal(GateOutcome.Inconclusive, result.Outcome);
        Assert.Contains("cases like these would do", Assert.Single(result.Reasons), StringComparison.Ordinal);
        Assert.Contains("more than the margin of 0.10", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_outputs_pass_without_a_spread_to_tell_by()
    {
        GateResult result = Decide(Cases(25, i => 1 + (i % 5), i => 1 + (i % 5), unchanged: true));

        Assert.Equal(GateOutcome.Pass, result.Outcome);
        Assert.Null(result.Main!.Shift!.Detectable);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void Few_cases_are_inconclusive_also_when_all_of_them_are_the_same()
    {
        GateResult result = Decide(Cases(5, _ => 4, _ => 4, unchanged: true));

        Assert.Equal(GateOutcome.Inconclusive, result.Outcome);
        Assert.Equal("only 5 cases were judged, and nothing is concluded from fewer than 20 (min_n).", Assert.Single(result.Reasons));
    }

    [Fact]
    public void What_could_not_be_judged_makes_a_fall_inconclusive_too()
    {
        GateCase[] cases = [.. Cases(50, _ => 4, i => 1 + (i % 2)).Select((c, i) => i % 5 == 0 ? c with { Candidate = Unjudged("unreadable") } : c)];
        GateResult result = Decide(cases);

        Assert.Equal(GateOutcome.Inconclusive, result.Outcome);
        Assert.Equal("only 80.0 % of 50 cases could be judged, less than min_coverage 95 %: 10 unreadable.", Assert.Single(result.Reasons));
    }

    [Fact]
    public void A_case_that_has_no_output_any_more_counts_as_not_judged()
    {
        GateCase[] cases = [.. Cases(50, _ => 4, _ => 4).Select((c, i) => i % 5 == 0 ? c with { Candidate = null } : c)];
        GateResult result = Decide(cases);

        Assert.Equal((GateOutcome.Inconclusive, 10, 0.8), (result.Outcome, result.Missing, result.Coverage));
    }

    [Fact]
    public void A_case_that_is_new_is_not_compared_and_takes_nothing_from_coverage()
    {
        GateCase[] cases = [.. Cases(50, i => 3 + (i % 2), i => 3 + (i % 2), unchanged: true).Select((c, i) => i % 5 == 0 ? c with { Baseline = null, IsUnchanged = false } : c)];
        GateResult result = Decide(cases);

        Assert.Equal((GateOutcome.Pass, 10, 1, 40), (result.Outcome, result.New, result.Coverage, result.Main!.Shift!.N));
    }

    [Fact]
    public void A_criterion_that_fell_fails_the_gate_though_the_overall_score_holds()
    {
        GateCase[] cases = [.. Enumerable.Range(0, 100).Select(i => new GateCase
        {
            Id = $"c{i}",
            Baseline = Judged(("overall", 3 + (i % 2)), ("tone", 3 + (i % 2)), ("accuracy", 3)),
            Candidate = Judged(("overall", 3 + (i * 3 % 2)), ("tone", 2 + (i % 3 == 0 ? 1 : 0)), ("accuracy", 4)),
        })];
        GateResult result = new Gate([Overall, Tone, Tone with { Criterion = "accuracy" }], new GateTerms(), samples: 1).Decide(cases, hasBaseline: true);

        Assert.Equal(GateOutcome.Fail, result.Outcome);
        Assert.StartsWith("tone fell by", Assert.Single(result.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_that_fell_fails_the_gate_by_itself()
    {
        GateCase[] cases = [.. Cases(200, i => 3 + (i * 7 % 3), i => (i % 10 == 0 ? 1 : 3.1) + (i * 3 % 2)).Select((c, i) => c with { Groups = [("route", i % 10 == 0 ? "refunds" : "orders")] })];
        GateResult result = Decide(cases, new GateTerms { Groups = ["route"], Margin = 0.5 });

        Assert.Contains(result.Reasons, r => r.StartsWith("overall of route refunds fell by", StringComparison.Ordinal));
        Assert.Equal(GateOutcome.Fail, result.Outcome);
    }

    [Theory]
    [InlineData(3.0, GateOutcome.Pass)]
    [InlineData(3.5, GateOutcome.Inconclusive)]
    [InlineData(4.5, GateOutcome.Fail)]
    public void A_bar_needs_no_baseline(double bar, GateOutcome outcome)
    {
        GateCase[] cases = [.. Cases(50, _ => 4, i => 3 + (i % 2)).Select(c => c with { Baseline = null })];
        GateResult result = new Gate([Overall], new GateTerms { Min = new Dictionary<string, double> { ["overall"] = bar } }, samples: 1).Decide(cases, hasBaseline: false);

        Assert.Equal(outcome, result.Outcome);
    }

    [Fact]
    public void One_case_that_must_pass_and_does_not_fails_the_gate()
    {
        GateCase[] cases = [.. Cases(50, _ => 4, i => i == 7 ? 2 : 4, unchanged: true).Select((c, i) => c with { MustPass = i is 7 or 8 })];
        GateResult result = Decide(cases);

        Assert.Equal(GateOutcome.Fail, result.Outcome);
        Assert.Equal("1 case that must pass does not: c7. Passing is a score of 3 or more.", result.Reasons[0]);
    }

    [Fact]
    public void A_case_that_must_pass_may_miss_in_some_of_its_samples()
    {
        GateCase Case(params double[] scores) => new()
        {
            Id = "c", MustPass = true, Candidate = new GateAnswer { Asked = 3, Scores = new Dictionary<string, IReadOnlyList<double>> { ["overall"] = scores } },
        };

        Assert.Equal(["c"], MustPass.Of([Case(4, 2, 4)], Overall, new GateTerms(), samples: 3)!.Passed);
        Assert.Equal(["c"], MustPass.Of([Case(4, 2, 2)], Overall, new GateTerms(), samples: 3)!.Failed);
        Assert.Equal(["c"], MustPass.Of([Case(4, 2)], Overall, new GateTerms(), samples: 3)!.NotJudged);
        Assert.Equal(["c"], MustPass.Of([Case(4, 2, 4)], Overall, new GateTerms { MustPassTimes = 3 }, samples: 3)!.Failed);
    }

    [Fact]
    public void An_empty_output_of_a_case_that_must_pass_is_a_failure_and_one_that_was_not_judged_is_not()
    {
        GateCase empty = new() { Id = "empty", MustPass = true, Candidate = Unjudged("empty_output") with { IsOutputAtFault = true } };
        GateCase unread = new() { Id = "unread", MustPass = true, Candidate = Unjudged("unreadable") };
        MustPass must = MustPass.Of([empty, unread], Overall, new GateTerms(), samples: 1)!;

        Assert.Equal(["empty"], must.Failed);
        Assert.Equal(["unread"], must.NotJudged);
    }

    [Fact]
    public void What_stopped_the_judging_is_the_reason()
    {
        GateResult result = new Gate([Overall], new GateTerms(), samples: 1).Decide(Cases(5, _ => 4, _ => 1), hasBaseline: true, "the budget is reached.");

        Assert.Equal((GateOutcome.Inconclusive, "the budget is reached."), (result.Outcome, Assert.Single(result.Reasons)));
    }

    [Fact]
    public void A_pass_rate_is_compared_as_one()
    {
        GateResult result = new Gate([Solved], new GateTerms(), samples: 1).Decide(Cases(60, _ => 1, i => i % 4 == 0 ? 0 : 1, "solved"), hasBaseline: true);

        Assert.Equal(GateOutcome.Fail, result.Outcome);
        Assert.StartsWith("solved fell by 25.0 percentage points", Assert.Single(result.Reasons), StringComparison.Ordinal);
        Assert.Equal(15, result.Flips.Count);
    }

    [Fact]
    public void The_margin_goes_by_the_scale()
    {
        Assert.Equal((0.1, 0.225, 0.02), (Math.Round(Overall.UsualMargin, 9), Math.Round(new GateScale("overall", 1, 10, false).UsualMargin, 9), Solved.UsualMargin));
        Assert.Equal(0.3, new GateTerms { Margin = 0.3 }.MarginOf(Overall));
        Assert.Equal(0.2, new GateTerms { Margin = 0.3, Margins = new Dictionary<string, double> { ["overall"] = 0.2 } }.MarginOf(Overall));
    }

    private static GateResult Decide(IReadOnlyList<GateCase> cases, GateTerms? terms = null) => new Gate([Overall], terms ?? new GateTerms(), samples: 1).Decide(cases, hasBaseline: true);

    private static GateCase[] Cases(int count, Func<int, double> before, Func<int, double> now, string criterion = "overall", bool unchanged = false) =>
    [
        .. Enumerable.Range(0, count).Select(i => new GateCase { Id = $"c{i}", Baseline = Judged((criterion, before(i))), Candidate = Judged((criterion, now(i))), IsUnchanged = unchanged }),
    ];

    private static GateCase[] Cases(int count, Func<int, double> before, Func<int, double> now, bool unchanged) => Cases(count, before, now, "overall", unchanged);

    private static GateAnswer Judged(params (string Criterion, double Score)[] scores) =>
        new() { Scores = scores.ToDictionary(s => s.Criterion, IReadOnlyList<double> (s) => [s.Score]) };

    private static GateAnswer Unjudged(string reason) => new() { Scores = new Dictionary<string, IReadOnlyList<double>>(), Reason = reason };
}
