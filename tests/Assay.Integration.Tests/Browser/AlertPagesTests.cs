using System.Net;
using Assay.Access;
using Assay.Integration.Tests.Testing;
using Assay.Storage.Sqlite;
using Assay.Surfacing;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Causes;
using Microsoft.Playwright;

namespace Assay.Integration.Tests.Browser;

/// <summary>Rules are set and tried, incidents looked at and acknowledged, in a real browser.</summary>
[Collection(nameof(InBrowser))]
public sealed class AlertPagesTests(SeededDashboard dashboard) : IAsyncLifetime
{
    private static readonly Guid Fell = Guid.CreateVersion7();

    private readonly TemporaryFolder _folder = new();
    private DashboardService? _service;

    private DashboardService Service => _service!;

    public async ValueTask InitializeAsync()
    {
        string path = _folder.File("assay.db");
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        await new SeededLedger(path, now).SeedAsync(CancellationToken.None);
        await using (SqliteLedger ledger = SqliteLedger.Open(path, TimeProvider.System))
        {
            var subject = new AlertSubject("mean") { Judge = "support", Slice = new Facet("route", "refunds") };
            await ledger.Alerts.SaveAsync(new AlertState("seeded", subject, AlertStage.Alarm, now, Fell), Incident(subject, now), null, [], CancellationToken.None);
        }

        _service = await DashboardService.StartAsync(path, SeededLedger.Judges);
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_alert_is_tried_on_what_is_stored_and_set_in_four_clicks_from_the_overview()
    {
        await using Tab tab = await dashboard.OpenAsync(service: Service);
        await tab.GoAsync("/?range=30d&judge=support");
        await tab.FollowAsync(Card(tab, "support").GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "set an alert" }));
        await tab.Page.GetByLabel("name").FillAsync("refunds-low");
        await tab.Page.GetByLabel("below").FillAsync("4.4");
        await tab.Page.GetByLabel("window").FillAsync("7d");
        await tab.Page.GetByLabel("slice").FillAsync("route=refunds");
        await tab.FollowAsync(Button(tab, "Try on the last 30 days"));
        string tried = await tab.Page.Locator("main").InnerTextAsync();
        string text = await tab.Page.GetByLabel("The rule's text").InputValueAsync();
        await tab.FollowAsync(Button(tab, "Save"));

