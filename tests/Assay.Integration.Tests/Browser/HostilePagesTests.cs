using System.Text;
using System.Text.Json;
using Assay.Browser;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Integration.Tests.CommandLine;
using Assay.Integration.Tests.Testing;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage.Sqlite;

namespace Assay.Integration.Tests.Browser;

/// <summary>Texts of strangers in every field that takes text, on every page and in every export: nothing runs, nothing is asked for, no page falls apart.</summary>
[Collection(nameof(InBrowser))]
public sealed class HostilePagesTests(SeededDashboard dashboard) : IAsyncLifetime
{
    private const int LongestId = 255;
    private const int LongestInAddress = 150;

    // What a page is made of: its elements without those that hold a text each.
    private const string Structure = "() => [...document.querySelectorAll('body *')].filter(e => !e.closest('svg, .list tbody, datalist, option')).map(e => e.tagName).join(' ')";

    private readonly TemporaryFolder _folder = new();
    private DashboardService? _service;

    private DashboardService Service => _service!;

    public async ValueTask InitializeAsync()
    {
        await SeedAsync(_folder.File("assay.db"), HostileTexts.All);
        _service = await DashboardService.StartAsync(_folder.File("assay.db"), []);
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task On_no_page_does_anything_run_or_ask_for_anything()
    {
        Assert.True(HostileTexts.All.Count >= 150);
        await using Tab tab = await dashboard.OpenAsync(service: Service);
        foreach (string page in (string[])["/?range=24h", "/responses", "/responses?order=lowest", "/responses?outcome=unscored", "/trends?by=route&range=24h", "/trends?by=release&range=24h", "/compare?range=24h", "/causes?range=24h", "/alerts?range=24h", "/alerts/rule", "/runs"])
        {
            Assert.Equal((page, 200), (page, await tab.GoAsync(page)));
            await AssertHarmlessAsync(tab);
        }

        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task In_the_address_of_a_page_they_do_nothing_either()
    {
        await using Tab tab = await dashboard.OpenAsync(service: Service);
        foreach (string text in HostileTexts.All)
        {
            // An address has its longest length; what is behind it is refused by the server.
            string value = Uri.EscapeDataString(text[..Math.Min(text.Length, LongestInAddress)]);
            foreach (string page in (string[])[$"/responses?id={value}&judge={value}&reason={value}&slice=route:{value}", $"/trends?judge={value}&criterion={value}&by={value}", $"/?range={value}"])
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, page);
                request.Headers.Accept.ParseAdd("text/html");
                using HttpResponseMessage answer = await Service.Http.SendAsync(request, TestContext.Current.CancellationToken);
                Assert.True((int)answer.StatusCode is 200 or 400, $"{page}: {answer.StatusCode}");
                await tab.Page.SetContentAsync(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
                Assert.Equal(1, await tab.Page.Locator("main").CountAsync());
                await AssertHarmlessAsync(tab);
            }
        }

        Assert.DoesNotContain(tab.Complaints, c => c.Contains(HostileTexts.Host, StringComparison.Ordinal) || c.StartsWith("dialog", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_page_is_made_of_the_same_elements_as_with_harmless_texts()
    {
        string path = _folder.File("harmless.db");
        await SeedAsync(path, [.. HostileTexts.All.Select((t, i) => t.Length == 0 ? "" : $"harmless text {i}")]);
        await using DashboardService harmless = await DashboardService.StartAsync(path, []);
        await using Tab tab = await dashboard.OpenAsync(service: Service);
        await using Tab other = await dashboard.OpenAsync(service: harmless);
        foreach (string page in (string[])["/responses", "/judges", "/pipeline", "/settings", "/start", "/compare?range=24h"])
        {
            await tab.GoAsync(page);
            await other.GoAsync(page);
            Assert.Equal(await other.Page.EvaluateAsync<string>(Structure), await tab.Page.EvaluateAsync<string>(Structure));
        }

        for (int i = 0; i < HostileTexts.All.Count; i++)
        {
            await tab.GoAsync($"/responses/{Uri.EscapeDataString(IdOf(HostileTexts.All[i], i))}");
            await other.GoAsync($"/responses/{Uri.EscapeDataString(IdOf(HostileTexts.All[i].Length == 0 ? "" : $"harmless text {i}", i))}");
            Assert.Equal((i, await other.Page.EvaluateAsync<string>(Structure)), (i, await tab.Page.EvaluateAsync<string>(Structure)));
            await AssertHarmlessAsync(tab);
        }

        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task In_an_export_every_text_is_whole_and_none_is_a_formula()
    {
        string csv = await Service.Http.GetStringAsync("/export/responses.csv", TestContext.Current.CancellationToken);
        string lines = await Service.Http.GetStringAsync("/export/responses.jsonl", TestContext.Current.CancellationToken);
        string slices = await Service.Http.GetStringAsync("/export/trends.csv?by=route&range=24h", TestContext.Current.CancellationToken);

        CsvTable table = CsvTable.Read(new StringReader(csv));
        JsonElement[] rows = [.. lines.TrimEnd().Split('\n').Select(l => JsonElement.Parse(l))];
        Assert.Equal(HostileTexts.All.Order(StringComparer.Ordinal), rows.Select(r => r.GetProperty("input").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(rows.Length, table.Count);
        Assert.NotEmpty(slices);
        CsvTable trends = CsvTable.Read(new StringReader(slices));
        foreach (string cell in new[] { "id", "reason", "input", "output" }.SelectMany(table.Column).Concat(trends.Column("value")))
        {
            Assert.False(cell.TrimStart() is ['=' or '+' or '-' or '@', ..], cell);
        }
    }

    /// <summary>A script among the texts would have set the title; the texts only stand in it.</summary>
    private static async Task AssertHarmlessAsync(Tab tab) => Assert.NotEqual($"/{HostileTexts.Mark}/", await tab.Page.TitleAsync());

    /// <summary>Every text as the id, and in every field, of one response; and in what a judge says of it.</summary>
    private static async Task SeedAsync(string path, IReadOnlyList<string> texts)
    {
        await using SqliteLedger ledger = SqliteLedger.Open(path, TimeProvider.System);
        await ledger.DeclareSlicesAsync(["route", "language"], CancellationToken.None);
        Judge judge = new() { Name = "judge", Model = new ModelReference("openai", "m"), Rubric = Rubric.Inline("accuracy", "Is it right?") };
        RunKey run = await ledger.OpenStandingRunAsync(judge, IntakeRule.All, CancellationToken.None);
        await ledger.ReceiveAsync([new IntakeRequest([.. texts.Select((text, i) => new Arrival(Response(text, i)))], [])], [new JudgeIntake(run, IntakeRule.All)], CancellationToken.None);
        IReadOnlyList<AcceptedResponse> owed = await ledger.TakeOwedAsync(run, texts.Count, CancellationToken.None);
        await ledger.RecordAsync(run, [.. owed.Select((r, i) => new JudgedResponse(r.Key, r.ReceivedAt, Judged(r.Response.Input, i)))], reservedUsd: null, CancellationToken.None);
    }

    private static string IdOf(string text, int number)
    {
        string id = $"{number} {new string([.. text.Where(c => !char.IsControl(c) && !char.IsSurrogate(c))])}";
        return id.Length <= LongestId ? id : id[..LongestId];
    }

    private static Response Response(string text, int number) => new()
    {
        Id = IdOf(text, number),
        Input = text,
        Output = text,
        Context = [text],
        Reference = text,
        Conversation = [new Turn("user", text)],
        Release = text.Length > 0 ? text : null,
        Metadata = new Dictionary<string, JsonElement> { ["route"] = Json(text), ["language"] = Json(text), [$"field {text}"] = Json(text) },
    };

    private static Judged Judged(string text, int number) => new Judged.Decided(number % 4 == 0
        ? new Verdict.Unscored(UnscoredReason.Unreadable, text, text)
        : new Verdict.Scored(1 + (number % 5), [new CriterionScore("accuracy", 1 + (number % 5), null, text, [text])], text))
    {
        Attempts = [new Attempt { Question = 0, StartedAt = DateTimeOffset.UnixEpoch, Duration = TimeSpan.FromMilliseconds(9), Result = AttemptResult.Read, Error = text, Model = text }],
    };

    private static JsonElement Json(string text) => JsonElement.Parse(JsonSerializer.SerializeToUtf8Bytes(text));
}
