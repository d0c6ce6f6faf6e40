using Assay.Browser;
using Assay.Calibrating.Labelling;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Integration.Tests.Testing;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage.Sqlite;
using Assay.Surfacing;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Assay.Integration.Tests.Browser;

/// <summary>People label in a real browser, with the keyboard.</summary>
[Collection(nameof(InBrowser))]
public sealed class LabelPageTests(SeededDashboard dashboard) : IAsyncLifetime
{
    private const string SideBySide = "() => document.documentElement.scrollWidth <= innerWidth";

    private static readonly Judge Judge = new()
    {
        Name = "support",
        Model = new ModelReference("openai", "judge-large"),
        Rubric = new Rubric
        {
            Name = "support",
            Overall = new Scale.Numeric(0, 1, Fractions: true),
            Criteria =
            [
                new Criterion
                {
                    Name = "accuracy", Question = "Is the answer right and complete?", Scale = new Scale.Numeric(1, 5, Fractions: false),
                    Anchors = [new Anchor("1", "Wrong."), new Anchor("2", "Mostly wrong, or it answers another question."), new Anchor("3", "Right in part."), new Anchor("4", "Right, with a gap."), new Anchor("5", "Right and complete.")],
                },
                new Criterion { Name = "safe", Question = "Does it keep secrets?", Scale = new Scale.PassFail() },
            ],
        },
    };

    private readonly TemporaryFolder _folder = new();
    private DashboardService? _service;
    private LabelQueue? _queue;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private DashboardService Service => _service!;

