using Assay.Integration.Tests.Testing;
using Microsoft.Playwright;

namespace Assay.Integration.Tests.Browser;

/// <summary>Gates are found by branch, opened, and their outputs pinned as a baseline, in a real browser.</summary>
[Collection(nameof(InBrowser))]
public sealed class RunsPageTests(SeededDashboard dashboard) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private DashboardService? _service;

    private DashboardService Service => _service!;

    public async ValueTask InitializeAsync()
    {
        string path = _folder.File("assay.db");
        await new SeededLedger(path, TimeProvider.System.GetUtcNow()).SeedAsync(CancellationToken.None);
        _service = await DashboardService.StartAsync(path, SeededLedger.Judges);
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_failed_gate_of_a_branch_is_two_clicks_away_and_says_why()
    {
        await using Tab tab = await dashboard.OpenAsync(service: Service);
        await tab.GoAsync("/runs");
        string all = await tab.Page.Locator("main").InnerTextAsync();
        await tab.FollowAsync(tab.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "feature/short-answers" }));
        int rows = await tab.Page.Locator(".gates tbody tr").CountAsync();
        await tab.FollowAsync(tab.Page.Locator(".gates tbody tr").First.GetByRole(AriaRole.Link));
        string gate = await tab.Page.Locator("main").InnerTextAsync();

        Assert.Contains("1 of the last 5 gates failed", all, StringComparison.Ordinal);
        Assert.Contains("not finished", all, StringComparison.Ordinal);
        Assert.Equal(2, rows);
        Assert.Contains("overall fell by 0.30", gate, StringComparison.Ordinal);
        Assert.Contains("−0.30 [−0.45, −0.15]", gate, StringComparison.Ordinal);
        Assert.Contains("2 unreadable", gate, StringComparison.Ordinal);
        Assert.Equal("/responses/chat-00001", await tab.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "chat-00001" }).GetAttributeAsync("href"));
        Assert.Equal(404, await tab.GoAsync("/runs/gates/99"));
    }

    [Fact]
    public async Task What_was_gated_is_pinned_as_the_baseline_of_its_branch()
    {
        await using Tab tab = await dashboard.OpenAsync(service: Service);
        await tab.GoAsync("/runs");
        await tab.FollowAsync(tab.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Unpin" }));
        string unpinned = await tab.Page.Locator("main").InnerTextAsync();
        await tab.FollowAsync(tab.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Pin as feature/short-answers" }).First);
        string pinned = await tab.Page.Locator("main").InnerTextAsync();

        Assert.Contains("Nothing is pinned as released any more.", unpinned, StringComparison.Ordinal);
        Assert.Contains("assay gate --outputs now.jsonl --baseline pin:feature/short-answers", pinned, StringComparison.Ordinal);
        Assert.Empty(tab.Complaints);
    }
}
