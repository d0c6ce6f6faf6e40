using System.Diagnostics;
using Assay.Integration.Tests.Testing;
using Microsoft.Playwright;

namespace Assay.Integration.Tests.Browser;

/// <summary>An open page follows the ledger, and leaves alone who reads it.</summary>
[Collection(nameof(InBrowser))]
public sealed class LiveTests(SeededDashboard dashboard)
{
    private static readonly TimeSpan MostLag = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SeveralLooks = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task What_arrives_stands_on_an_open_page_within_two_seconds()
    {
        using var folder = new TemporaryFolder();
        await using DashboardService service = await DashboardService.StartAsync(folder.File("assay.db"), []);
        await using Tab start = await dashboard.OpenAsync(service: service);
        await using Tab list = await dashboard.OpenAsync(service: service);
        await start.GoAsync("/start");
        await list.GoAsync("/responses");
        await Assertions.Expect(start.Page.GetByText("Waiting for the first response")).ToBeVisibleAsync();

        var lags = new List<TimeSpan>();
        for (int i = 0; i < 4; i++)
        {
            long sent = Stopwatch.GetTimestamp();
            await service.SendAsync($$"""{"id":"live-{{i}}","input":"Where is it?","output":"It is on its way to you."}""");
            await list.Page.GetByText($"live-{i}", new PageGetByTextOptions { Exact = true }).WaitForAsync();
            lags.Add(Stopwatch.GetElapsedTime(sent));
        }

        // Other tests may keep the machine from one of them, but not from all.
        Assert.InRange(lags.Min(), TimeSpan.Zero, MostLag);

        await Assertions.Expect(start.Page.GetByText("See how good the responses are")).ToBeVisibleAsync();
        Assert.Empty(start.Complaints.Concat(list.Complaints));
    }

    [Fact]
    public async Task A_page_in_which_something_is_selected_or_typed_stays_as_it_is_until_it_is_not()
    {
        using var folder = new TemporaryFolder();
        await using DashboardService service = await DashboardService.StartAsync(folder.File("assay.db"), []);
        await service.SendAsync("""{"id":"first","input":"Where is it?","output":"It is on its way to you."}""");
        await using Tab tab = await dashboard.OpenAsync(service: service);
        await tab.GoAsync("/responses");
        await tab.Page.GetByLabel("Id contains").FillAsync("half a wo");
        await service.SendAsync("""{"id":"second","input":"Where is it?","output":"It is on its way to you."}""");
        await Assertions.Expect(tab.Page.Locator("a[data-live]")).ToHaveTextAsync("New data");
        await Task.Delay(SeveralLooks, TimeProvider.System, TestContext.Current.CancellationToken);
        string typed = await tab.Page.GetByLabel("Id contains").InputValueAsync();
        int rows = await tab.Page.Locator(".list tbody tr").CountAsync();

        await tab.Page.Keyboard.PressAsync("Escape");

        Assert.Equal(("half a wo", 1), (typed, rows));
        await Assertions.Expect(tab.Page.Locator(".list tbody tr")).ToHaveCountAsync(2);
        await tab.Page.EvaluateAsync("() => getSelection().selectAllChildren(document.querySelector('.list .excerpt'))");
        await service.SendAsync("""{"id":"third","input":"Where is it?","output":"It is on its way to you."}""");
        await Assertions.Expect(tab.Page.Locator("a[data-live]")).ToHaveTextAsync("New data");
        await tab.Page.EvaluateAsync("() => getSelection().removeAllRanges()");
        await Assertions.Expect(tab.Page.Locator(".list tbody tr")).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task An_exchange_keeps_the_focus_and_what_was_opened()
    {
        using var folder = new TemporaryFolder();
        await using DashboardService service = await DashboardService.StartAsync(folder.File("assay.db"), []);
        await service.SendAsync("""{"id":"first","input":"Where is it?","output":"It is on its way to you."}""");
        await using Tab tab = await dashboard.OpenAsync(service: service);
        await tab.GoAsync("/responses");
        await tab.Page.GetByText("Same from a shell").ClickAsync();
        await tab.Page.Locator(".list tbody a").First.FocusAsync();

        await service.SendAsync("""{"id":"second","input":"Where is it?","output":"It is on its way to you."}""");
        await Assertions.Expect(tab.Page.Locator(".list tbody tr")).ToHaveCountAsync(2);

        await Assertions.Expect(tab.Page.Locator(".foot pre")).ToBeVisibleAsync();
        await Assertions.Expect(tab.Page.Locator(".list tbody tr").Nth(1).Locator("a")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_page_says_when_the_service_does_not_answer_and_goes_on_when_it_does()
    {
        await using Tab tab = await dashboard.OpenAsync();
        await tab.GoAsync("/");
        ILocator state = tab.Page.Locator("a[data-live]");
        await Assertions.Expect(state).ToHaveTextAsync("Live");

        await tab.Page.Context.SetOfflineAsync(true);
        await Assertions.Expect(state).ToHaveTextAsync("No answer");
        await tab.Page.Context.SetOfflineAsync(false);

        await Assertions.Expect(state).ToHaveTextAsync("Live");
    }
}
