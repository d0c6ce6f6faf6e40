using Assay.Surfacing;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Alerts.Backtesting;

namespace Assay.Tests.Surfacing.Alerts;

public sealed class AlertBacktestTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 31, 12, 20, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = new(2026, 5, 31, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Begin = End.AddDays(-40);

    [Fact]
    public async Task A_rule_fires_in_the_hours_in_which_the_mean_was_low_and_the_figures_are_those_of_the_window()
    {
        DateTimeOffset bad = End.AddDays(-10);
        BacktestReport report = await RunAsync(Mean(window: 6), hour => hour >= bad && hour < bad.AddHours(12) ? Scores((2, 30)) : Scores((4, 30)));

        BacktestIncident incident = Assert.Single(report.Incidents);
        Assert.Equal((720, "would have fired once"), (report.Looks, report.Verdict));
        // Half of a window of six hours must be low, and surely so, before it is below 3.5 for sure: 90 low of 180 are 3.0.
        Assert.Equal(bad.AddHours(2), incident.OpenedAt);
        Assert.Equal((incident.OpenedAt.AddHours(-6), incident.OpenedAt), (incident.Opening.From, incident.Opening.To));
        Assert.Equal(((60 * 2) + (120 * 4)) / 180.0, incident.Opening.Value!.Mean, 9);
        // At the sixth hour after it all is well in the window, and at the next look as well.
        Assert.Equal(4, incident.Closing!.Value!.Mean, 1);
        Assert.InRange(incident.ClosedAt!.Value, bad.AddHours(12), bad.AddHours(18));
    }

    [Fact]
    public async Task What_is_still_bad_stays_open_and_healthy_scores_open_nothing()
    {
        BacktestReport still = await RunAsync(Mean(window: 6), hour => hour >= End.AddDays(-1) ? Scores((1, 30)) : Scores((4, 30)));
        BacktestReport healthy = await RunAsync(Mean(window: 6), _ => Scores((4, 30)));

        Assert.Null(Assert.Single(still.Incidents).ClosedAt);
        Assert.Equal("would not have fired", healthy.Verdict);
    }

    [Fact]
    public async Task A_flapping_series_is_told_of_once_in_a_cooldown()
    {
        AlertRule rule = Mean(window: 1) with { Cooldown = TimeSpan.FromHours(24) };

        BacktestReport report = await RunAsync(rule, hour => (hour.Hour / 3) % 2 == 0 ? Scores((1, 60)) : Scores((5, 60)));

        DateTimeOffset[] opened = [.. report.Incidents.Select(i => i.OpenedAt)];
        Assert.True(opened.Length > 10);
        Assert.All(report.Incidents.Skip(1).Zip(report.Incidents), pair => Assert.True(pair.First.OpenedAt - pair.Second.ClosedAt >= rule.Cooldown));
    }

    [Fact]
    public async Task An_outage_of_the_judge_is_one_of_coverage_and_none_of_the_scores()
    {
        DateTimeOffset down = End.AddDays(-3);
        Rollup Of(DateTimeOffset hour) => hour >= down && hour < down.AddHours(5) ? Scores((1, 10)) with { Unscored = new Dictionary<string, long> { ["unreadable"] = 50 } } : Scores((4, 60));

        BacktestReport coverage = await RunAsync(new AlertRule { Name = "c", Condition = new AlertCondition.CoverageBelow(0.9, TimeSpan.FromHours(1), 20) }, Of);
        BacktestReport mean = await RunAsync(Mean(window: 1) with { Condition = new AlertCondition.MeanBelow(3.5, TimeSpan.FromHours(1), 5, 0.95) }, Of);

        Assert.Single(coverage.Incidents);
        Assert.Empty(mean.Incidents);
    }

    [Fact]
    public async Task Silence_is_bad_at_a_time_at_which_there_used_to_be_none()
    {
        // By day only, and on one day not at all.
        DateTimeOffset silent = new(2026, 5, 20, 0, 0, 0, TimeSpan.Zero);
        Rollup? Of(DateTimeOffset hour) => hour.Hour is >= 8 and < 20 && hour.Date != silent.Date ? Scores((4, 10)) : null;

        BacktestReport report = await RunAsync(new AlertRule { Name = "s", Condition = new AlertCondition.NoData(TimeSpan.FromHours(3)) }, Of);

        BacktestIncident incident = Assert.Single(report.Incidents);
        Assert.Equal(silent.Date, incident.OpenedAt.Date);
    }

    [Fact]
    public async Task The_last_scores_are_taken_in_whole_hours()
    {
        AlertRule rule = new() { Name = "l", Condition = new AlertCondition.MeanBelow(3, null, 40, 0.95) { Last = 40 } };

        BacktestReport report = await RunAsync(rule, hour => hour.Hour == 6 ? Scores((hour < End.AddDays(-2) ? 5 : 1, 25)) : null);

        Assert.Equal(50, Assert.Single(report.Incidents).Opening.Value!.N);
    }

    [Fact]
    public async Task A_new_version_of_the_judge_is_not_mixed_with_the_old_one()
    {
        DateTimeOffset edited = End.AddDays(-5);
        Rollup Of(DateTimeOffset hour) => Scores((hour < edited ? 5 : 3.6, 30)) with { JudgeVersion = hour < edited ? "1" : "2", VersionSince = hour < edited ? Begin : edited };

        Assert.Empty((await RunAsync(Mean(window: 24), Of)).Incidents);
    }

    [Theory]
    [MemberData(nameof(OfTheMoment))]
    public async Task What_no_history_is_kept_of_cannot_be_tested(AlertCondition condition)
    {
        BacktestReport report = await RunAsync(new AlertRule { Name = "x", Condition = condition }, _ => Scores((4, 30)));

        Assert.StartsWith($"cannot be tested: `{condition.Kind}` is about how the service is at a moment", report.Verdict, StringComparison.Ordinal);
    }

    public static TheoryData<AlertCondition> OfTheMoment => [new AlertCondition.OwedLongerThan(TimeSpan.FromHours(1)), new AlertCondition.JudgePaused(), new AlertCondition.BudgetSpent(0.8)];

    private static AlertRule Mean(int window) => new() { Name = "m", Condition = new AlertCondition.MeanBelow(3.5, TimeSpan.FromHours(window), 50, 0.95) };

    private static Rollup Scores(params (double Score, long Count)[] counts) => new()
    {
        Judge = "quality", JudgeVersion = "1", VersionSince = Begin, Begin = default, Scored = counts.Sum(c => c.Count),
        Scores = [new ScoreHistogram("overall", 1, 5, [.. counts.Select(c => new ScoreCount(c.Score, c.Count))])],
    };

    private static Task<BacktestReport> RunAsync(AlertRule rule, Func<DateTimeOffset, Rollup?> hours) =>
        new AlertBacktest(new HourlyLedger(hours, Begin)).RunAsync(rule, TimeSpan.FromDays(30), Now, TestContext.Current.CancellationToken);
}