        Assert.Contains("It would have fired", tried, StringComparison.Ordinal);
        Assert.Equal("mean: { below: 4.4, window: 7d, min_n: 50 }\njudge: support\nslice: route=refunds\n", text.ReplaceLineEndings("\n"));
        Assert.Contains("refunds-low is saved", await tab.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await tab.Page.Locator(".rules tr", new PageLocatorOptions { HasText = "refunds-low" }).CountAsync());
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_rule_that_too_little_is_scored_for_says_so_when_it_is_tried()
    {
        await using Tab tab = await dashboard.OpenAsync(service: Service);

        await tab.GoAsync("/alerts/rule?name=rare&kind=mean&below=3.5&window=1h&min_n=500&judge=support&try=30d");

        Assert.Contains("nothing could be said at any time", await tab.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Which_slice_fell_since_the_last_release_takes_one_click_from_the_overview()
    {
        await using Tab tab = await dashboard.OpenAsync(service: Service);
        await tab.GoAsync("/");

        await tab.FollowAsync(Card(tab, "support").GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "what fell since the last release" }));

        string first = await tab.Page.Locator(".card h2").Nth(1).InnerTextAsync();
        Assert.Contains("refunds", first, StringComparison.Ordinal);
        Assert.Contains("de", first, StringComparison.Ordinal);
        Assert.Contains("2026.11", await tab.Page.Locator(".sub").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_that_cannot_be_read_is_not_saved_and_says_what_is_wrong()
    {
        await using Tab tab = await dashboard.OpenAsync(service: Service);
        await tab.GoAsync("/alerts/rule?name=wrong&kind=mean&below=3.5&window=0h&criterion=acuracy&try=30d");

        string shown = await tab.Page.Locator("main").InnerTextAsync();
        await tab.FollowAsync(Button(tab, "Save"));

        Assert.Contains("must be from 1m to 90d", shown, StringComparison.Ordinal);
        Assert.Contains("Did you mean `accuracy`?", shown, StringComparison.Ordinal);
        Assert.Contains("must be from 1m to 90d", await tab.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await tab.GoAsync("/alerts");
        Assert.Equal(0, await tab.Page.Locator(".rules tr", new PageLocatorOptions { HasText = "wrong" }).CountAsync());
    }

    [Fact]
    public async Task An_incident_shows_its_figure_its_worst_responses_and_who_knows_of_it()
    {
        await using Tab tab = await dashboard.OpenAsync(service: Service);
        await tab.GoAsync($"/alerts/incidents/{Fell}");
        string before = await tab.Page.Locator("main").InnerTextAsync();
        if (await Button(tab, "Acknowledge").CountAsync() > 0)
        {
            await tab.FollowAsync(Button(tab, "Acknowledge"));
            await tab.GoAsync($"/alerts/incidents/{Fell}");
        }

        Assert.Contains("3.10 [2.90, 3.30], n 120", before, StringComparison.Ordinal);
        Assert.Contains("Where is my parcel", before + "Wo bleibt meine Sendung", StringComparison.Ordinal);
        Assert.Contains("route=refunds, language=de", before, StringComparison.Ordinal);
        Assert.Contains("acknowledged by", await tab.Page.Locator(".events").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(404, await tab.GoAsync($"/alerts/incidents/{Guid.NewGuid()}"));
    }

    [Fact]
    public async Task A_form_of_another_site_changes_nothing()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/alerts/mute") { Content = new FormUrlEncodedContent([new("rule", "drop"), new("for", "24h")]) };
        request.Headers.Add("Origin", "https://elsewhere.example");

        using HttpResponseMessage answer = await Service.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData(Scope.Read, false)]
    [InlineData(Scope.Admin, true)]
    public async Task Who_has_shown_a_key_can_do_with_a_form_what_the_key_allows(Scope scope, bool isAllowed)
    {
        (string text, ApiKey key) = ApiKey.Create("somebody", [scope], TimeProvider.System.GetUtcNow());
        await using DashboardService service = await DashboardService.StartAsync(_folder.File($"{scope}.db"), [], [key]);
        await using Tab tab = await dashboard.OpenAsync(service: service);
        await tab.GoAsync("/alerts");
        await tab.Page.Locator("input[name=key]").FillAsync(text);
        await tab.FollowAsync(tab.Page.Locator("button[type=submit]"));

        await tab.Page.Locator(".rules tr", new PageLocatorOptions { HasText = "drop" }).GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Mute" }).ClickAsync();
        await tab.ArriveAsync("/alerts");
        await tab.GoAsync("/alerts");

        Assert.Equal(isAllowed, (await tab.Page.Locator("main").InnerTextAsync()).Contains("muted until", StringComparison.Ordinal));
    }

    private static ILocator Card(Tab tab, string judge) => tab.Page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = judge, Exact = true });

    private static ILocator Button(Tab tab, string name) => tab.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });

    private static Incident Incident(AlertSubject subject, DateTimeOffset now) => new()
    {
        Id = Fell, Rule = "seeded", Subject = subject, Severity = AlertSeverity.Page, OpenedAt = now.AddHours(-2), IsTold = true,
        Opening = new AlertEvidence
        {
            Statement = "overall of support for route=refunds is 3.1, below 3.5",
            Value = new Estimate(3.1, 2.9, 3.3, 120), Threshold = 3.5, From = now.AddHours(-26), To = now.AddHours(-2),
            Worst = [new WorstResponse("chat-00001", 2), new WorstResponse("chat-00002", 2.5)],
            Cause = new LeadingCause("route=refunds, language=de", new Estimate(0.9, 0.83, 0.97, 120), 60),
        },
    };
}
