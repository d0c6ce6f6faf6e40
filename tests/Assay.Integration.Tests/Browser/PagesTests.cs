using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Assay.Integration.Tests.Browser;

/// <summary>Every page of the dashboard, looked at in a real browser.</summary>
[Collection(nameof(InBrowser))]
public sealed class PagesTests(SeededDashboard dashboard)
{
    private const int MostBytesAtFirst = 300_000;

    // What sticks out to the right, and is neither in a box that scrolls nor hidden on purpose.
    private const string SticksOut = """
        () => [...document.body.querySelectorAll('*')].filter(e => {
          const box = e.getBoundingClientRect();
          if (box.width === 0 || box.right <= innerWidth + 1 || e.closest('.skip')) return false;
          for (let up = e; up; up = up.parentElement) if (['auto', 'scroll'].includes(getComputedStyle(up).overflowX)) return false;
          return true;
        }).map(e => e.outerHTML.slice(0, 120))
        """;

    // Text that its own box cuts off without an ellipsis.
    private const string IsCut = """
        () => [...document.body.querySelectorAll('main *, nav *')].filter(e =>
          e.children.length === 0 && e.textContent.trim() && e.clientWidth > 0 && getComputedStyle(e).overflowX === 'hidden'
          && getComputedStyle(e).textOverflow !== 'ellipsis' && e.scrollWidth > e.clientWidth + 1).map(e => e.outerHTML.slice(0, 120))
        """;

    // WCAG 2.2, 2.5.8: 24 by 24, but for links within a line of text, and for what the same row opens.
    private const string IsTooSmallToTap = """
        () => [...document.querySelectorAll('a, button, select, input:not([type=hidden]), summary')].filter(e => {
          const box = e.getBoundingClientRect();
          if (box.width === 0 || e.closest('.skip, p, dd, td, figcaption, dialog:not([open])')) return false;
          return box.width < 24 || box.height < 24;
        }).map(e => `${Math.round(e.getBoundingClientRect().width)}x${Math.round(e.getBoundingClientRect().height)} ${e.outerHTML.slice(0, 120)}`)
        """;

    [Fact]
    public async Task Every_page_loads_without_an_error_and_asks_for_nothing_elsewhere()
    {
        await using Tab tab = await dashboard.OpenAsync();
        foreach ((string path, string heading) in DashboardPages.All)
        {
            Assert.Equal((path, 200), (path, await tab.GoAsync(path)));
            Assert.Equal(heading, await tab.Page.Locator("h1").InnerTextAsync());
        }

        Assert.Empty(tab.Complaints);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_serious_keeps_anybody_from_using_a_page(bool isDark)
    {
        await using Tab tab = await dashboard.OpenAsync(new TabOptions(IsDark: isDark));
        var findings = new List<string>();
        foreach ((string path, _) in DashboardPages.All)
        {
            await tab.GoAsync(path);
            findings.AddRange(await FindingsAsync(tab, path));
        }

        await tab.Page.Keyboard.PressAsync("?");
        findings.AddRange(await FindingsAsync(tab, "the sheet of keys"));
        Assert.Empty(findings);
    }

    [Theory]
    [InlineData(1280, 720)]
    [InlineData(390, 844)]
    public async Task Every_page_fits_the_screen(int width, int height)
    {
        await using Tab tab = await dashboard.OpenAsync(new TabOptions(width, height));
        var findings = new List<string>();
        foreach ((string path, _) in DashboardPages.All)
        {
            await tab.GoAsync(path);
            Assert.True(await tab.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"{path} scrolls sideways at {width}");
            foreach (string question in (string[])[SticksOut, IsCut, .. width < 800 ? [IsTooSmallToTap] : Array.Empty<string>()])
            {
                findings.AddRange((await tab.Page.EvaluateAsync<string[]>(question)).Select(f => $"{path}: {f}"));
            }
        }

        Assert.Empty(findings);
    }

    [Fact]
    public async Task Without_scripts_every_page_shows_the_same_and_can_be_used()
    {
        await using Tab tab = await dashboard.OpenAsync(new TabOptions(HasScripts: false));
        foreach ((string path, string heading) in DashboardPages.All)
        {
            Assert.Equal(200, await tab.GoAsync(path));
            Assert.Equal(heading, await tab.Page.Locator("h1").InnerTextAsync());
        }

        await tab.GoAsync("/responses");
        await tab.Page.Locator("select[name=outcome]").SelectOptionAsync("unscored");
        await tab.FollowAsync(tab.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Show" }));
        string[] outcomes = [.. (await tab.Page.Locator(".list .outcome").AllInnerTextsAsync()).Distinct()];
        await tab.FollowAsync(tab.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Reload" }));
        string place = tab.Place;
        await tab.GoAsync("/#keys");

        Assert.Equal(["unscored"], outcomes);
        Assert.Contains("outcome=unscored", place, StringComparison.Ordinal);
        await Assertions.Expect(tab.Page.Locator("#keys")).ToBeVisibleAsync();
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_first_visit_loads_little()
    {
        foreach (string path in (string[])["/", "/responses", "/trends?by=route&range=90d"])
        {
            await using Tab tab = await dashboard.OpenAsync();
            await tab.GoAsync(path);

            Assert.InRange(await tab.BytesLoadedAsync(), 10_000, MostBytesAtFirst);
        }
    }

    private static async Task<IEnumerable<string>> FindingsAsync(Tab tab, string where)
    {
        AxeResult result = await tab.Page.RunAxe();
        return from violation in result.Violations
               where violation.Impact is "serious" or "critical"
               from node in violation.Nodes
               select $"{where}: {violation.Id}: {node.Html}";
    }
}
