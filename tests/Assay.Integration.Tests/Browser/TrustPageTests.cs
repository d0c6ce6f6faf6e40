using System.Text.Json;
using Assay.Browser;
using Assay.Integration.Tests.Testing;
using Assay.Scoring.Judging;
using Assay.Calibrating.Gates;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Assay.Integration.Tests.Browser;

/// <summary>Whether a judge is right, on the pages and in what programs are told; labels by people some of whose names are hostile.</summary>
[Collection(nameof(InBrowser))]
public sealed class TrustPageTests(SeededDashboard dashboard) : IAsyncLifetime
{
    private const string Page = "/trust?judge=support&range=30d&criterion=accuracy";

    private static readonly IReadOnlyList<string> Raters = ["ann", "<script>document.title=/assayCanary/</script>", $"<img src=http://{HostileTexts.Host}/a onerror=document.title=/assayCanary/>", "\u202eevil\u0007 rater with a name that is as long as a name may be, or so it seems to."];

    private readonly TemporaryFolder _folder = new();
    private DashboardService? _service;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private DashboardService Service => _service!;

    public async ValueTask InitializeAsync()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        await new SeededLedger(_folder.File("assay.db"), now).SeedAsync(Cancel);
        await SeededLabels.AddAsync(_folder.File("assay.db"), now, Raters, Cancel);
        Judge strict = SeededLedger.Support() with { Terms = new JudgeTerms { Trust = new TrustTerms { Bars = new JudgeBars { Kappa = 0.99, WinningRate = null } } } };
        _service = await DashboardService.StartAsync(_folder.File("assay.db"), [strict, SeededLedger.Safety, SeededLedger.Resolution]);
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1280, 720, false)]
    [InlineData(390, 844, true)]
    public async Task The_page_fits_can_be_used_by_everybody_and_runs_nothing_that_a_rater_is_called(int width, int height, bool isDark)
    {
        await using Tab tab = await dashboard.OpenAsync(new TabOptions(width, height, IsDark: isDark), Service);
        foreach (string page in (string[])[Page, $"{Page}&cell=3:3", "/trust?judge=safety", "/?range=30d", "/judges?range=30d", "/trends?range=30d&judge=support&criterion=accuracy&by=route"])
        {
            Assert.Equal((page, 200), (page, await tab.GoAsync(page)));
            Assert.NotEqual($"/{HostileTexts.Mark}/", await tab.Page.TitleAsync());
            Assert.True(await tab.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"{page} scrolls sideways at {width}");
            AxeResult axe = await tab.Page.RunAxe();
            Assert.Empty(axe.Violations.Where(v => v.Impact is "serious" or "critical").SelectMany(v => v.Nodes.Select(n => $"{page}: {v.Id}: {n.Html}")));
        }

        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_cell_of_the_matrix_leads_to_its_responses_and_they_to_their_pages()
    {
        await using Tab tab = await dashboard.OpenAsync(service: Service);
        await tab.GoAsync(Page);
        ILocator cell = tab.Page.Locator(".confusion a").First;
        int count = int.Parse(await cell.InnerTextAsync(), System.Globalization.CultureInfo.InvariantCulture);

        await tab.FollowAsync(cell);
        Assert.Equal(Math.Min(count, 50), await tab.Page.Locator(".cell tbody tr").CountAsync());
        await tab.FollowAsync(tab.Page.Locator(".cell tbody a").First);

        Assert.StartsWith("chat-", await tab.Page.Locator("h1").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_says_what_follows_from_missed_bars_and_what_to_do_without_labels()
    {
        await using Tab tab = await dashboard.OpenAsync(service: Service);
        await tab.GoAsync(Page);
        string main = await tab.Page.Locator("main").InnerTextAsync();
        await tab.GoAsync("/trust?judge=safety");
        string empty = await tab.Page.Locator("main").InnerTextAsync();
        await tab.GoAsync("/?range=30d");
        string card = await tab.Page.Locator("section[aria-label=support]").InnerTextAsync();

        Assert.Contains("may neither fail a build nor page anybody", main, StringComparison.Ordinal);
        Assert.Contains("but must be at least 0.99", main, StringComparison.Ordinal);
        Assert.Contains("The judge is too strict by", main, StringComparison.Ordinal);
        Assert.Contains("by people's labels", main, StringComparison.Ordinal);
        Assert.Contains("Nobody has labelled safe of safety yet", empty, StringComparison.Ordinal);
        Assert.Contains("assay label export --judge safety", empty, StringComparison.Ordinal);
        Assert.Contains("advisory · κ", card, StringComparison.Ordinal);
        Assert.Contains("by people's labels", card, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_of_a_cell_is_refused()
    {
        using HttpResponseMessage refused = await Service.Http.GetAsync($"{Page}&cell=a:b", Cancel);
        using HttpResponseMessage outside = await Service.Http.GetAsync($"{Page}&cell=99:99", Cancel);

        Assert.Equal((400, 200), ((int)refused.StatusCode, (int)outside.StatusCode));
    }

    [Fact]
    public async Task Programs_are_told_the_same()
    {
        JsonElement trust = JsonElement.Parse(await Service.Http.GetStringAsync("/v1/trust?judge=support&range=30d", Cancel)).GetProperty("judges")[0];
        JsonElement quality = JsonElement.Parse(await Service.Http.GetStringAsync("/v1/quality?judge=support&range=30d", Cancel)).GetProperty("criteria");
        string metrics = await Service.Http.GetStringAsync("/metrics", Cancel);
        string csv = await Service.Http.GetStringAsync("/export/labelled.csv?judge=support&criterion=accuracy", Cancel);
        JsonElement accuracy = trust.GetProperty("criteria").GetProperty("accuracy");
        JsonElement corrected = quality.GetProperty("accuracy").GetProperty("corrected");

        Assert.Equal(("advisory", true), (trust.GetProperty("standing").GetString(), trust.GetProperty("bars_declared").GetBoolean()));
        Assert.NotEmpty(trust.GetProperty("advisory").EnumerateArray());
        Assert.Equal(Raters.Order(StringComparer.Ordinal), accuracy.GetProperty("raters").EnumerateArray().Select(r => r.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(accuracy.GetProperty("corrected").GetRawText(), corrected.GetRawText());
        Assert.Equal(quality.GetProperty("accuracy").GetProperty("mean").GetRawText(), corrected.GetProperty("raw").GetRawText());
        Assert.True(corrected.GetProperty("corrected").GetProperty("value").GetDouble() > corrected.GetProperty("raw").GetProperty("value").GetDouble());
        Assert.Equal(quality.GetProperty("overall").GetProperty("mean").GetRawText(), quality.GetProperty("overall").GetProperty("corrected").GetProperty("raw").GetRawText());
        Assert.Equal(accuracy.GetProperty("confusion").EnumerateArray().Sum(c => c.GetProperty("n").GetInt32()), csv.TrimEnd().Split('\n').Length - 1);
        Assert.DoesNotContain("NaN", trust.GetRawText() + metrics, StringComparison.Ordinal);
        using HttpResponseMessage unknown = await Service.Http.GetAsync("/v1/trust?judge=nobody", Cancel);
        Assert.Equal(400, (int)unknown.StatusCode);
    }

    [Fact]
    public async Task A_report_and_the_command_line_tell_it_too()
    {
        AssayProcess.Finished report = await AssayProcess.RunAsync(_folder.Path, null, "report", "--store", "assay.db", "--judge", "support", "--range", "30d", "--out", "report.html", "--json");
        AssayProcess.Finished markdown = await AssayProcess.RunAsync(_folder.Path, null, "report", "--store", "assay.db", "--judge", "support", "--range", "30d");
        AssayProcess.Finished status = await AssayProcess.RunAsync(_folder.Path, null, "trust", "status", "--store", "assay.db", "--range", "30d");
        AssayProcess.Finished json = await AssayProcess.RunAsync(_folder.Path, null, "trust", "status", "--store", "assay.db", "--range", "30d", "--judge", "support", "--json");
        AssayProcess.Finished nobody = await AssayProcess.RunAsync(_folder.Path, null, "trust", "status", "--store", "assay.db", "--judge", "nobody");

        Assert.True(report.Json.GetProperty("judges")[0].GetProperty("criteria").GetProperty("accuracy").TryGetProperty("corrected", out _), report.ToString());
        Assert.Contains("What people would say", await File.ReadAllTextAsync(_folder.File("report.html"), Cancel), StringComparison.Ordinal);
        Assert.Contains("by people's labels", markdown.Output, StringComparison.Ordinal);
        Assert.True(status.ExitCode == 0, status.ToString());
        Assert.Contains("no bars are declared", status.Output, StringComparison.Ordinal);
        Assert.Equal("support", json.Json.GetProperty("judges")[0].GetProperty("judge").GetString());
        Assert.Equal(2, nobody.ExitCode);
    }
}
