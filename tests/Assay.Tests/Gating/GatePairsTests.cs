using Assay.Collecting;
using Assay.Gating;
using Assay.Scoring.Running;
using Assay.Tests.Testing;

namespace Assay.Tests.Gating;

/// <summary>A gate that holds outputs against those of a baseline, pair by pair.</summary>
public sealed class GatePairsTests
{
    private static readonly GateTerms Terms = new();

    [Theory]
    [InlineData(130, 120, 50, GateOutcome.Pass)]
    [InlineData(40, 60, 100, GateOutcome.Fail)]
    [InlineData(14, 12, 14, GateOutcome.Inconclusive)]
    [InlineData(5, 2, 5, GateOutcome.Inconclusive)]
    public void It_passes_where_the_win_rate_holds_an_even_one_within_the_margin(int won, int tied, int lost, GateOutcome outcome)
    {
        GateResult result = Decide([.. Enumerable.Repeat(1.0, won), .. Enumerable.Repeat(0.5, tied), .. Enumerable.Repeat(0.0, lost)]);

        Assert.Equal(outcome, result.Outcome);
        Assert.Equal((won + (tied / 2.0)) / (won + tied + lost), result.Main!.Now!.Mean, 9);
        Assert.Equal(0.05, result.Main.Margin);
        Assert.Equal((lost, won), (result.Flips.Count(f => f.Difference < 0), result.Flips.Count(f => f.Difference > 0)));
        Assert.Equal($"{lost} pairs lost, {won} won", GateScale.WinRate.Turned(result.Flips));
    }

    [Fact]
    public void The_same_outputs_pass_without_a_test()
    {
        GateResult result = Decide([.. Enumerable.Repeat(0.5, 30)], areSame: true);

        Assert.Equal((GateOutcome.Pass, 30), (result.Outcome, result.Unchanged));
        Assert.Contains("the same as the baseline's", result.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_win_rate_can_be_asked_for()
    {
        double[] outcomes = [.. Enumerable.Repeat(1.0, 100), .. Enumerable.Repeat(0.0, 100)];

        GateResult result = Decide(outcomes, new GateTerms { Min = new Dictionary<string, double> { ["win_rate"] = 0.7 } });

        Assert.Equal(GateOutcome.Fail, result.Outcome);
        Assert.Contains("below 70.0 %", result.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_are_compared_too_and_say_no_more_than_all_together_may()
    {
        GateCase[] cases =
        [
            .. Enumerable.Range(0, 200).Select(i => Case($"g{i}", i % 5 == 0 ? 0 : 1) with { Groups = [("route", "orders")] }),
            .. Enumerable.Range(0, 60).Select(i => Case($"b{i}", i % 5 == 0 ? 1 : 0) with { Groups = [("route", "refunds")] }),
        ];

        GateResult result = new Gate([GateScale.WinRate], Terms, 1).Decide(cases, hasBaseline: true);

        Assert.Equal(GateOutcome.Fail, result.Outcome);
        Assert.Equal([Standing.Holds, Standing.Fell], result.Groups.Select(g => g.Standing));
        Assert.Equal(Standing.Holds, result.Main!.Standing);
    }

    [Fact]
    public void What_is_new_is_not_compared_and_no_lost_coverage_and_what_is_missing_or_failed_is_not_judged()
    {
        GateCase[] cases =
        [
            .. Enumerable.Range(0, 96).Select(i => Case($"p{i}", i % 2)),
            Case("unread", null), new GateCase { Id = "gone", Baseline = Answer(0.5) },
            .. Enumerable.Range(0, 50).Select(i => new GateCase { Id = $"new{i}", Candidate = Answer(null) }),
        ];

        GateResult result = new Gate([GateScale.WinRate], Terms, 1).Decide(cases, hasBaseline: true);

        Assert.Equal((96, 50, 1), (result.Judged, result.New, result.Missing));
        Assert.Equal(96 / 98.0, result.Coverage!.Value, 9);
    }

    [Fact]
    public void Pairs_are_made_of_cases_with_an_output_on_both_sides()
    {
        GateCase both = new() { Id = "r1", Candidate = Said("now"), Baseline = Said("before") };
        GateCase failed = new() { Id = "r2", Candidate = Said("now") with { Reason = "target_timeout" }, Baseline = Said("before") };
        var pairs = new GatePairs([both, failed, new GateCase { Id = "r3", Candidate = Said("now") }]);

        Response pair = Assert.Single(pairs.Pairs);
        GateCase judged = pairs.Judged(new Dictionary<string, List<ResultRow>> { ["r1"] = [Row(1), Row(0)] }, asked: 2)[0];

        Assert.Equal(("now", "before"), (pair.Output, pair.Rival!.Output));
        Assert.Equal((0.5, 0.5), (judged.Candidate!.Score("win_rate"), judged.Baseline!.Score("win_rate")));
    }

    private static GateResult Decide(double[] outcomes, GateTerms? terms = null, bool areSame = false) =>
        new Gate([GateScale.WinRate], terms ?? Terms, 1).Decide([.. outcomes.Select((o, i) => Case($"p{i}", o) with { IsUnchanged = areSame })], hasBaseline: true);

    private static GateCase Case(string id, double? outcome) => new() { Id = id, Candidate = Answer(outcome), Baseline = Answer(0.5) };

    private static GateAnswer Answer(double? score) => new()
    {
        Scores = new Dictionary<string, IReadOnlyList<double>> { ["win_rate"] = score is { } s ? [s] : [] },
        Reason = score is null ? "unreadable" : null,
    };

    private static GateAnswer Said(string output) => new() { Response = Some.Response(output), Scores = new Dictionary<string, IReadOnlyList<double>>() };

    private static ResultRow Row(double overall) => new()
    {
        Id = "r1", Outcome = OutcomeState.Scored, Overall = overall, Criteria = [], Judge = "pw", JudgeVersion = "0", Body = "",
    };
}
