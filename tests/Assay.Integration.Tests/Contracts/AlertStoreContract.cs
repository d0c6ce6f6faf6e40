using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Surfacing;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Causes;
using Assay.Surfacing.Outbound;

namespace Assay.Integration.Tests.Contracts;

/// <summary>What every store of rules, states and incidents must do. An implementation inherits the suite and says how to open the ledger that it is in.</summary>
public abstract class AlertStoreContract : IAsyncLifetime
{
    private IServiceLedger? _ledger;

    protected SettableClock Clock { get; } = new();

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IServiceLedger Ledger => _ledger!;

    private IAlertStore Alerts => Ledger.Alerts;

    private static AlertSubject Subject => new("drop") { Judge = "quality", JudgeVersion = "12", Criterion = "tone", Slice = new Facet("route", "re\"funds"), Release = "v3" };

    /// <summary>Opens the test's own store: empty at first, later with what was saved.</summary>
    protected abstract Task<IServiceLedger> OpenAsync();

    protected abstract Task<ILedgerQueries> QueryAsync();

    public async ValueTask InitializeAsync() => _ledger = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await using (ILedgerQueries queries = await QueryAsync())
        {
            Assert.All(await queries.CheckAsync(Cancel), f => Assert.True(f.Remedy is null, f.ToString()));
        }

        await Ledger.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_incident_is_kept_as_it_was_saved_and_whoever_only_reads_sees_the_same()
    {
        (AlertState state, Incident incident) = Opened();
        Assert.True(await Alerts.SaveAsync(state, incident, Notice(incident), [], Cancel));

        AssertSame(incident, Assert.Single(await Alerts.IncidentsAsync(new IncidentQuery(), Cancel)));
        Assert.Equal(state, Assert.Single(await Alerts.StatesAsync(Cancel)));
        await using ILedgerQueries queries = await QueryAsync();
        AssertSame(incident, Assert.Single(await queries.Alerts.IncidentsAsync(new IncidentQuery { Id = incident.Id }, Cancel)));
        Assert.Equal(state, Assert.Single(await queries.Alerts.StatesAsync(Cancel)));
    }

    [Fact]
    public async Task Opening_and_closing_survive_the_process()
    {
        (AlertState state, Incident incident) = Opened();
        await Alerts.SaveAsync(state, incident, notice: null, [], Cancel);
        await ReopenAsync();
        Incident closed = incident with { ClosedAt = Clock.Now.AddHours(1), Closing = incident.Opening with { Statement = "overall is well again" } };
        AlertState quiet = state with { Stage = AlertStage.Ok, Incident = null, Since = Clock.Now.AddHours(1), QuietUntil = Clock.Now.AddHours(2) };
        await Alerts.SaveAsync(quiet, closed, notice: null, [], Cancel);
        await ReopenAsync();

        AssertSame(closed, Assert.Single(await Alerts.IncidentsAsync(new IncidentQuery(), Cancel)));
        Assert.Equal(quiet, Assert.Single(await Alerts.StatesAsync(Cancel)));
        Assert.Empty(await Alerts.IncidentsAsync(new IncidentQuery { OnlyOpen = true }, Cancel));
    }

    [Fact]
    public async Task A_state_that_is_simply_well_is_not_kept()
    {
        AlertState suspect = new("mine", Subject, AlertStage.Suspect, Clock.Now, null);
        await Alerts.SaveAsync(suspect, null, null, [], Cancel);
        await Alerts.SaveAsync(suspect with { Rule = "other" }, null, null, [], Cancel);

        await Alerts.SaveAsync(suspect with { Stage = AlertStage.Ok }, null, null, [], Cancel);

        Assert.Equal("other", Assert.Single(await Alerts.StatesAsync(Cancel)).Rule);
    }

    [Fact]
    public async Task A_notice_is_owed_to_each_receiver_once_however_often_it_is_saved()
    {
        (AlertState state, Incident incident) = Opened();
        AlertNotice notice = Notice(incident);

        await Alerts.SaveAsync(state, incident, notice, ["ops", "phone", "ops"], Cancel);
        await Alerts.SaveAsync(state, incident, notice, ["ops", "phone"], Cancel);

        IReadOnlyDictionary<string, ReceiverAccount> accounts = await Ledger.Outbox.AccountAsync(Cancel);
        Assert.Equal([("ops", 1, Clock.Now), ("phone", 1, Clock.Now)], accounts.OrderBy(a => a.Key).Select(a => (a.Key, a.Value.Owed, a.Value.OldestOwed!.Value)));
        await Alerts.SaveAsync(state, incident, Notice(incident) with { Event = NoticeEvent.Closed }, ["ops"], Cancel);
        Assert.Equal(2, (await Ledger.Outbox.AccountAsync(Cancel))["ops"].Owed);
    }

