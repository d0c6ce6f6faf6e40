using Assay.Calibrating.Anchors;
using Assay.Calibrating.Labelling;
using Assay.Collecting;
using Assay.Integration.Tests.Contracts;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Alerts.Backtesting;

namespace Assay.Integration.Tests.Alerts;

/// <summary>The watch over a real ledger, its time moved by the test.</summary>
public sealed class AlertWatchTests
{
    private const string LastForty = "  low: {mean: {below: 3, last: 40}}\n  defaults: off\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Low_scores_open_one_incident_with_its_figures_and_it_closes_once()
    {
        await using WatchedLedger watched = await WatchedLedger.OpenAsync(LastForty);
        await watched.ReceiveAsync(40, Material.Scored(4, 4), route: "delivery");
        await watched.ReceiveAsync(40, Material.Scored(5, 4), route: "delivery");
        await watched.LookAsync();
        IReadOnlyList<string> low = [.. await watched.ReceiveAsync(20, Material.Scored(1, 2), route: "refunds"), .. await watched.ReceiveAsync(20, Material.Scored(2, 3), route: "refunds")];
        for (int look = 0; look < 5; look++)
        {
            await watched.LookAsync();
        }

        Incident open = Assert.Single(await watched.IncidentsAsync());
        Assert.Equal(("low", "quality", AlertSeverity.Page, null), (open.Rule, open.Subject.Judge, open.Severity, open.ClosedAt));
        Assert.Equal((2.0, 40, 3.0), (open.Opening.Value!.Mean, open.Opening.Value.N, open.Opening.Threshold!.Value));
        Assert.Equal("overall of quality is 2 over the last 40 scores (40 scores), below 3", open.Opening.Statement);
        Assert.Equal(5, open.Opening.Worst.Count);
        Assert.All(open.Opening.Worst, w => Assert.Contains(w.ResponseId, low));
        Assert.Equal("route=refunds", open.Opening.Cause!.Label);
        Assert.Equal((1, 1), (await watched.OwedToAsync("ops"), await watched.OwedToAsync("phone")));

        await watched.ReceiveAsync(40, Material.Scored(5, 5));
        await watched.LookAsync();
        await watched.LookAsync(TimeSpan.FromMinutes(4));
        Assert.Null(Assert.Single(await watched.IncidentsAsync()).ClosedAt);
        await watched.LookAsync(TimeSpan.FromMinutes(1));
        await watched.LookAsync();

        Incident closed = Assert.Single(await watched.IncidentsAsync());
        Assert.Equal((open.Id, 5.0), (closed.Id, closed.Closing!.Value!.Mean));
        Assert.Equal(2, await watched.OwedToAsync("ops"));
    }

    [Fact]
    public async Task A_judge_that_is_not_shown_to_be_right_opens_an_incident_and_tells_nobody_until_it_is()
    {
        await using WatchedLedger watched = await WatchedLedger.OpenAsync(LastForty);
        watched.Advisory = "kappa is 0.3, but must be at least 0.6";
        await watched.ReceiveAsync(20, Material.Scored(1, 2));
        await watched.ReceiveAsync(20, Material.Scored(2, 3));
        await watched.LookAsync();
        await watched.LookAsync();

        Incident quiet = Assert.Single(await watched.IncidentsAsync());
        Assert.Equal((false, watched.Advisory), (quiet.IsTold, quiet.Opening.Advisory));
        Assert.EndsWith("(advisory: nobody is told)", quiet.Opening.Statement, StringComparison.Ordinal);
        Assert.Equal(0, await watched.OwedToAsync("ops"));

        watched.Advisory = null;
        await watched.LookAsync();
        await watched.LookAsync();

        Assert.True(Assert.Single(await watched.IncidentsAsync()).IsTold);
        Assert.Equal(1, await watched.OwedToAsync("ops"));
    }

    [Fact]
    public async Task While_nobody_is_told_no_anchor_is_asked_and_before_somebody_is_they_are()
    {
        await using WatchedLedger watched = await WatchedLedger.OpenAsync(LastForty);
        (watched.Advisory, watched.Check) = ("kappa is 0.3, but must be at least 0.6", new AnchorCheck.Pending());
        await watched.ReceiveAsync(40, Material.Scored(1, 1));
        await watched.LookAsync();
        await watched.LookAsync();
        Assert.Null(Assert.Single(await watched.IncidentsAsync()).Opening.Judge);
        Assert.Equal(0, watched.Checks);

        watched.Advisory = null;
        await watched.LookAsync();
        Assert.False(Assert.Single(await watched.IncidentsAsync()).IsTold);

        watched.Check = new AnchorCheck.Failed("they were not scored within 5m", watched.Clock.Now);
        await watched.LookAsync();

        Incident told = Assert.Single(await watched.IncidentsAsync());
        Assert.Equal((true, Attribution.Unchecked), (told.IsTold, told.Opening.Judge!.Attribution));
        Assert.Equal(1, await watched.OwedToAsync("ops"));
    }