    public async ValueTask InitializeAsync()
    {
        string path = _folder.File("assay.db");
        await using (SqliteLedger ledger = SqliteLedger.Open(path, TimeProvider.System))
        {
            // The texts that are meant to do harm are labelled like any others.
            await SeedAsync(ledger, [.. Enumerable.Range(1, 70).Select(i => i <= HostileTexts.All.Count && i % 3 == 0 ? HostileTexts.All[i] : $"Parcel {i} left our warehouse on Monday. If it has not arrived by Friday, we refund the full price.")]);
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            _queue = await new LabelDrawing(ledger.Labels, ledger.Alerts, [Judge]).DrawAsync(null, new LabelPlan { Count = 50, Doubles = 1 }, Period.Of(TimeSpan.FromDays(1), now), now, CancellationToken.None);
        }

        _service = await DashboardService.StartAsync(path, [Judge]);
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Fifty_items_are_labelled_with_the_keyboard_alone_and_every_label_is_stored()
    {
        await using Tab tab = await dashboard.OpenAsync(service: Service);
        await BeginAsync(tab, "Ann");
        var random = new Random(5);
        var expected = new Dictionary<string, (int Accuracy, int Safe)>(StringComparer.Ordinal);
        int keys = 0;
        long began = TimeProvider.System.GetTimestamp();
        foreach (LabelItem item in await Service.Labels.ItemsAsync(_queue!.Id, Cancel))
        {
            Assert.Equal(item.Key.ToString(System.Globalization.CultureInfo.InvariantCulture), await tab.Page.Locator("#label input[name=item]").InputValueAsync());
            (int accuracy, int safe) = (random.Next(1, 6), random.Next(0, 2));
            expected[item.ResponseId] = (accuracy, safe);
            await tab.Page.Keyboard.PressAsync($"{accuracy}");
            await tab.Page.Keyboard.PressAsync($"{safe + 1}");
            await NextAsync(tab, "Enter");
            keys += 3;
        }

        TimeSpan took = TimeProvider.System.GetElapsedTime(began);
        TestContext.Current.TestOutputHelper?.WriteLine($"50 items of 2 criteria: {keys} keystrokes, {took.TotalSeconds:0.0} s of a browser that types at once");

        IReadOnlyList<HumanLabel> labels = await Service.Labels.LabelsAsync(new LabelQuery(), Cancel);
        Assert.Equal((150, 100), (keys, labels.Count));
        Assert.All(labels, l => Assert.Equal(("Ann", true, false), (l.Key.Rater, l.IsBlind, l.Key.IsAdjudication)));
        Assert.Equal(expected.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => (e.Key, (double)e.Value.Accuracy, (double)e.Value.Safe)),
            labels.GroupBy(l => l.Key.ResponseId).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (g.Key, g.Single(l => l.Key.Criterion == "accuracy").Score, g.Single(l => l.Key.Criterion == "safe").Score)));
        Assert.Contains("Nothing more is to be labelled in this queue.", await tab.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task What_the_judge_says_is_nowhere_on_the_page_before_the_label_and_on_it_after_it_where_that_is_asked_for()
    {
        await using Tab tab = await dashboard.OpenAsync(service: Service);
        await BeginAsync(tab, "Ann");
        string before = await tab.Page.ContentAsync();
        await tab.Page.GetByLabel("show what the judge says").CheckAsync();
        await tab.Page.Keyboard.PressAsync("4");
        await tab.Page.Keyboard.PressAsync("2");
        await NextAsync(tab, "Enter");
        string after = await tab.Page.Locator("main").InnerTextAsync();
        await NextAsync(tab, "z");
        await tab.Page.Keyboard.PressAsync("1");
        await NextAsync(tab, "Control+Enter");
        await NextAsync(tab, "Enter");

        Assert.DoesNotContain("the judge's reason", before, StringComparison.Ordinal);
        Assert.DoesNotContain("inclusion", before, StringComparison.Ordinal);
        Assert.Contains("the judge's reason", after, StringComparison.Ordinal);
        Assert.Contains("You said 4, support", after, StringComparison.Ordinal);
        Assert.True(await tab.Page.GetByLabel("show what the judge says").IsCheckedAsync());
        IReadOnlyList<HumanLabel> labels = await Service.Labels.LabelsAsync(new LabelQuery { Criterion = "accuracy" }, Cancel);
        Assert.Equal((1d, false), (Assert.Single(labels).Score, labels[0].IsBlind));
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Undo_leads_back_a_note_is_kept_and_what_is_put_aside_waits()
    {
        await using Tab tab = await dashboard.OpenAsync(service: Service);
        await BeginAsync(tab, "Ann");
        string[] order = [.. (await Service.Labels.ItemsAsync(_queue!.Id, Cancel)).Take(3).Select(i => i.Key.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        Task<string> ItemAsync() => tab.Page.Locator("#label input[name=item]").InputValueAsync();

        await tab.Page.Keyboard.PressAsync("n");
        await tab.Page.Keyboard.TypeAsync("u1z it names a person");
        await tab.Page.Keyboard.PressAsync("Escape");
        await tab.Page.Keyboard.PressAsync("3");
        await tab.Page.Keyboard.PressAsync("2");
        await NextAsync(tab, "Enter");
        string second = await ItemAsync();
        await NextAsync(tab, "u");
        string third = await ItemAsync();
        await NextAsync(tab, "Backspace");
        string skipped = await ItemAsync();
        await NextAsync(tab, "z");
        string first = await ItemAsync();
        string note = await tab.Page.Locator("#label textarea").InputValueAsync();
        bool isThree = await tab.Page.Locator("#label input[value='3']").IsCheckedAsync();
        await tab.Page.Locator("#label .criterion").First.Locator("input[value='5']").CheckAsync();
        await NextAsync(tab, "Enter");

        Assert.Equal((order[1], order[2], order[1], order[0]), (second, third, skipped, first));
        Assert.Equal(("u1z it names a person", true), (note, isThree));
        Assert.Equal(order[2], await ItemAsync());
        Assert.Equal(5, Assert.Single(await Service.Labels.LabelsAsync(new LabelQuery { Criterion = "accuracy" }, Cancel)).Score);
        await tab.FollowAsync(tab.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Put aside (1)" }));
        Assert.Equal(order[1], await ItemAsync());
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Where_two_disagree_a_third_sees_both_and_decides()
    {
        LabelItem item = (await Service.Labels.ItemsAsync(_queue!.Id, Cancel))[4];
        await Service.Labels.SaveAsync([.. from rater in new[] { "Ann", "Bob" } from criterion in new[] { "accuracy", "safe" } select Label(item, rater, criterion, criterion == "safe" ? 1 : rater == "Ann" ? 2 : 5)], Cancel);
        await using Tab tab = await dashboard.OpenAsync(service: Service);
        await BeginAsync(tab, "Eve");
        await tab.FollowAsync(tab.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Raters disagree (1)" }));
        string shown = await tab.Page.Locator("#label").InnerTextAsync();
        await tab.Page.Keyboard.PressAsync("4");
        await tab.Page.Keyboard.PressAsync("2");
        await NextAsync(tab, "Enter");

        Assert.Contains("Ann says 2: because of Ann", shown, StringComparison.Ordinal);
        Assert.Contains("Bob says 5: because of Bob", shown, StringComparison.Ordinal);
        Assert.Contains("Raters agree on everything else, or it is decided.", await tab.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        LabelledResponse decided = Assert.Single(await Service.Labels.LabelledAsync(new LabelledQuery("support", "accuracy"), Cancel));
        Assert.Equal((4d, false, 2), (decided.Human, decided.IsDisputed, decided.Ratings.Count()));
    }

    [Fact]
    public async Task A_queue_is_drawn_on_the_page_and_what_is_wrong_is_said()
    {
        await using Tab tab = await dashboard.OpenAsync(service: Service);
        await BeginAsync(tab, "Ann");
        await tab.Page.Locator(".drawing summary").ClickAsync();
        await tab.Page.GetByLabel("how many").FillAsync("15");
        await tab.FollowAsync(tab.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Draw a new queue" }));
        string drawn = await tab.Page.Locator(".sub").InnerTextAsync();
        await tab.Page.Locator(".drawing summary").ClickAsync();
        await tab.Page.GetByLabel("received in the last").FillAsync("soon");
        await tab.FollowAsync(tab.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Draw a new queue" }));

        Assert.Equal("support · 0 of 15 labelled by you", drawn);
        Assert.Equal(2, (await Service.Labels.QueuesAsync(Cancel)).Count);
        Assert.Contains("Nothing was drawn: draw 1 to 5000 responses of a length of time such as 7d.", await tab.Page.Locator(".notice").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_script_it_is_labelled_with_the_mouse()
    {
        await using Tab tab = await dashboard.OpenAsync(new TabOptions(HasScripts: false), Service);
        await tab.GoAsync("/label");
        await tab.Page.GetByLabel("name", new PageGetByLabelOptions { Exact = true }).FillAsync("Ann");
        await tab.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Begin" }).ClickAsync();
        await tab.Page.Locator("#label input[value='4']").CheckAsync();
        await tab.Page.Locator("#label input[value='pass']").CheckAsync();
        await tab.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Submit and next" }).ClickAsync();
        await Assertions.Expect(tab.Page.Locator(".sub")).ToHaveTextAsync("support · 1 of 50 labelled by you");

        Assert.Equal(2, (await Service.Labels.LabelsAsync(new LabelQuery(), Cancel)).Count);
    }

    [Theory]
    [InlineData(1280, 720, false)]
    [InlineData(390, 844, true)]
    public async Task Every_state_of_the_page_fits_the_screen_and_nothing_serious_keeps_anybody_from_using_it(int width, int height, bool isDark)
    {
        await using Tab tab = await dashboard.OpenAsync(new TabOptions(width, height, isDark), Service);
        await tab.GoAsync("/label");
        await CheckAsync("who");
        await BeginAsync(tab, "Ann");
        await CheckAsync("item");
        await tab.Page.Keyboard.PressAsync("3");
        await tab.Page.Keyboard.PressAsync("1");
        await CheckAsync("graded");
        await tab.Page.GetByLabel("show what the judge says").CheckAsync();
        await NextAsync(tab, "Enter");
        await CheckAsync("revealed");
        Assert.Empty(tab.Complaints);

        async Task CheckAsync(string what)
        {
            Assert.True(await tab.Page.EvaluateAsync<bool>(SideBySide), $"{what} scrolls sideways at {width}");
            Assert.Empty((await tab.Page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical").SelectMany(v => v.Nodes.Select(n => $"{what}: {v.Id}: {n.Html}")));
        }
    }

    private static async Task BeginAsync(Tab tab, string rater)
    {
        await tab.GoAsync("/label");
        await tab.Page.GetByLabel("name", new PageGetByLabelOptions { Exact = true }).FillAsync(rater);
        await tab.FollowAsync(tab.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Begin" }));
    }

    /// <summary>Presses what leads to the next page, and waits until that is there.</summary>
    private static async Task NextAsync(Tab tab, string key)
    {
        await tab.Page.EvaluateAsync("() => { document.documentElement.dataset.left = ''; }");
        await tab.Page.Keyboard.PressAsync(key);
        await tab.Page.Locator("html:not([data-left]) #keys").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
    }

    private static HumanLabel Label(LabelItem item, string rater, string criterion, double score) => new(
        new LabelKey(item.ResponseId, item.Revision, "support", criterion, rater), score, criterion == "safe" ? 0 : 1, criterion == "safe" ? 1 : 5)
    {
        Grade = criterion == "safe" ? "pass" : null, At = TimeProvider.System.GetUtcNow(), Note = $"because of {rater}",
    };

    private static async Task SeedAsync(SqliteLedger ledger, IReadOnlyList<string> texts)
    {
        RunKey run = await ledger.OpenStandingRunAsync(Judge, IntakeRule.All, CancellationToken.None);
        await ledger.ReceiveAsync(
            [new IntakeRequest([.. texts.Select((text, i) => new Arrival(new Response { Id = $"chat-{i}", Input = $"Where is parcel {i}, and can I get my money back?", Output = text, Context = ["Refunds take five working days."] }))], [])],
            [new JudgeIntake(run, IntakeRule.All)], CancellationToken.None);
        IReadOnlyList<AcceptedResponse> owed = await ledger.TakeOwedAsync(run, texts.Count, CancellationToken.None);
        await ledger.RecordAsync(run, [.. owed.Select((r, i) => new JudgedResponse(r.Key, r.ReceivedAt, new Judged.Decided(new Verdict.Scored((i % 5) / 4d,
            [new CriterionScore("accuracy", 1 + (i % 5), null, "the judge's reason", []), new CriterionScore("safe", 1, "pass", "the judge's reason", [])], null)) { Attempts = [] }))], reservedUsd: null, CancellationToken.None);
    }
}
