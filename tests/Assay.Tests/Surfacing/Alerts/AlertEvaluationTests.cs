using Assay.Surfacing;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Alerts.Evaluating;
using Assay.Surfacing.Causes;
using Assay.Surfacing.Regressions;

namespace Assay.Tests.Surfacing.Alerts;

public sealed class AlertEvaluationTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    [Theory]
    [InlineData(200, 30, AlertSignal.Bad)]
    [InlineData(45, 40, AlertSignal.Suspect)]
    [InlineData(30, 200, AlertSignal.Well)]
    [InlineData(20, 10, AlertSignal.Unknown)]
    public void A_mean_is_bad_only_where_its_interval_lies_below(int threes, int fours, AlertSignal signal)
    {
        AlertReading reading = Mean(new AlertCondition.MeanBelow(3.5, Day, 50, 0.95), Scores((3, threes), (4, fours)));

        Assert.Equal(signal, reading.Signal);
        Assert.Equal(3.5, reading.Evidence.Threshold);
    }

    [Fact]
    public void More_confidence_asks_for_more()
    {
        ScoreHistogram scores = Scores((3, 60), (4, 36));

        Assert.Equal(AlertSignal.Bad, Mean(new AlertCondition.MeanBelow(3.5, Day, 50, 0.9), scores).Signal);
        Assert.Equal(AlertSignal.Suspect, Mean(new AlertCondition.MeanBelow(3.5, Day, 50, 0.9999), scores).Signal);
    }

    [Fact]
    public void The_upper_end_at_95_percent_is_that_of_the_interval_which_is_shown()
    {
        foreach (ScoreHistogram scores in new[] { Scores((1, 9), (3, 30), (4, 41)), Scores((1, 12), (5, 70)), Scores((2, 8), (3, 5)) with { DesignEffect = 1.7 } })
        {
            Assert.Equal(scores.Mean()!.High!.Value, MeanSignal.UpperEnd(scores, 0.95), 9);
        }
    }

    [Fact]
    public void Where_too_much_could_not_be_scored_a_rule_on_scores_says_nothing()
    {
        ScoreHistogram low = Scores((1, 100));
        var blind = new WindowFigures(Now - Day, Now) { Scores = low, Scored = 100, Failed = 40 };
        AlertRule[] rules =
        [
            Rule(new AlertCondition.MeanBelow(3.5, Day, 50, 0.95)), Rule(new AlertCondition.MeanBelow(3.5, null, 50, 0.95) { Last = 50 }), Rule(new AlertCondition.BadShare(null, 0.02)), Rule(new AlertCondition.Drop(null)),
        ];

        Assert.All(rules, rule => Assert.Equal(AlertSignal.Unknown, Evaluate(rule, blind, Regressions(fall: 1, isAlarm: true)).Signal));
        Assert.All(rules, rule => Assert.Equal(AlertSignal.Bad, Evaluate(rule, blind with { Failed = 10 }, Regressions(fall: 1, isAlarm: true)).Signal));
        Assert.All(rules, rule => Assert.Equal(AlertSignal.Unknown, Evaluate(rule, blind with { Failed = 0, Stuck = 40 }, Regressions(fall: 1, isAlarm: true)).Signal));
    }

    [Fact]
    public void What_was_found_in_the_response_itself_is_no_failure_of_the_judge()
    {
        Assert.Equal(5, JudgeFailure.Count(new Dictionary<string, long> { ["empty_output"] = 50, ["output_refusal"] = 9, ["unreadable"] = 3, ["truncated"] = 2 }));
    }

    [Theory]
    [InlineData(1000, 350, 0.3, AlertSignal.Bad)]
    [InlineData(1000, 350, 0.2, AlertSignal.Suspect)]
    [InlineData(1000, 350, 0.01, AlertSignal.Well)]
    [InlineData(1000, 20, 0.02, AlertSignal.Well)]
    [InlineData(40, 30, 0.9, AlertSignal.Unknown)]
    [InlineData(60, 18, 0.3, AlertSignal.Suspect)]
    public void A_budget_of_bad_responses_burns_too_fast_when_both_windows_say_so(int judged, int bad, double recently, AlertSignal signal)
    {
        // 14.4 times a budget of 2 % is 28.8 %; 18 of 60 is 30 %, but not surely above it.
        AlertRule rule = Rule(new AlertCondition.BadShare(null, 0.02));
        WindowFigures Of(int n, int low) => new(Now - Day, Now) { Scores = Scores((1, low), (5, n - low)), Scored = n };
        Dictionary<AlertWindow, WindowFigures> windows = new()
        {
            [AlertWindow.Of(TimeSpan.FromHours(1))] = Of(judged, bad),
            [AlertWindow.Of(TimeSpan.FromMinutes(5))] = Of(100, (int)(100 * recently)),
            [AlertWindow.Of(TimeSpan.FromHours(6))] = Of(judged * 6, 0),
            [AlertWindow.Of(TimeSpan.FromMinutes(30))] = Of(600, 0),
        };
        if (signal == AlertSignal.Unknown)
        {
            windows[AlertWindow.Of(TimeSpan.FromHours(6))] = Of(40, 0);
        }

        Assert.Equal(signal, Evaluate(rule, new JudgeFacts("quality", Now) { Windows = windows }).Signal);
    }

    [Fact]
    public void A_ticket_is_for_a_budget_that_is_used_up_slowly()
    {
        AlertRule rule = Rule(new AlertCondition.BadShare(2, 0.02)) with { Severity = AlertSeverity.Ticket };
        WindowFigures half = new(Now - Day, Now) { Scores = Scores((2, 40), (5, 960)), Scored = 1000 };

        Assert.Equal(AlertSignal.Bad, Evaluate(rule, half).Signal);
        Assert.Equal(AlertSignal.Well, Evaluate(rule with { Severity = AlertSeverity.Page }, half).Signal);
    }

    [Theory]
    [InlineData(100, 0, 0, AlertSignal.Well)]
    [InlineData(15, 0, 0, AlertSignal.Unknown)]
    [InlineData(17, 0, 3, AlertSignal.Suspect)]
    [InlineData(60, 30, 0, AlertSignal.Bad)]
    [InlineData(60, 0, 30, AlertSignal.Bad)]
    public void Coverage_counts_what_failed_and_what_does_not_get_on(long scored, long failed, long stuck, AlertSignal signal) => Assert.Equal(
        signal,
        Evaluate(Rule(new AlertCondition.CoverageBelow(0.9, Day, 20)), new WindowFigures(Now - Day, Now) { Scored = scored, Failed = failed, Stuck = stuck }).Signal);

    [Fact]
    public void A_fall_is_bad_when_its_test_says_so()
    {
        AlertRule rule = Rule(new AlertCondition.Drop(null));
        var seen = new WindowFigures(Now - Day, Now) { Scored = 100 };

        Assert.Equal(AlertSignal.Bad, Evaluate(rule, seen, Regressions(0.3, isAlarm: true)).Signal);
        Assert.Equal(AlertSignal.Well, Evaluate(rule, seen, Regressions(0.05, isAlarm: false, evidence: 5)).Signal);
        Assert.Equal(AlertSignal.Suspect, Evaluate(rule, seen, Regressions(0.3, isAlarm: false, evidence: 25)).Signal);
        Assert.Equal(AlertSignal.Well, Evaluate(rule, seen, Regressions(-0.3, isAlarm: false, evidence: 0)).Signal);
        Assert.Equal(AlertSignal.Unknown, Evaluate(rule, seen, Regressions(0.3, isAlarm: true, n: 20)).Signal);
        Assert.Equal("v3", Evaluate(rule, seen, Regressions(0.3, isAlarm: true)).Subject.Release);
    }

    [Fact]
    public void A_fall_that_was_alarmed_of_is_well_again_at_half_its_size()
    {
        AlertRule rule = Rule(new AlertCondition.Drop(null));
        var facts = new JudgeFacts("quality", Now) { Windows = Windows(rule, new WindowFigures(Now - Day, Now) { Scored = 100 }) };
        AlertSubject subject = Assert.Single(AlertEvaluation.Of(rule, facts with { Regressions = Regressions(0.4, isAlarm: true) }, [])).Subject;
        AlertSignal At(double fall) => Assert.Single(AlertEvaluation.Of(rule, facts with { Regressions = Regressions(fall, isAlarm: false, evidence: 1) }, [new OpenFall(subject, Now, 0.4)])).Signal;

        Assert.Equal((AlertSignal.Suspect, AlertSignal.Well), (At(0.21), At(0.19)));
    }

    [Fact]
    public void One_shift_is_one_subject_whether_it_is_laid_to_a_release_or_not_and_another_release_is_another()
    {
        AlertRule rule = Rule(new AlertCondition.Drop(null));
        var facts = new JudgeFacts("quality", Now) { Windows = Windows(rule, new WindowFigures(Now - Day, Now) { Scored = 100 }), Regressions = Regressions(0.4, isAlarm: true) };
        Regression one = facts.Regressions[0];
        AlertSubject laidToNothing = Assert.Single(AlertEvaluation.Of(rule, facts with { Regressions = [one with { Release = null }] }, [])).Subject;
        IReadOnlyList<AlertReading> While(OpenFall open, params Regression[] regressions) => AlertEvaluation.Of(rule, facts with { Regressions = regressions }, [open]);

        Assert.Equal(laidToNothing, Assert.Single(While(new OpenFall(laidToNothing, Now, 0.4), one)).Subject);
        Assert.Equal("v3", Assert.Single(While(new OpenFall(laidToNothing with { Release = "v3" }, Now, 0.4), one with { Release = null }, one)).Subject.Release);
        Assert.Equal(["v2", "v3"], While(new OpenFall(laidToNothing with { Release = "v2" }, Now, 0.4), one, one with { Release = "v2" }).Select(r => r.Subject.Release).Order());
        Assert.Null(Assert.Single(While(new OpenFall(laidToNothing with { Release = "v2" }, one.Begin.AddHours(-9), 0.4), one with { Release = null })).Subject.Release);
    }

    [Fact]
    public void A_fall_that_comes_of_other_kinds_of_responses_is_none()
    {
        AlertRule rule = Rule(new AlertCondition.Drop(null));
        Regression mix = Regressions(0.5, isAlarm: false, evidence: 1)[0] with { MixShift = -0.45 };
        var facts = new JudgeFacts("quality", Now) { Windows = Windows(rule, new WindowFigures(Now - Day, Now) { Scored = 100 }), Regressions = [mix] };

        AlertReading reading = Assert.Single(AlertEvaluation.Of(rule, facts, []));

        Assert.Equal((AlertSignal.Well, -0.05), (reading.Signal, Math.Round(reading.Evidence.Change!.Value, 9)));
    }

    [Fact]
    public void Nothing_coming_in_is_bad_only_at_a_time_at_which_something_does()
    {
        AlertRule rule = Rule(new AlertCondition.NoData(TimeSpan.FromHours(2)));
        var empty = new WindowFigures(Now.AddHours(-2), Now);
        AlertSignal With(long scored, DateTimeOffset? owed, params long[] earlier) =>
            Evaluate(rule, new JudgeFacts("quality", Now) { Windows = Windows(rule, empty with { Scored = scored }), Earlier = earlier, OldestOwed = owed }).Signal;

        Assert.Equal(AlertSignal.Bad, With(0, null, 5, 0, 7, 9));
        Assert.Equal(AlertSignal.Unknown, With(0, null, 5, 0, 0, 9));
        Assert.Equal(AlertSignal.Unknown, With(0, null));
        Assert.Equal(AlertSignal.Unknown, With(0, Now.AddHours(-1), 5, 5));
        Assert.Equal(AlertSignal.Well, With(3, null, 5, 5));
    }

    [Fact]
    public void What_is_owed_is_measured_from_when_it_was_received_and_a_judge_that_waits_on_purpose_is_left_alone_by_default()
    {
        AlertRule rule = Rule(new AlertCondition.OwedLongerThan(TimeSpan.FromMinutes(30)));
        JudgeFacts Owing(double minutes) => new("quality", Now) { OldestOwed = Now.AddMinutes(-minutes), Standing = new JudgeStanding(null, WaitsOnPurpose: true) };

        Assert.Equal([AlertSignal.Bad, AlertSignal.Suspect, AlertSignal.Well], new double[] { 31, 16, 14 }.Select(m => Evaluate(rule, Owing(m)).Signal));
        Assert.Empty(AlertEvaluation.Of(rule with { Origin = AlertOrigin.Default }, Owing(500), []));
    }

    [Fact]
    public void A_judge_that_its_provider_will_not_have_and_a_budget_that_is_nearly_spent_are_bad()
    {
        var standing = new JudgeStanding("401: wrong key", false) { BudgetUsdPerDay = 10, SpentTodayUsd = 8.5m };
        var facts = new JudgeFacts("quality", Now) { Standing = standing };

        Assert.Equal("quality is paused: 401: wrong key", Evaluate(Rule(new AlertCondition.JudgePaused()), facts).Evidence.Statement);
        Assert.Equal("quality has spent $8.50 of today's $10.00 (85 %)", Evaluate(Rule(new AlertCondition.BudgetSpent(0.8)), facts).Evidence.Statement);
        Assert.Equal(AlertSignal.Well, Evaluate(Rule(new AlertCondition.BudgetSpent(0.9)), facts).Signal);
        Assert.Empty(AlertEvaluation.Of(Rule(new AlertCondition.BudgetSpent(0.8)), facts with { Standing = new JudgeStanding(null, false) }, []));
    }

    [Fact]
    public void A_rule_of_one_judge_says_nothing_of_another() =>
        Assert.Empty(AlertEvaluation.Of(Rule(new AlertCondition.JudgePaused()) with { Judge = "tone" }, new JudgeFacts("quality", Now) { Standing = new JudgeStanding("x", false) }, []));

    [Fact]
    public void Windows_of_days_before_are_the_same_hours_of_the_day()
    {
        (DateTimeOffset, long)[] hours = [(Now.AddDays(-1).AddHours(-1), 4), (Now.AddDays(-2).AddHours(-5), 9), (Now.AddDays(-3).AddHours(-2), 6)];

        Assert.Equal([4, 0, 6], EarlierWindows.Of(hours, TimeSpan.FromHours(2), Now));
    }

    /// <summary>Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), table I, method 3.</summary>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Wilsons_interval_is_that_of_Newcombe_1998_table_1(int x, int n, double lower, double upper)
    {
        Assert.Equal(lower, Wilson.Lower((double)x / n, n, 1.959964), 4);
        Assert.Equal(upper, Wilson.Upper((double)x / n, n, 1.959964), 4);
    }

    private static AlertReading Mean(AlertCondition.MeanBelow condition, ScoreHistogram scores) => Evaluate(Rule(condition), new WindowFigures(Now - Day, Now) { Scores = scores, Scored = scores.N });

    private static AlertReading Evaluate(AlertRule rule, WindowFigures everywhere, IReadOnlyList<Regression>? regressions = null) =>
        Evaluate(rule, new JudgeFacts("quality", Now) { Windows = Windows(rule, everywhere), Regressions = regressions ?? [] });

    private static AlertReading Evaluate(AlertRule rule, JudgeFacts facts) => Assert.Single(AlertEvaluation.Of(rule, facts, []));

    private static Dictionary<AlertWindow, WindowFigures> Windows(AlertRule rule, WindowFigures everywhere) => AlertEvaluation.Windows(rule).ToDictionary(w => w, _ => everywhere);

    private static AlertRule Rule(AlertCondition condition) => new() { Name = "mine", Condition = condition };

    private static ScoreHistogram Scores(params (double Score, long Count)[] counts) => new("overall", 1, 5, [.. counts.Where(c => c.Count > 0).Select(c => new ScoreCount(c.Score, c.Count))]);

    private static IReadOnlyList<Regression> Regressions(double fall, bool isAlarm, double evidence = 100, long n = 100) =>
    [
        new Regression
        {
            Judge = "quality", JudgeVersion = "1", Criterion = "overall", Release = "v3", Before = "v2", Begin = Now.AddHours(-3), Evidence = evidence, IsAlarm = isAlarm,
            Baseline = Scores((4, 500), (5, 500)), Scores = Scores((4, n / 2), (5, n - (n / 2))), Change = new Difference(-fall, -fall - 0.1, -fall + 0.1, 1000 + n), Slice = (Facet?)null,
        },
    ];
}
