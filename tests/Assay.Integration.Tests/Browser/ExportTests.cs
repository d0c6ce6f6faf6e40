using System.Text.Json;
using Assay.Integration.Tests.CommandLine;
using Microsoft.Playwright;

namespace Assay.Integration.Tests.Browser;

/// <summary>What a page shows can be taken elsewhere: as a file, and by the command that stands beside it.</summary>
[Collection(nameof(InBrowser))]
public sealed class ExportTests(SeededDashboard dashboard)
{
    [Theory]
    [InlineData("/responses?judge=support&outcome=unscored&reason=empty_output&range=30d", 1)]
    [InlineData("/?range=30d", 3)]
    [InlineData("/trends?range=30d&judge=support&by=route", 2)]
    [InlineData("/compare?judge=support&range=7d", 2)]
    [InlineData("/judges", 1)]
    [InlineData("/pipeline", 1)]
    [InlineData("/responses/chat-00005", 2)]
    public async Task Every_table_can_be_had_as_csv_and_as_json_lines_with_the_same_rows(string path, int tables)
    {
        await using Tab tab = await dashboard.OpenAsync();
        await tab.GoAsync(path);
        int count = await tab.Page.Locator(".foot").CountAsync();
        Assert.Equal(tables, count);
        for (int i = 0; i < count; i++)
        {
            ILocator foot = tab.Page.Locator(".foot").Nth(i);
            CsvTable csv = CsvTable.Read(new StringReader(await DownloadAsync(tab, foot, "CSV")));
            string[] lines = (await DownloadAsync(tab, foot, "JSONL")).TrimEnd().Split('\n');

            Assert.Equal((path, i, lines.Length), (path, i, csv.Count));
            Assert.Equal(csv.Names, JsonElement.Parse(lines[0]).EnumerateObject().Select(p => p.Name));
        }

        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task An_export_of_the_list_holds_every_row_that_the_filters_leave_and_no_other()
    {
        await using Tab tab = await dashboard.OpenAsync();
        await tab.GoAsync("/responses?judge=support&outcome=unscored&reason=empty_output");

        string[] lines = (await DownloadAsync(tab, tab.Page.Locator(".foot"), "JSONL")).TrimEnd().Split('\n');

        JsonElement[] rows = [.. lines.Select(l => JsonElement.Parse(l))];
        Assert.Equal(SeededLedger.Days * SeededLedger.PerDay / 40, rows.Length);
        Assert.All(rows, r => Assert.Equal(("support", "unscored", "empty_output"), (r.GetProperty("judge").GetString(), r.GetProperty("outcome").GetString(), r.GetProperty("reason").GetString())));
    }

    [Fact]
    public async Task The_figures_of_an_export_are_those_of_the_page()
    {
        await using Tab tab = await dashboard.OpenAsync();
        await tab.GoAsync("/trends?range=30d&judge=support&by=route");
        string[] shown = [.. await tab.Page.Locator(".figures tbody tr").AllInnerTextsAsync()];

        string[] lines = (await DownloadAsync(tab, tab.Page.Locator(".foot").Last, "JSONL")).TrimEnd().Split('\n');

        Assert.Equal(shown.Length, lines.Length);
        foreach ((string row, JsonElement line) in shown.Zip(lines.Select(l => JsonElement.Parse(l))))
        {
            Assert.Contains(line.GetProperty("value").GetString()!, row, StringComparison.Ordinal);
            Assert.Contains(line.GetProperty("mean").GetDouble().ToString("0.00", System.Globalization.CultureInfo.InvariantCulture), row, StringComparison.Ordinal);
            Assert.Contains(line.GetProperty("n").GetInt64().ToString("N0", System.Globalization.CultureInfo.InvariantCulture), row, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_command_beside_a_table_gives_what_the_export_gives()
    {
        await using Tab tab = await dashboard.OpenAsync();
        await tab.GoAsync("/responses?judge=safety&outcome=skipped&range=7d");
        string exported = await DownloadAsync(tab, tab.Page.Locator(".foot"), "JSONL");
        await tab.Page.GetByText("Same from a shell").ClickAsync();
        string command = (await tab.Page.Locator(".foot pre").InnerTextAsync()).Split('\n')[^1];

        string address = command.Split('\'')[1];
        string answered = await dashboard.Service.Http.GetStringAsync(address, TestContext.Current.CancellationToken);

        Assert.Equal($"curl '{address}'", command);
        Assert.StartsWith(dashboard.Service.Address.ToString(), address, StringComparison.Ordinal);
        Assert.NotEmpty(exported);
        Assert.Equal(exported, answered);
    }

    [Fact]
    public async Task A_table_that_does_not_exist_is_named_with_those_that_do()
    {
        using HttpResponseMessage answer = await dashboard.Service.Http.GetAsync("/export/everything.csv", TestContext.Current.CancellationToken);

        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("comparison, gates, judges, keys, labelled, ledger", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task<string> DownloadAsync(Tab tab, ILocator foot, string format)
    {
        IDownload download = await tab.Page.RunAndWaitForDownloadAsync(() => foot.GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = format, Exact = true }).ClickAsync());
        Assert.Matches($@"^assay-[a-z]+-\d{{4}}-\d\d-\d\d\.{format.ToLowerInvariant()}$", download.SuggestedFilename);
        await using Stream stream = await download.CreateReadStreamAsync();
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
