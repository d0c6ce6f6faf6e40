using System.Globalization;
using System.Net;
using System.Text.Json;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.Service;

/// <summary>The pages, as a browser gets them.</summary>
public sealed class DashboardTests
{
    private const string Hostile = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'`{{7*7}}\u202e\u001b[31m";

    private static readonly string[] Pages = ["/", "/responses", "/trends", "/trends?by=route", "/compare", "/causes", "/causes?since=latest", "/causes?within=route%3Drefunds", "/judges", "/pipeline", "/settings", "/start", "/login"];

    [Fact]
    public async Task Every_page_is_there_before_anything_has_arrived_and_says_what_to_do()
    {
        using var folder = new TemporaryFolder();
        using ServiceProcess service = await ServiceProcess.StartOfflineAsync(folder.Path);

        foreach (string page in Pages)
        {
            string html = await PageAsync(service, page);
            Assert.EndsWith("</html>", html.Trim(), StringComparison.Ordinal);
        }

        Assert.Contains("Nothing has arrived yet", await PageAsync(service, "/"), StringComparison.Ordinal);
        Assert.Contains("Waiting for the first response", await PageAsync(service, "/start"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_is_loaded_from_here_only_runs_nothing_inline_and_may_not_be_framed()
    {
        using var folder = new TemporaryFolder();
        using ServiceProcess service = await ServiceProcess.StartOfflineAsync(folder.Path);

        using HttpResponseMessage page = await service.Http.GetAsync("/", TestContext.Current.CancellationToken);
        string html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        string policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("style=\"", html, StringComparison.Ordinal);
        foreach (string asset in Assets(html))
        {
            using HttpResponseMessage file = await service.Http.GetAsync(asset, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
            Assert.Contains("immutable", file.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        }

        using HttpResponseMessage old = await service.Http.GetAsync("/assets/000000000000/assay.css", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, old.StatusCode);
    }

    [Fact]
    public async Task Figures_are_those_of_the_interface_and_lead_to_the_rows_behind_them()
    {
        using var folder = new TemporaryFolder();
        folder.Write("assay.yaml", "slices: [route]");
        using ServiceProcess service = await ServiceProcess.StartOfflineAsync(folder.Path);
        await service.PostAsync(string.Join('\n', Enumerable.Range(0, 80).Select(i =>
            $$"""{"id":"r{{i}}","input":"How long does delivery to {{i}} take?","output":"{{(i % 4 == 0 ? "" : $"Delivery to {i} takes {i} days.")}}","metadata":{"route":"{{(i % 2 == 0 ? "delivery" : "refunds")}}" } }""")));
        await service.SettledAsync();

        JsonElement quality = await service.GetAsync("/v1/quality?judge=offline:heuristic&range=24h");
        string overview = await PageAsync(service, "/?range=24h");
        string list = await PageAsync(service, "/responses?outcome=unscored&judge=offline:heuristic");
        string slice = await PageAsync(service, "/responses?slice=route:refunds");
        string response = await PageAsync(service, "/responses/r0");

        JsonElement mean = quality.GetProperty("criteria").EnumerateObject().First().Value.GetProperty("mean");
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"<b>{mean.GetProperty("value").GetDouble() * 100:0.0} %</b>"), overview, StringComparison.Ordinal);
        Assert.Contains($"{mean.GetProperty("n").GetInt32()}</span>", overview, StringComparison.Ordinal);
        Assert.Contains("outcome=unscored&amp;reason=empty_output", overview, StringComparison.Ordinal);
        Assert.Contains("heuristic, not a model", overview, StringComparison.Ordinal);
        // Why was it not judged: one click from the list.
        Assert.Contains("href=\"/responses/r0\"", list.Replace("?judge=offline%3Aheuristic", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("r1<", list, StringComparison.Ordinal);
        Assert.Contains("empty_output", response, StringComparison.Ordinal);
        Assert.Contains(">r1<", slice, StringComparison.Ordinal);
        Assert.DoesNotContain(">r2<", slice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_that_was_sent_is_taken_for_a_part_of_a_page()
    {
        using var folder = new TemporaryFolder();
        folder.Write("assay.yaml", "slices: [route]");
        using ServiceProcess service = await ServiceProcess.StartOfflineAsync(folder.Path);
        string hostile = JsonSerializer.Serialize(Hostile);
        await service.PostAsync(string.Join('\n', Enumerable.Range(0, 40).Select(i =>
            $$"""{"id":{{JsonSerializer.Serialize($"{i}{Hostile}")}},"input":{{hostile}},"output":{{hostile}},"context":[{{hostile}}],"reference":{{hostile}},"release":{{hostile}},"conversation":[{"role":"user","content":{{hostile}}}],"metadata":{"route":{{hostile}},{{hostile}}:1} }""")));
        await service.SettledAsync();
        string id = Uri.EscapeDataString($"0{Hostile}");

        foreach (string page in (string[])[.. Pages, $"/responses/{id}", $"/responses?slice=route:{Uri.EscapeDataString(Hostile)}", $"/?judge={Uri.EscapeDataString(Hostile)}", $"/trends?by={Uri.EscapeDataString(Hostile)}"])
        {
            string html = await PageAsync(service, page);
            Assert.DoesNotContain("<script>", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("onerror=alert(2)>", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Where_keys_are_in_use_a_browser_is_asked_for_one_and_reads_with_it_until_it_is_revoked()
    {
        using var folder = new TemporaryFolder();
        AssayProcess.Finished made = await AssayProcess.RunAsync(folder.Path, null, "keys", "create", "eyes", "--scope", "read");
        AssayProcess.Finished sender = await AssayProcess.RunAsync(folder.Path, null, "keys", "create", "app", "--scope", "ingest");
        using ServiceProcess service = await ServiceProcess.StartOfflineAsync(folder.Path);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = service.Address };

        using HttpResponseMessage asked = await browser.GetAsync("/trends?range=30d", TestContext.Current.CancellationToken);
        using HttpResponseMessage wrong = await LogInAsync(browser, "assay_nobody");
        using HttpResponseMessage mayNotRead = await LogInAsync(browser, sender.Output.Trim());
        using HttpResponseMessage right = await LogInAsync(browser, made.Output.Trim());
        using HttpResponseMessage page = await browser.GetAsync("/trends?range=30d", TestContext.Current.CancellationToken);
        using HttpResponseMessage changed = await browser.PostAsync("/v1/responses", new StringContent("{}"), TestContext.Current.CancellationToken);

        Assert.Equal("/login?to=%2Ftrends%3Frange%3D30d", asked.Headers.Location!.ToString());
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (wrong.StatusCode, mayNotRead.StatusCode));
        Assert.Equal("/trends?range=30d", right.Headers.Location!.ToString());
        Assert.Contains("httponly; samesite=strict", right.Headers.GetValues("Set-Cookie").Single().ToLowerInvariant().Replace("samesite=strict; httponly", "httponly; samesite=strict", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, changed.StatusCode);
    }

    [Theory]
    [InlineData("//elsewhere.example")]
    [InlineData("/\\elsewhere.example")]
    [InlineData("https://elsewhere.example")]
    public async Task Logging_in_never_leads_elsewhere(string to)
    {
        using var folder = new TemporaryFolder();
        AssayProcess.Finished made = await AssayProcess.RunAsync(folder.Path, null, "keys", "create", "eyes", "--scope", "read");
        using ServiceProcess service = await ServiceProcess.StartOfflineAsync(folder.Path);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = service.Address };

        using HttpResponseMessage answer = await LogInAsync(browser, made.Output.Trim(), to);

        Assert.Equal("/", answer.Headers.Location!.ToString());
    }

    private static async Task<HttpResponseMessage> LogInAsync(HttpClient browser, string key, string to = "/trends?range=30d")
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["key"] = key, ["to"] = to });
        return await browser.PostAsync("/login", form, TestContext.Current.CancellationToken);
    }

    private static async Task<string> PageAsync(ServiceProcess service, string path)
    {
        using HttpResponseMessage answer = await service.Http.GetAsync(path, TestContext.Current.CancellationToken);
        string html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {answer.StatusCode} {html}");
        return html;
    }

    private static IEnumerable<string> Assets(string html) =>
        html.Split('"').Where(part => part.StartsWith("/assets/", StringComparison.Ordinal)).Distinct();
}
