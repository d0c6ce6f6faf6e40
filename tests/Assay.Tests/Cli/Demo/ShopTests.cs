using Assay.Cli.Demo;
using Assay.Collecting;
using Assay.Simulator.Judging;
using Assay.Simulator.Judging.Items;

namespace Assay.Tests.Cli.Demo;

public sealed class ShopTests
{
    private const int Total = 20_000;
    private static readonly DateTimeOffset At = new(2026, 5, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly IReadOnlyList<ShopTexts> Texts = ShopTexts.All();
    private static readonly Response[] History = [.. Enumerable.Range(0, Total).Select(n => Respond(n))];

    [Fact]
    public void The_same_number_says_the_same_whenever_it_is_said() =>
        Assert.All(Enumerable.Range(0, 300), n => Assert.Equal(Said(History[n]), Said(Respond(n, at: At.AddDays(100)))));

    [Fact]
    public void Another_seed_says_something_else() =>
        Assert.InRange(Enumerable.Range(0, 300).Count(n => Said(History[n]) == Said(Respond(n, seed: 8))), 0, 30);

    [Fact]
    public void Every_response_has_an_id_of_its_own() => Assert.Equal(Total, History.Select(r => r.Id).Distinct().Count());

    [Fact]
    public void Few_questions_and_answers_are_said_twice()
    {
        int distinct = History.Select(r => (r.Input, r.Output)).Distinct().Count();

        Assert.InRange(distinct, Total * 0.7, Total);
    }

    [Theory]
    [InlineData("language", "en", 0.48)]
    [InlineData("language", "de", 0.40)]
    [InlineData("language", "fr", 0.12)]
    [InlineData("route", "shipping", 0.26)]
    [InlineData("route", "refunds", 0.28)]
    [InlineData("route", "orders", 0.20)]
    [InlineData("route", "products", 0.14)]
    [InlineData("route", "accounts", 0.12)]
    [InlineData("channel", "app", 0.35)]
    public void Every_value_of_a_field_has_its_share(string field, string value, double share)
    {
        Response[] customers = [.. History.Where(r => Field(r, "traffic") == "customers")];

        Assert.InRange((double)customers.Count(r => Field(r, field) == value) / customers.Length, share - 0.015, share + 0.015);
    }

    [Fact]
    public void A_user_speaks_one_language_and_comes_more_than_once()
    {
        var users = History.Where(r => Field(r, "user") is not null).GroupBy(r => Field(r, "user")).ToArray();

        Assert.InRange(users.Length, 2_000, 3_600);
        Assert.All(users, user => Assert.Single(user.Select(r => Field(r, "language")).Distinct()));
        Assert.InRange(users.Max(u => u.Count()), 10, 100);
    }

    [Fact]
    public void Three_releases_follow_one_another_and_each_is_rolled_out()
    {
        string[] releases = [.. History.Select(r => r.Release!)];

        Assert.Equal(["2.0", "2.1", "2.2"], releases.Distinct());
        Assert.InRange(Array.IndexOf(releases, "2.2"), Total * 0.66, Total * 0.668);
        // Both are out while one takes the other's place.
        Assert.True(Array.LastIndexOf(releases, "2.1") > Array.IndexOf(releases, "2.2") + 50);
        Assert.True(Array.LastIndexOf(releases, "2.1") < Total * 0.67);
    }

    [Fact]
    public void German_answers_about_refunds_are_worse_since_release_2_2_by_the_rules_of_the_simulated_judge()
    {
        (double before, double after) = (Quality("refunds.de", isBroken: false), Quality("refunds.de", isBroken: true));

        Assert.True(after < before - 0.2, $"{before:0.000} before, {after:0.000} since");
    }

    [Fact]
    public void Nothing_else_changes_with_release_2_2()
    {
        string[] others = [.. History.Select(r => Field(r, "prompt")).Distinct().OfType<string>().Where(p => p != Shop.BrokenPrompt)];

        Assert.Equal(14, others.Length);
        Assert.All(others, prompt => Assert.InRange(Quality(prompt, isBroken: true) - Quality(prompt, isBroken: false), -0.03, 0.03));
    }

    [Fact]
    public void Some_outputs_leave_a_judge_nothing_to_grade()
    {
        Assert.InRange(History.Count(r => r.Output.Length == 0), 30, 100);
        Assert.InRange(History.Count(r => r.Output == "..."), 5, 45);
        Assert.InRange(History.Count(r => r.Output.StartsWith("I'm sorry, but I can't", StringComparison.Ordinal)), 20, 80);
        Assert.InRange(History.Count(r => r.Input.Length > 32_000), 3, 25);
        Assert.InRange(History.Count(r => Field(r, "traffic") == "probe"), 200, 400);
    }

    [Fact]
    public void No_placeholder_is_left_unfilled() =>
        Assert.DoesNotContain(History, r => r.Input.Contains('{', StringComparison.Ordinal) || r.Output.Contains('{', StringComparison.Ordinal) || r.Conversation.Any(t => t.Content.Contains('{', StringComparison.Ordinal)));

    [Fact]
    public void Good_answers_state_no_figure_that_the_shop_does_not_know()
    {
        // An invented figure is what the broken release is told by; a good answer must not look like one.
        var invented =
            from texts in Texts
            from topic in texts.Routes.Values.SelectMany(t => t)
            from sentence in topic.Lead.Concat(topic.Detail)
            from figure in Figures(sentence).Except(Figures(string.Join(' ', topic.Know)))
            select $"{texts.Language}: {figure} in {sentence}";

        Assert.Empty(invented);
    }

    private static IEnumerable<string> Figures(string text) =>
        text.Split([.. text.Where(c => !char.IsLetterOrDigit(c)).Distinct()], StringSplitOptions.RemoveEmptyEntries).Where(word => char.IsAsciiDigit(word[0]));

    private static double Quality(string prompt, bool isBroken) => History
        .Where(r => Field(r, "prompt") == prompt && (r.Release == Shop.BrokenRelease) == isBroken && r.Output.Length > 3)
        .Average(r =>
        {
            var item = new Item { Input = r.Input, Output = r.Output, Context = string.Join("\n---\n", r.Context) };
            return LatentQuality.Of(item, item.Output);
        });

    private static Response Respond(int number, int seed = 7, DateTimeOffset? at = null) => new Shop(Texts, seed).Respond(number, (number + 0.5) / Total, at ?? At);

    private static string? Field(Response response, string name) => response.Metadata.TryGetValue(name, out var value) ? value.GetString() : null;

    private static string Said(Response r) => $"{r.Id} {r.Release} {string.Join(' ', r.Metadata.Select(m => m.Value))} {string.Join(' ', r.Conversation)} {r.Input} {r.Output}";
}