    [Fact]
    public async Task That_the_judge_is_in_trouble_is_told_whether_it_is_right_or_not()
    {
        await using WatchedLedger watched = await WatchedLedger.OpenAsync("  defaults: on\n");
        watched.Advisory = "nobody labelled anything";
        watched.Stand(new JudgeStanding("401: wrong key", false));
        await watched.LookAsync();

        Incident paused = Assert.Single(await watched.IncidentsAsync(), i => i.Rule == "judge-paused");
        Assert.Null(paused.Opening.Advisory);
        Assert.True(await watched.OwedToAsync("ops") > 0);
    }

    [Fact]
    public async Task What_people_say_of_the_window_stands_in_the_evidence()
    {
        await using WatchedLedger watched = await WatchedLedger.OpenAsync("  low: {mean: {below: 3, window: 24h}, criterion: tone}\n  defaults: off\n");
        IReadOnlyList<string> ids = [.. await watched.ReceiveAsync(30, Material.Scored(1, 1)), .. await watched.ReceiveAsync(30, Material.Scored(2, 2))];
        await watched.LabelAsync([.. ids.Where((_, i) => i % 2 == 0)], i => i % 3 == 0 ? 4 : 5);
        await watched.LookAsync();

        AlertEvidence opening = Assert.Single(await watched.IncidentsAsync()).Opening;

        Assert.Equal(30, opening.Corrected!.N);
        Assert.InRange(opening.Corrected.Mean, 4, 5);
        Assert.StartsWith("tone 4.", opening.CorrectedText, StringComparison.Ordinal);
        Assert.Contains("judge raw 1.50", opening.CorrectedText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fall_since_a_release_is_one_incident_by_default_and_the_release_that_mends_it_closes_it()
    {
        await using WatchedLedger watched = await WatchedLedger.OpenAsync("  defaults: on\n");
        await ReleaseAsync(watched, "v1", (4, 4), (5, 5), (3, 4));
        await ReleaseAsync(watched, "v2", (2, 4), (1, 3), (2, 2));

        Incident open = Assert.Single(await watched.IncidentsAsync());
        Assert.Equal(("drop", "v2", "overall"), (open.Rule, open.Subject.Release, open.Subject.Criterion));
        Assert.StartsWith("overall of quality fell from 4.17 to 2.33 since release v2", open.Opening.Statement, StringComparison.Ordinal);
        Assert.True(open.Opening.Change!.High < -1, $"{open.Opening.Change}");
        Assert.Equal(2, open.Opening.Worst[0].Score);

        await ReleaseAsync(watched, "v3", (4, 4), (5, 5), (3, 4));
        await watched.LookAsync(TimeSpan.FromMinutes(6));
        await watched.LookAsync(TimeSpan.FromMinutes(6));

        Assert.All(await watched.IncidentsAsync(), i => Assert.NotNull(i.ClosedAt));
        Assert.Equal(2, await watched.OwedToAsync("ops"));
    }

    [Fact]
    public async Task A_new_start_goes_on_where_it_was()
    {
        await using WatchedLedger watched = await WatchedLedger.OpenAsync(LastForty);
        await watched.ReceiveAsync(40, Material.Scored(1, 1));
        for (int start = 0; start < 3; start++)
        {
            await watched.LookAsync();
            await watched.ReopenAsync();
        }

        await watched.ReceiveAsync(40, Material.Scored(5, 5));
        await watched.LookAsync();
        await watched.ReopenAsync();
        await watched.LookAsync(TimeSpan.FromMinutes(6));
        await watched.ReopenAsync();
        await watched.ReceiveAsync(40, Material.Scored(1, 1));
        await watched.LookAsync();

        Assert.NotNull(Assert.Single(await watched.IncidentsAsync()).ClosedAt);
        Assert.Equal(2, await watched.OwedToAsync("ops"));
        await watched.LookAsync(TimeSpan.FromHours(1));
        Assert.Equal(2, (await watched.IncidentsAsync()).Count);
    }

    [Fact]
    public async Task A_flapping_series_opens_and_closes_once_per_cooldown()
    {
        await using WatchedLedger watched = await WatchedLedger.OpenAsync(LastForty);
        // Every twelve minutes good and bad take turns, for six hours: a cooldown is an hour.
        for (int turn = 0; turn < 30; turn++)
        {
            await watched.ReceiveAsync(40, turn % 2 == 0 ? Material.Scored(1, 1) : Material.Scored(5, 5));
            for (int look = 0; look < 6; look++)
            {
                await watched.LookAsync(TimeSpan.FromMinutes(2));
            }
        }

        IReadOnlyList<Incident> incidents = await watched.IncidentsAsync();
        Assert.InRange(incidents.Count, 3, 6);
        Assert.All(incidents.Skip(1).Zip(incidents), pair => Assert.True(pair.First.OpenedAt - pair.Second.ClosedAt >= TimeSpan.FromHours(1)));
        Assert.Equal(incidents.Count + incidents.Count(i => i.ClosedAt is not null), await watched.OwedToAsync("ops"));
    }

    [Fact]
    public async Task A_judge_that_does_not_get_on_is_one_of_coverage_and_none_of_the_scores()
    {
        await using WatchedLedger watched = await WatchedLedger.OpenAsync(
            "  low: {mean: {below: 3.5, window: 24h, min_n: 10}}\n  last: {mean: {below: 3.5, last: 20, min_n: 10}}\n  bad: {bad_share: {budget: 1%}}\n");
        await watched.ReceiveAsync(100, Material.Scored(4, 4));
        await watched.LookAsync();
        // What still comes through is low; the rest waits.
        await watched.ReceiveAsync(20, Material.Scored(1, 1));
        await watched.ReceiveAsync(90, judged: null);
        await watched.LookAsync(TimeSpan.FromMinutes(1.5));
        Assert.DoesNotContain(await watched.IncidentsAsync(), i => i.Rule == "coverage");
        Assert.DoesNotContain(await watched.IncidentsAsync(), i => i.Rule == "low");

        for (int minute = 0; minute < 3; minute++)
        {
            await watched.LookAsync(TimeSpan.FromMinutes(1));
        }

        Incident incident = Assert.Single(await watched.IncidentsAsync(), i => i.Rule == "coverage");
        Assert.Equal("quality scored 120 of 210 responses in the last 15m (57.1 %); 90 wait, and it gets nothing done", incident.Opening.Statement);
    }

    [Fact]
    public async Task In_an_outage_that_begins_at_once_only_the_judge_is_alarmed_of()
    {
        await using WatchedLedger watched = await WatchedLedger.OpenAsync("  low: {mean: {below: 4.5, window: 24h, min_n: 200}}\n  last: {mean: {below: 3.5, last: 50}}\n");
        await watched.ReceiveAsync(100, Material.Scored(4, 4));
        await watched.LookAsync();
        for (int minute = 0; minute < 40; minute++)
        {
            await watched.ReceiveAsync(10, judged: null);
            await watched.LookAsync(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(["coverage", "owed"], (await watched.IncidentsAsync()).Select(i => i.Rule).Order());
        Incident coverage = Assert.Single(await watched.IncidentsAsync(), i => i.Rule == "coverage");
        Assert.True(coverage.OpenedAt - Material.Noon <= TimeSpan.FromMinutes(5), $"{coverage.OpenedAt}");
    }

    [Fact]
    public async Task A_heap_of_responses_that_is_worked_off_is_no_trouble()
    {
        await using WatchedLedger watched = await WatchedLedger.OpenAsync("  owed: off\n");
        await watched.ReceiveAsync(300, judged: null);
        for (int minute = 0; minute < 15; minute++)
        {
            await watched.ReceiveAsync(2, Material.Scored());
            await watched.LookAsync(TimeSpan.FromMinutes(1));
        }

        Assert.Empty(await watched.IncidentsAsync());
    }

    [Fact]
    public async Task What_opens_while_its_rule_is_muted_is_told_when_that_is_over_and_only_if_it_is_open_then()
    {
        await using WatchedLedger watched = await WatchedLedger.OpenAsync(LastForty);
        await watched.Ledger.Alerts.MuteAsync("low", watched.Clock.Now.AddMinutes(30), Cancel);
        await watched.ReceiveAsync(40, Material.Scored(1, 1));
        await watched.LookAsync();

        Assert.False(Assert.Single(await watched.IncidentsAsync()).IsTold);
        Assert.Equal(0, await watched.OwedToAsync("ops"));
        await watched.LookAsync(TimeSpan.FromMinutes(31));
        await watched.LookAsync();

        Assert.True(Assert.Single(await watched.IncidentsAsync()).IsTold);
        Assert.Equal(1, await watched.OwedToAsync("ops"));
    }

    [Fact]
    public async Task What_opened_and_closed_in_silence_is_never_told()
    {
        await using WatchedLedger watched = await WatchedLedger.OpenAsync(LastForty);
        await watched.Ledger.Alerts.MuteAsync("low", watched.Clock.Now.AddHours(3), Cancel);
        await watched.ReceiveAsync(40, Material.Scored(1, 1));
        await watched.LookAsync();
        await watched.ReceiveAsync(40, Material.Scored(5, 5));
        await watched.LookAsync();
        await watched.LookAsync(TimeSpan.FromMinutes(6));

        Assert.NotNull(Assert.Single(await watched.IncidentsAsync()).ClosedAt);
        Assert.Equal(0, await watched.OwedToAsync("ops"));
    }

    [Fact]
    public async Task A_rule_of_the_page_holds_from_the_next_look_and_what_it_opened_is_closed_when_it_is_removed()
    {
        await using WatchedLedger watched = await WatchedLedger.OpenAsync("  defaults: off\n");
        await watched.ReceiveAsync(40, Material.Scored(1, 1));
        await watched.LookAsync();
        await watched.Ledger.Alerts.SaveRuleAsync("mine", "mean: { below: 3, last: 40 }\nnotify: [phone, gone]\n", Cancel);
        await watched.LookAsync();
        Assert.Null(Assert.Single(await watched.IncidentsAsync()).ClosedAt);
        Assert.Equal((0, 1), (await watched.OwedToAsync("ops"), await watched.OwedToAsync("phone")));

        await watched.Ledger.Alerts.SaveRuleAsync("mine", null, Cancel);
        await watched.LookAsync();

        Assert.Equal("the rule is gone", Assert.Single(await watched.IncidentsAsync()).Closing!.Statement);
        Assert.Empty(await watched.Ledger.Alerts.StatesAsync(Cancel));
    }

    [Fact]
    public async Task Judges_that_are_paused_and_budgets_that_are_nearly_spent_are_told_by_default()
    {
        await using WatchedLedger watched = await WatchedLedger.OpenAsync("  defaults: on\n");
        await watched.LookAsync();
        watched.Stand(new JudgeStanding("401: wrong key", false) { BudgetUsdPerDay = 5, SpentTodayUsd = 4.5m });
        await watched.LookAsync();

        Assert.Equal([("budget", AlertSeverity.Ticket), ("judge-paused", AlertSeverity.Page)], (await watched.IncidentsAsync()).Select(i => (i.Rule, i.Severity)).Order());
    }

    [Fact]
    public async Task Somebody_who_acknowledged_it_is_told_of_in_the_notice_of_its_closing()
    {
        await using WatchedLedger watched = await WatchedLedger.OpenAsync(LastForty);
        await watched.ReceiveAsync(40, Material.Scored(1, 1));
        await watched.LookAsync();
        Guid id = Assert.Single(await watched.IncidentsAsync()).Id;
        await watched.Ledger.Alerts.TryAcknowledgeAsync(id, new Acknowledgement(watched.Clock.Now, "Ann"), Cancel);
        await watched.ReceiveAsync(40, Material.Scored(5, 5));
        await watched.LookAsync();
        await watched.LookAsync(TimeSpan.FromMinutes(6));

        Assert.Equal("Ann", Assert.Single(await watched.IncidentsAsync()).Acknowledged?.By);
        Assert.Contains((await watched.Ledger.Outbox.DeliveriesAsync(10, Cancel)), d => d.Notice.Event == NoticeEvent.Closed && d.Notice.Incident.Acknowledged?.By == "Ann");
    }

    /// <summary>Two hours of a release, looked at every ten minutes.</summary>
    private static async Task ReleaseAsync(WatchedLedger watched, string release, params (double Tone, double Accuracy)[] scores)
    {
        watched.Clock.Now = watched.Clock.Now.AddMinutes(60 - watched.Clock.Now.Minute);
        for (int look = 0; look < 12; look++)
        {
            foreach ((double tone, double accuracy) in scores)
            {
                await watched.ReceiveAsync(10, Material.Scored(tone, accuracy), release: release);
            }

            await watched.LookAsync(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
            watched.Clock.Now += TimeSpan.FromMilliseconds(1);
        }
    }

    [Fact]
    public async Task Nobody_is_told_before_the_judges_anchors_are_scored()
    {
        await using WatchedLedger watched = await WatchedLedger.OpenAsync(LastForty);
        watched.Check = new AnchorCheck.Pending();
        await watched.ReceiveAsync(40, Material.Scored(1, 1));
        await watched.LookAsync();
        await watched.LookAsync();

        Assert.Empty(await watched.IncidentsAsync());
        Assert.Equal(AlertStage.Suspect, Assert.Single(await watched.Ledger.Alerts.StatesAsync(Cancel)).Stage);
        Assert.EndsWith("; the judge is being checked on its anchors", Assert.Single(watched.Watch.View.Readings).Reading.Evidence.Statement, StringComparison.Ordinal);

        watched.Check = new AnchorCheck.Failed("they were not scored within 5m", watched.Clock.Now);
        await watched.LookAsync();

        Incident open = Assert.Single(await watched.IncidentsAsync());
        Assert.Equal((AlertSeverity.Page, Attribution.Unchecked), (open.Severity, open.Opening.Judge!.Attribution));
        Assert.Equal(1, await watched.OwedToAsync("ops"));
    }

    [Fact]
    public async Task What_the_judge_did_is_a_ticket_and_survives_a_new_start()
    {
        await using WatchedLedger watched = await WatchedLedger.OpenAsync(LastForty);
        AnchorItem[] items = [.. Enumerable.Range(0, 40).Select(i => new AnchorItem(new Response { Id = $"a{i}", Input = "Q?", Output = $"{i}" }, null))];
        AnchorReading[] Readings(double score, AnchorPurpose purpose) =>
            [.. items.Select(i => new AnchorReading(Guid.CreateVersion7(watched.Clock.Now), i.Response.Id, purpose, 1, watched.Clock.Now) { Scores = new Dictionary<string, double> { ["overall"] = score } })];
        var book = new AnchorBook(new AnchorTerms(AnchorSet.Of(items)) { Runs = 1 }, [new AnchorMeasure("overall", 1, 5)], Readings(4, AnchorPurpose.Baseline));
        watched.Check = new AnchorCheck.Done(book, Readings(1, AnchorPurpose.Burst), 40, watched.Clock.Now);
        await watched.ReceiveAsync(40, Material.Scored(1, 1));
        await watched.LookAsync();
        await watched.ReopenAsync();

        Incident open = Assert.Single(await watched.IncidentsAsync());
        Assert.Equal((AlertSeverity.Ticket, Attribution.Judge, 40), (open.Severity, open.Opening.Judge!.Attribution, open.Opening.Judge.Calls));
        Assert.StartsWith("the judge moved, not surely what it judges: ", open.Opening.Headline, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_judge_that_disagrees_with_people_is_told_of_and_a_backtest_sees_the_same()
    {
        await using WatchedLedger watched = await WatchedLedger.OpenAsync("  people: {disagreement: {below: 70%}}\n  defaults: off\n");
        IReadOnlyList<string> ids = await watched.ReceiveAsync(40, Material.Scored(4, 5));
        HumanLabel Label(string id, string criterion, double score) => new(new LabelKey(id, 1, "quality", criterion, "ann"), score, 1, 5) { At = watched.Clock.Now };
        await watched.LookAsync();
        Assert.Empty(await watched.IncidentsAsync());

        Assert.Empty(await watched.Ledger.Labels.SaveAsync([.. ids.Select(i => Label(i, "accuracy", 2)), .. ids.Select(i => Label(i, "tone", 4))], Cancel));
        await watched.LookAsync();

        Incident open = Assert.Single(await watched.IncidentsAsync());
        Assert.Equal(("people", "disagreement", "accuracy"), (open.Rule, open.Subject.Kind, open.Subject.Criterion));
        Assert.Equal("accuracy of quality agrees with people on 0 % of the last 40 labelled responses, below 70 %", open.Opening.Statement);
        var backtest = new AlertBacktest(watched.Ledger) { Labels = watched.Ledger.Labels };
        var rule = new AlertRule { Name = "people", Condition = new AlertCondition.Disagreement(0.7, 200, 30) };
        BacktestReport report = await backtest.RunAsync(rule, TimeSpan.FromHours(6), watched.Clock.Now.AddHours(3), Cancel);
        Assert.Equal("accuracy", Assert.Single(report.Incidents).Subject.Criterion);
    }
}