    [Fact]
    public async Task Incidents_are_found_by_rule_time_and_whether_they_are_open_the_latest_first()
    {
        (AlertState state, Incident first) = Opened();
        await Alerts.SaveAsync(state, first with { ClosedAt = Clock.Now.AddMinutes(10), Closing = first.Opening }, null, [], Cancel);
        Clock.Now += TimeSpan.FromHours(5);
        (AlertState other, Incident second) = Opened("other");
        await Alerts.SaveAsync(other, second, null, [], Cancel);
        async Task<Guid[]> FindAsync(IncidentQuery query) => [.. (await Alerts.IncidentsAsync(query, Cancel)).Select(i => i.Id)];

        Assert.Equal([second.Id, first.Id], await FindAsync(new IncidentQuery()));
        Assert.Equal([second.Id], await FindAsync(new IncidentQuery { AtMost = 1 }));
        Assert.Equal([first.Id], await FindAsync(new IncidentQuery { Rule = "mine" }));
        Assert.Equal([second.Id], await FindAsync(new IncidentQuery { OnlyOpen = true }));
        Assert.Equal([second.Id], await FindAsync(new IncidentQuery { Since = Clock.Now.AddHours(-1) }));
        Assert.Equal([second.Id, first.Id], await FindAsync(new IncidentQuery { Since = Clock.Now.AddHours(-4.9) }));
        Assert.Empty(await FindAsync(new IncidentQuery { Id = Guid.CreateVersion7(Clock.Now) }));
    }

    [Fact]
    public async Task Whoever_acknowledged_first_did_and_closing_keeps_it()
    {
        (AlertState state, Incident incident) = Opened();
        await Alerts.SaveAsync(state, incident, null, [], Cancel);
        var ann = new Acknowledgement(Clock.Now.AddMinutes(1), "Ann");

        Assert.True(await Alerts.TryAcknowledgeAsync(incident.Id, ann, Cancel));
        Assert.True(await Alerts.TryAcknowledgeAsync(incident.Id, new Acknowledgement(Clock.Now.AddMinutes(2), "Ben"), Cancel));
        Assert.False(await Alerts.TryAcknowledgeAsync(Guid.CreateVersion7(Clock.Now), ann, Cancel));
        await Alerts.SaveAsync(state with { Stage = AlertStage.Ok, Incident = null }, incident with { ClosedAt = Clock.Now, Closing = incident.Opening }, null, [], Cancel);

        Assert.Equal(ann, Assert.Single(await Alerts.IncidentsAsync(new IncidentQuery(), Cancel)).Acknowledged);
    }

    [Fact]
    public async Task Rules_and_mutes_are_kept_changed_and_removed()
    {
        await Alerts.SaveRuleAsync("über", "drop: {}\n", Cancel);
        await Alerts.SaveRuleAsync("a", "drop: {}\n", Cancel);
        await Alerts.SaveRuleAsync("a", "owed: {longer_than: 1h}\n", Cancel);
        await Alerts.MuteAsync("a", Clock.Now, Cancel);
        await Alerts.MuteAsync("a", Clock.Now.AddHours(1), Cancel);
        await Alerts.MuteAsync("b", Clock.Now, Cancel);
        await Alerts.MuteAsync("b", null, Cancel);
        await ReopenAsync();

        Assert.Equal([("a", "owed: {longer_than: 1h}\n"), ("über", "drop: {}\n")], (await Alerts.RulesAsync(Cancel)).Select(r => (r.Key, r.Value)));
        Assert.Equal([("a", Clock.Now.AddHours(1))], (await Alerts.MutesAsync(Cancel)).Select(m => (m.Key, m.Value)));
        await Alerts.SaveRuleAsync("a", null, Cancel);
        await using ILedgerQueries queries = await QueryAsync();
        Assert.Equal(["über"], (await queries.Alerts.RulesAsync(Cancel)).Keys);
        Assert.Equal(["a"], (await queries.Alerts.MutesAsync(Cancel)).Keys);
    }

    [Fact]
    public async Task Whoever_watches_goes_on_watching()
    {
        Assert.True(await Alerts.TryWatchAsync(Cancel));
        Assert.True(await Alerts.TryWatchAsync(Cancel));
        await ReopenAsync();
        Assert.True(await Alerts.TryWatchAsync(Cancel));
    }

    protected (AlertState State, Incident Incident) Opened(string rule = "mine")
    {
        Guid id = Guid.CreateVersion7(Clock.Now);
        var evidence = new AlertEvidence
        {
            Statement = "tone fell from 4.21 to 3.87 since release v3",
            Value = new Estimate(3.87, 3.7, 4.01, 120),
            Baseline = new Estimate(4.21, null, null, 1),
            Change = new Difference(-0.34, -0.5, -0.1, 121),
            Threshold = 0.1,
            From = Clock.Now.AddHours(-3),
            To = Clock.Now,
            Worst = [new WorstResponse("r-1 \u2028<b>", 1), new WorstResponse("r2", 1.5)],
            Cause = new LeadingCause("route=refunds, language=de", new Estimate(0.8, 0.6, 1.1, 40), 40),
        };
        var incident = new Incident { Id = id, Rule = rule, Subject = Subject, Severity = AlertSeverity.Ticket, OpenedAt = Clock.Now, IsTold = true, Opening = evidence };
        return (new AlertState(rule, Subject, AlertStage.Alarm, Clock.Now, id), incident);
    }

    private AlertNotice Notice(Incident incident) => new(Guid.CreateVersion7(Clock.Now), NoticeEvent.Opened, Clock.Now, incident);

    /// <summary>Records compare lists by reference; as JSON they are told apart by what they say.</summary>
    private static void AssertSame(Incident expected, Incident actual) => Assert.Equal(IncidentJson.Write(expected), IncidentJson.Write(actual));

    private async Task ReopenAsync()
    {
        await Ledger.DisposeAsync();
        _ledger = await OpenAsync();
    }
}
