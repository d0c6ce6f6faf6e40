using Assay.Surfacing.Causes;
using Assay.Surfacing.Causes.Texts;

namespace Assay.Tests.Surfacing.Causes;

public sealed class CauseFinderTests
{
    /// <summary>A thousand of each: <c>eng/bench cause-cases</c>.</summary>
    private const int Cases = 20;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Planted.Slice, false, 19)]
    [InlineData(Planted.Slice, true, 19)]
    [InlineData(Planted.Word, false, 18)]
    public async Task What_is_planted_comes_first(Planted planted, bool isChange, int fewest)
    {
        int first = 0;
        for (int seed = 1; seed <= Cases; seed++)
        {
            var planting = PlantedCase.Of(planted, seed, 500, isChange);
            first += await planting.FindAsync(Cancel) is [var cause, ..] && planting.IsRight(cause) ? 1 : 0;
        }

        Assert.True(first >= fewest, $"{first} of {Cases}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_nothing_is_wrong_something_is_seldom_named_by_any_kind(bool isChange)
    {
        int named = 0;
        for (int seed = 1; seed <= Cases; seed++)
        {
            named += (await PlantedCase.Of(Planted.Nothing, seed, 500, isChange).FindAsync(Cancel)).Count > 0 ? 1 : 0;
        }

        Assert.True(named <= Cases / 10, $"{named} of {Cases}");
    }

    [Fact]
    public async Task Words_that_only_go_with_a_slice_are_not_named_beside_it()
    {
        var traffic = new SaidTraffic(11);
        Observation[] observations = traffic.Draw(2_000, isBefore: false, (o, _) => Is(o, "language", "de") ? 0.6 : 0.1);
        traffic.Mention("leider", observations.Where(o => Is(o, "language", "de")));

        Cause cause = Assert.Single(await traffic.FindAsync(observations, Cancel));

        Assert.Equal(("language=de", CauseKind.Slice), (cause.Label, cause.Kind));
    }

    [Fact]
    public async Task Words_that_come_together_are_one_cause()
    {
        var traffic = new SaidTraffic(12);
        var random = new Random(12);
        HashSet<long> marked = [];
        Observation[] observations = traffic.Draw(1_500, isBefore: false, (o, _) => random.Next(12) == 0 && marked.Add(o.Key) ? 0.7 : 0.1);
        traffic.Mention("with a gift voucher", observations.Where(o => marked.Contains(o.Key)));

        Cause cause = Assert.Single(await traffic.FindAsync(observations, Cancel));

        Assert.Equal(CauseKind.Term, cause.Kind);
        Assert.Contains("gift voucher", cause.Terms);
        Assert.Equal("\"gift voucher\" in the input", cause.Label);
        Assert.All(cause.ExampleKeys, key => Assert.Contains(key, marked));
    }

    [Fact]
    public async Task A_word_that_was_always_worse_is_no_cause_of_a_change_and_one_that_is_new_is()
    {
        var traffic = new SaidTraffic(13);
        var random = new Random(13);
        HashSet<long> always = [];
        HashSet<long> since = [];
        double Always(Observation o, int _) => random.Next(12) == 0 && always.Add(o.Key) ? 0.7 : 0.1;
        Observation[] observations = [.. traffic.Draw(2_000, isBefore: true, Always), .. traffic.Draw(2_000, isBefore: false, (o, t) => random.Next(25) == 0 && since.Add(o.Key) ? 0.7 : Always(o, t))];
        traffic.Mention("warranty", observations.Where(o => always.Contains(o.Key)));
        traffic.Mention("passkey", observations.Where(o => since.Contains(o.Key)));

        Cause cause = Assert.Single(await traffic.FindAsync(observations, Cancel));

        Assert.Equal(["passkey"], cause.Terms);
        Assert.InRange(cause.ShareOfDrop!.Mean, 0.5, 1);
    }

    [Fact]
    public async Task Texts_that_are_alike_are_a_cause_with_words_and_typical_responses()
    {
        var traffic = new SaidTraffic(14);
        string[] ways = ["how do i get my money back for it", "i want a money transfer back soon", "please give back the money i paid", "my money never came back to me", "when will my money be back with me"];
        var random = new Random(14);
        HashSet<long> alike = [];
        Observation[] observations = traffic.Draw(1_500, isBefore: false, (o, _) => random.Next(15) == 0 && alike.Add(o.Key) ? 0.8 : 0.1);
        traffic.Say(observations.Where(o => alike.Contains(o.Key)), s => s with { Input = ways[random.Next(ways.Length)], Output = "the money is on its way back to you" });

        IReadOnlyList<Cause> causes = await traffic.FindAsync(observations, Cancel);

        Assert.Contains(causes[0].Kind, (CauseKind[])[CauseKind.Cluster, CauseKind.Term]);
        Assert.Contains(causes[0].Terms, t => t.Contains("money", StringComparison.Ordinal) || t.Contains("back", StringComparison.Ordinal));
        Assert.Equal(3, causes[0].ExampleKeys.Count);
        Assert.All(causes[0].ExampleKeys, key => Assert.Contains(key, alike));
    }

    [Fact]
    public async Task Chinese_and_Japanese_texts_have_readable_labels()
    {
        var traffic = new SaidTraffic(15);
        var random = new Random(15);
        HashSet<long> marked = [];
        Observation[] observations = traffic.Draw(1_200, isBefore: false, (o, _) => random.Next(10) == 0 && marked.Add(o.Key) ? 0.7 : 0.1);
        string[] others = ["我想查询订单", "包裹什么时候到", "如何修改地址", "账户无法登录"];
        traffic.Say(observations, s => s with { Input = marked.Contains(s.Key) ? $"{others[random.Next(4)]}关于优惠券" : others[random.Next(4)], Output = "好的" });

        Cause cause = (await traffic.FindAsync(observations, Cancel))[0];

        Assert.Contains(cause.Terms, t => t.Contains("优惠券", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_judge_names_more_often_than_before_is_a_cause_and_what_it_always_named_is_none()
    {
        var traffic = new SaidTraffic(16);
        var random = new Random(16);
        Observation[] before = traffic.Draw(2_000, isBefore: true, (_, _) => 0.1);
        Observation[] after = [.. traffic.Draw(2_000, isBefore: false, (_, _) => 0.18).Select(o => o.Failure is not null && random.Next(2) == 0 ? o with { Failure = "rude" } : o)];

        IReadOnlyList<Cause> causes = await traffic.FindAsync([.. before, .. after], Cancel);
        IReadOnlyList<Cause> alone = await traffic.FindAsync(after, Cancel);

        Cause cause = Assert.Single(causes);
        Assert.Equal((CauseKind.Failure, "failure=rude"), (cause.Kind, cause.Label));
        Assert.True(cause.IsNamedByJudge && cause.Lift!.Low > 5 && cause.ShareOfDrop!.Mean > 0.5, cause.ToString());
        Assert.Empty(alone);
    }

    [Fact]
    public async Task What_the_judge_says_of_a_slice_and_names_there_is_told_with_it()
    {
        var traffic = new SaidTraffic(17);
        Observation[] observations = [.. traffic.Draw(2_000, isBefore: false, (o, _) => Is(o, "route", "refunds") ? 0.6 : 0.1).Select(o => Is(o, "route", "refunds") && o.Failure is not null ? o with { Failure = "wrong_policy" } : o)];
        traffic.Say(observations.Where(o => Is(o, "route", "refunds") && o.Score <= 2), s => s with { Reasons = $"{s.Reasons} and cites an outdated deadline", Output = $"{s.Output} within fourteen days" });

        Cause cause = (await traffic.FindAsync(observations, Cancel))[0];

        Assert.Equal("route=refunds", cause.Label);
        Assert.Contains(cause.Reasons, r => r.Contains("outdated", StringComparison.Ordinal));
        Assert.Contains(cause.Terms, t => t.Contains("fourteen", StringComparison.Ordinal));
        Assert.Equal(("wrong_policy", 1), cause.Failures[0]);
    }

    [Fact]
    public async Task Texts_that_are_not_kept_leave_the_slices_and_the_codes()
    {
        var traffic = new SaidTraffic(18);
        Observation[] observations = traffic.Draw(1_000, isBefore: false, (o, _) => Is(o, "route", "refunds") ? 0.6 : 0.1);

        (IReadOnlyList<Cause> causes, int read) = await CauseFinder.FindAsync(observations, 2, (keys, _) => Task.FromResult<IReadOnlyList<Said>>([.. keys.Select(k => new Said(k, "", "", ""))]), Cancel);

        Assert.Equal((0, "route=refunds"), (read, Assert.Single(causes).Label));
        Assert.NotEmpty(causes[0].Failures);
    }

    [Fact]
    public async Task The_order_in_which_responses_are_given_changes_nothing()
    {
        var planting = PlantedCase.Of(Planted.Topic, 19, 800, isChange: false);
        string first = Text(await planting.FindAsync(Cancel));
        new Random(1).Shuffle(planting.Observations);

        Assert.Equal(first, Text(await planting.FindAsync(Cancel)));

        static string Text(IReadOnlyList<Cause> causes) => string.Join('\n', causes.Select(c => $"{c.Label} {c.Effect.Mean:R} {c.Q:R} {string.Join(',', c.ExampleKeys)} {string.Join(',', c.Terms)}"));
    }

    [Fact]
    public void Of_more_than_are_read_the_same_ones_are_read_and_stand_for_all()
    {
        TextRow[] rows = [.. Enumerable.Range(0, 10_000).Select(i => new TextRow(new Observation(i, i % 5, false, []), i % 5 == 0, 1))];

        IReadOnlyList<TextRow> drawn = TextSample.Draw(rows, 1_000);

        Assert.Equal(drawn, TextSample.Draw([.. rows.Reverse()], 1_000));
        Assert.Equal((500, 500), (drawn.Count(r => r.IsLow), drawn.Count(r => !r.IsLow)));
        Assert.Equal(2_000, drawn.Where(r => r.IsLow).Sum(r => r.Weight), 6);
        Assert.Equal(8_000, drawn.Where(r => !r.IsLow).Sum(r => r.Weight), 6);
    }

    [Theory]
    [InlineData("route=refunds,language=de", "route=refunds; language=de")]
    [InlineData("city=Paris, FR,tier=a=b", "city=Paris, FR; tier=a=b")]
    [InlineData("refunds", null)]
    [InlineData("=x", null)]
    [InlineData("route=", null)]
    public void Within_is_read_as_fields_and_values(string text, string? expected) =>
        Assert.Equal(expected, CauseQuestion.ReadWithin(text) is { } read ? string.Join("; ", read.Select(f => $"{f.Field}={f.Value}")) : null);

    private static bool Is(Observation observation, string field, string value) => observation.Facets.Contains(new Facet(field, value));
}
