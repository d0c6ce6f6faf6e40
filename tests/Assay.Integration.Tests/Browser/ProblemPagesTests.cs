using System.Net;
using System.Net.Http.Headers;
using Assay.Access;
using Assay.Integration.Tests.Testing;
using Microsoft.Playwright;

namespace Assay.Integration.Tests.Browser;

/// <summary>Whoever looks with a browser is told of trouble on a page, with what to do next; programs are told as before.</summary>
[Collection(nameof(InBrowser))]
public sealed class ProblemPagesTests(SeededDashboard dashboard)
{
    [Theory]
    [InlineData("/nowhere", 404, "No such route", "Overview")]
    [InlineData("/responses/nobody-sent-this", 404, "The ledger holds no response under this id.", "All responses")]
    [InlineData("/export/everything.csv", 404, "each as .csv and .jsonl", "Overview")]
    [InlineData("/trends?range=soon", 400, "`range` is `soon`", "The page without filters")]
    [InlineData("/responses?outcome=good", 400, "`outcome` is `good`", "The page without filters")]
    [InlineData("/responses?at_most=much", 400, "`at_most` is `much`", "The page without filters")]
    [InlineData("/responses?slice=refunds", 400, "`slice` is `refunds`", "The page without filters")]
    [InlineData("/responses?order=random", 400, "`order` is `random`", "The page without filters")]
    public async Task What_cannot_be_shown_is_said_on_a_page_with_a_way_on(string path, int status, string says, string way)
    {
        await using Tab tab = await dashboard.OpenAsync();

        Assert.Equal(status, await tab.GoAsync(path));
        Assert.Contains(says, await tab.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await tab.FollowAsync(tab.Page.Locator("main").GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = way }));

        await Assertions.Expect(tab.Page.Locator("h1")).ToHaveTextAsync(way == "The page without filters" && path.StartsWith("/trends", StringComparison.Ordinal) ? "Trends" : way == "Overview" ? "Overview" : "Responses");
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_read_is_said_on_a_page_that_can_be_tried_again()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("assay.db");
        await using DashboardService service = await DashboardService.StartAsync(path, []);
        await using Tab tab = await dashboard.OpenAsync(service: service);
        File.Move(path, path + ".away");

        int broken = await tab.GoAsync("/");
        string said = await tab.Page.Locator("main").InnerTextAsync();
        File.Move(path + ".away", path);
        await tab.FollowAsync(tab.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Try again" }));

        Assert.Equal(503, broken);
        Assert.Contains("The ledger cannot be used", said, StringComparison.Ordinal);
        await Assertions.Expect(tab.Page.Locator("h1")).ToHaveTextAsync("Overview");
    }

    [Fact]
    public async Task A_browser_that_is_not_let_in_is_told_so_on_a_page()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Host = "elsewhere.example";
        request.Headers.Accept.ParseAdd("text/html");

        using HttpResponseMessage answer = await dashboard.Service.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Forbidden, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Contains("assay keys create", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_are_told_of_trouble_as_programs()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/responses?outcome=good");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*"));

        using HttpResponseMessage answer = await dashboard.Service.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Where_keys_are_in_use_a_browser_is_asked_for_one_and_taken_where_it_wanted_to_go()
    {
        using var folder = new TemporaryFolder();
        (string text, ApiKey key) = ApiKey.Create("eyes", [Scope.Read], TimeProvider.System.GetUtcNow());
        await using DashboardService service = await DashboardService.StartAsync(folder.File("assay.db"), [], [key]);
        await using Tab tab = await dashboard.OpenAsync(service: service);

        await tab.GoAsync("/trends?range=30d");
        await tab.Page.GetByLabel("A key that may read").FillAsync("assay_wrong");
        await tab.FollowAsync(tab.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Log in" }));
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("unknown");
        await tab.Page.GetByLabel("A key that may read").FillAsync(text);
        await tab.FollowAsync(tab.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Log in" }));

        await Assertions.Expect(tab.Page.Locator("h1")).ToHaveTextAsync("Trends");
        Assert.Equal("/trends?range=30d", tab.Place);
        await tab.GoAsync("/pipeline");
        Assert.Contains("Authorization: Bearer $ASSAY_KEY", await tab.Page.Locator(".foot pre").First.TextContentAsync(), StringComparison.Ordinal);
    }
}
