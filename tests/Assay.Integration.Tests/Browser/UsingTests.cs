using Microsoft.Playwright;

namespace Assay.Integration.Tests.Browser;

/// <summary>Finding one's way: filters, links, keys, and how many clicks an answer takes.</summary>
[Collection(nameof(InBrowser))]
public sealed class UsingTests(SeededDashboard dashboard)
{
    private static readonly string[] Exhausted = ["chat-00040"];

    [Fact]
    public async Task Which_slice_is_worst_stands_on_the_overview_and_a_click_shows_its_worst_responses()
    {
        await using Tab tab = await dashboard.OpenAsync();
        await tab.GoAsync("/?judge=support");
        ILocator worst = tab.Page.Locator(".slices").First.Locator("tbody tr").First;
        string name = await worst.Locator("a").InnerTextAsync();

        await tab.FollowAsync(worst.Locator("a"));

        double[] scores = [.. (await tab.Page.Locator(".list td.num b").AllInnerTextsAsync()).Select(t => double.Parse(t, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal("route refunds", name);
        Assert.Contains("slice=route%3Arefunds", tab.Place, StringComparison.Ordinal);
        Assert.NotEmpty(scores);
        Assert.Equal(scores.Order(), scores);
        // Accuracy 2 and tone 4.
        Assert.Equal(3, scores[0]);
    }

    [Fact]
    public async Task A_cause_leads_to_what_explains_it_within_and_the_path_leads_back()
    {
        await using Tab tab = await dashboard.OpenAsync();
        await tab.GoAsync("/causes?judge=support&since=latest");
        string first = await tab.Page.Locator(".cause h2").First.InnerTextAsync();

        await tab.FollowAsync(tab.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "What explains it within" }).First);
        string within = await tab.Page.Locator(".path").InnerTextAsync();
        await tab.FollowAsync(tab.Page.Locator(".path a").First);

        Assert.Contains("language de", first, StringComparison.Ordinal);
        Assert.Contains("route refunds", first, StringComparison.Ordinal);
        Assert.Contains("All responses", within, StringComparison.Ordinal);
        Assert.Contains("route refunds", within, StringComparison.Ordinal);
        Assert.Equal(first, await tab.Page.Locator(".cause h2").First.InnerTextAsync());
    }

    [Theory]
    [InlineData("Unscored", "What to do:")]
    [InlineData("Skipped", "not_sampled|not_matched")]
    [InlineData("Owed", "Not tried yet|owed")]
    public async Task Why_a_response_was_not_judged_takes_two_clicks(string mode, string why)
    {
        await using Tab tab = await dashboard.OpenAsync();
        await tab.GoAsync("/responses");

        await tab.FollowAsync(tab.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = mode, Exact = true }));
        await tab.FollowAsync(tab.Page.Locator(".list tbody tr a").First);

        Assert.Matches(why, await tab.Page.Locator("main").InnerTextAsync());
    }

    [Fact]
    public async Task Range_and_filters_stand_in_the_address_and_survive_reload_and_back()
    {
        await using Tab tab = await dashboard.OpenAsync();
        await tab.GoAsync("/trends");
        await tab.FollowAsync(tab.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "30d", Exact = true }));
        await tab.Page.Locator("select[name=judge]").SelectOptionAsync("support");
        await tab.Page.Locator("select[name=by]").SelectOptionAsync("route");
        await tab.FollowAsync(tab.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Show" }));
        string shown = tab.Place;
        string[] before = await ShownAsync(tab);

        await tab.Page.ReloadAsync();
        string[] reloaded = await ShownAsync(tab);
        await tab.FollowAsync(tab.Page.Locator(".figures tbody a").First);
        await tab.ArriveAsync("/responses");
        string rows = tab.Place;
        await tab.Page.GoBackAsync();

        Assert.Equal(["30d", "support", "route"], before);
        Assert.Equal(before, reloaded);
        Assert.Matches("range=30d.*judge=support.*slice=route", rows);
        Assert.Equal(shown, tab.Place);
        Assert.Equal(before, await ShownAsync(tab));
        await tab.FollowAsync(tab.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Compare", Exact = true }));
        Assert.Contains("range=30d", tab.Place, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_filter_of_the_list_keeps_only_what_it_says()
    {
        await using Tab tab = await dashboard.OpenAsync();
        await tab.GoAsync("/responses");
        await tab.Page.GetByLabel("Id contains").FillAsync("chat-0004");
        await tab.Page.Locator("select[name=judge]").SelectOptionAsync("support");
        await tab.Page.Locator("select[name=reason]").SelectOptionAsync("empty_output");
        await tab.Page.GetByLabel("Id contains").PressAsync("Enter");
        await tab.ArriveAsync("reason=empty_output");
        string[] found = await IdsAsync(tab);
        await tab.GoAsync("/responses?judge=support&at_most=3&slice=language:de&range=30d");
        string[] scores = [.. await tab.Page.Locator(".list td.num b").AllInnerTextsAsync()];

        Assert.Equal(Exhausted, found);
        Assert.NotEmpty(scores);
        Assert.All(scores, s => Assert.InRange(double.Parse(s, System.Globalization.CultureInfo.InvariantCulture), 1, 3));
        await tab.FollowAsync(tab.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Clear" }));
        Assert.Equal("/responses", tab.Place);
    }

    [Fact]
    public async Task Older_pages_of_the_list_follow_without_a_gap_or_a_repetition()
    {
        await using Tab tab = await dashboard.OpenAsync();
        await tab.GoAsync("/responses?judge=support");
        string[] first = await IdsAsync(tab);
        await tab.FollowAsync(tab.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Older" }));
        string[] second = await IdsAsync(tab);

        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"chat-{(SeededLedger.Days * SeededLedger.PerDay) - 1 - i:00000}").ToHashSet(), first.Concat(second).ToHashSet());
        Assert.Equal(100, first.Length + second.Length);
    }

    [Fact]
    public async Task Pass_and_fail_and_labels_are_words()
    {
        await using Tab tab = await dashboard.OpenAsync();
        await tab.GoAsync("/responses?outcome=scored&judge=safety");
        string[] safety = [.. (await tab.Page.Locator(".list td.num b").AllInnerTextsAsync()).Distinct().Order(StringComparer.Ordinal)];
        await tab.GoAsync("/responses?outcome=scored&judge=resolution");
        string[] resolution = [.. (await tab.Page.Locator(".list td.num b").AllInnerTextsAsync()).Distinct().Order(StringComparer.Ordinal)];
        await tab.GoAsync("/trends?judge=resolution&range=30d");
        string bars = (await tab.Page.Locator("svg.bars").First.GetAttributeAsync("aria-label"))!;
        await tab.GoAsync("/?range=30d");
        string overview = await tab.Page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "safety" }).InnerTextAsync();

        Assert.Equal(["fail", "pass"], safety);
        Assert.Equal(["partly", "resolved", "unresolved"], resolution);
        Assert.Matches(@"^unresolved [\d,]+, partly [\d,]+, resolved [\d,]+$", bars);
        Assert.Matches(@"\d % pass", overview);
    }

    [Fact]
    public async Task The_keyboard_leads_through_the_list_into_a_response_and_back_to_the_list_as_it_was()
    {
        await using Tab tab = await dashboard.OpenAsync();
        await tab.GoAsync("/responses?judge=support");
        string[] ids = await IdsAsync(tab);
        await tab.Page.Keyboard.PressAsync("j");
        await tab.Page.Keyboard.PressAsync("j");
        await tab.Page.Keyboard.PressAsync("j");
        await tab.Page.Keyboard.PressAsync("k");
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.ArriveAsync($"/responses/{ids[1]}");
        await tab.Page.Keyboard.PressAsync("Escape");
        await tab.ArriveAsync("/responses?judge=support");

        await tab.Page.Keyboard.PressAsync("/");
        await tab.Page.Keyboard.TypeAsync("chat-00007");
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.ArriveAsync("id=chat-00007");
        Assert.Equal(["chat-00007"], await IdsAsync(tab));
        await tab.Page.Keyboard.PressAsync("g");
        await tab.Page.Keyboard.PressAsync("t");
        await tab.ArriveAsync("/trends");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task The_sheet_of_keys_opens_with_a_question_mark_and_closes_with_escape()
    {
        await using Tab tab = await dashboard.OpenAsync();
        await tab.GoAsync("/");
        ILocator sheet = tab.Page.Locator("#keys");
        await Assertions.Expect(sheet).ToBeHiddenAsync();

        await tab.Page.Keyboard.PressAsync("?");
        await Assertions.Expect(sheet).ToBeVisibleAsync();
        await tab.Page.Keyboard.PressAsync("Escape");

        await Assertions.Expect(sheet).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_row_opens_where_it_is_clicked()
    {
        await using Tab tab = await dashboard.OpenAsync();
        await tab.GoAsync("/responses?judge=support");
        string id = (await IdsAsync(tab))[1];

        await tab.Page.Locator(".list .excerpt").Nth(1).ClickAsync();

        await tab.ArriveAsync($"/responses/{id}");
    }

    private static async Task<string[]> ShownAsync(Tab tab) =>
    [
        await tab.Page.Locator(".ranges a[aria-current]").InnerTextAsync(),
        await tab.Page.Locator("select[name=judge]").InputValueAsync(),
        await tab.Page.Locator("select[name=by]").InputValueAsync(),
    ];

    private static async Task<string[]> IdsAsync(Tab tab) => [.. await tab.Page.Locator(".list .id").AllInnerTextsAsync()];
}
