using Assay.Surfacing.Causes;

namespace Assay.Tests.Surfacing.Causes;

public sealed class CauseSearchTests
{
    private static readonly string[] Routes = ["refunds", "delivery", "orders", "account", "products", "other"];
    private static readonly string[] Languages = ["en", "de", "fr"];
    private static readonly string[] Channels = ["web", "app", "mail"];

    [Fact]
    public void What_fell_since_a_release_is_named_with_what_it_explains()
    {
        var random = new Random(5);
        Observation[] observations = [.. Traffic(random, 3_000, isBefore: true, _ => 0.1), .. Traffic(random, 3_000, isBefore: false, o => Is(o, "route", "refunds") && Is(o, "language", "de") ? 0.8 : 0.1)];

        Cause cause = Assert.Single(Find(observations));

        Assert.Equal([new Facet("language", "de"), new Facet("route", "refunds")], cause.Slice);
        Assert.InRange(cause.ShareOfDrop!.Mean, 0.7, 1);
        Assert.True(cause.Lift!.Low > 4 && cause.Effect.High < 0 && cause.Q < 1e-6, cause.ToString());
        Assert.All(cause.ExampleKeys, key => Assert.Contains(observations, o => o.Key == key && o.Score <= 2 && !o.IsBefore && Is(o, "route", "refunds") && Is(o, "language", "de")));
    }

    [Fact]
    public void What_was_always_worse_is_no_cause_of_a_change()
    {
        var random = new Random(6);
        double Bad(Observation o) => Is(o, "route", "orders") ? 0.5 : 0.1;
        Observation[] observations = [.. Traffic(random, 3_000, isBefore: true, Bad), .. Traffic(random, 3_000, isBefore: false, o => Is(o, "language", "fr") ? Bad(o) + 0.3 : Bad(o))];

        Assert.Equal([new Facet("language", "fr")], Assert.Single(Find(observations)).Slice);
        Assert.Equal([new Facet("route", "orders")], Find([.. observations.Where(o => o.IsBefore).Select(o => o with { IsBefore = false })])[0].Slice);
    }

    [Fact]
    public void Two_causes_are_both_named_and_a_field_that_says_the_same_is_merged()
    {
        var random = new Random(7);
        Observation[] observations =
        [
            .. Traffic(random, 6_000, isBefore: false, o => Is(o, "route", "refunds") ? 0.7 : Is(o, "channel", "mail") ? 0.25 : 0.05)
                .Select(o => o with { Facets = [.. o.Facets, new Facet("team", Is(o, "route", "refunds") ? "money" : "service")] }),
        ];

        IReadOnlyList<Cause> causes = Find(observations);

        Assert.Equal(2, causes.Count);
        Assert.Contains(causes[0].Slice.Single(), (Facet[])[new("route", "refunds"), new("team", "money")]);
        Assert.Contains(causes[0].SameAs, s => s.Count == 1);
        Assert.Equal([new Facet("channel", "mail")], causes[1].Slice);
    }

    [Fact]
    public void The_order_in_which_responses_are_given_changes_nothing()
    {
        var random = new Random(8);
        Observation[] observations = [.. Traffic(random, 2_000, isBefore: false, o => Is(o, "language", "de") ? 0.5 : 0.1)];
        string first = string.Join('\n', Find(observations).Select(Text));
        random.Shuffle(observations);

        Assert.Equal(first, string.Join('\n', Find(observations).Select(Text)));

        static string Text(Cause c) => $"{string.Join(',', c.Slice)} {c.Effect.Mean:R} {c.Q:R} {string.Join(',', c.ExampleKeys)}";
    }

    [Fact]
    public void A_planted_slice_comes_first_in_all_but_two_of_a_hundred_cases()
    {
        const int cases = 1_000;
        var random = new Random(9);
        int first = 0;
        for (int i = 0; i < cases; i++)
        {
            Facet planted = new[] { ("route", Routes), ("language", Languages), ("channel", Channels) }[random.Next(3)] is var (field, values) ? new(field, values[random.Next(values.Length)]) : default;
            Observation[] observations = [.. Traffic(random, 500, isBefore: false, o => Is(o, planted.Field, planted.Value) ? 0.6 : 0.1)];
            first += Find(observations) is [{ Slice: [var named] }, ..] && named == planted ? 1 : 0;
        }

        Assert.True(first >= 0.98 * cases, $"{first}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Where_nothing_is_wrong_something_is_seldom_named(bool isChange)
    {
        const int cases = 1_000;
        var random = new Random(10);
        int named = 0;
        for (int i = 0; i < cases; i++)
        {
            Observation[] before = isChange ? [.. Traffic(random, 500, isBefore: true, _ => 0.2)] : [];
            named += Find([.. before, .. Traffic(random, 500, isBefore: false, _ => 0.2)]).Count > 0 ? 1 : 0;
        }

        Assert.True(named <= 0.02 * cases, $"{named}");
    }

    [Fact]
    public void Of_nothing_there_is_no_cause() => Assert.Empty(Find([]));

    private static IReadOnlyList<Cause> Find(IReadOnlyList<Observation> observations) => CauseSearch.Find(observations, low: 2, TestContext.Current.CancellationToken);

    /// <param name="bad">How probable a low score is.</param>
    private static IEnumerable<Observation> Traffic(Random random, int count, bool isBefore, Func<Observation, double> bad)
    {
        for (int i = 0; i < count; i++)
        {
            var o = new Observation(random.NextInt64(), 0, isBefore,
            [
                new("route", Routes[random.Next(Routes.Length)]), new("language", Languages[random.Next(Languages.Length)]), new("channel", Channels[random.Next(Channels.Length)]),
            ]);
            yield return o with { Score = random.NextDouble() < bad(o) ? 1 + random.Next(2) : 3 + random.Next(3) };
        }
    }

    private static bool Is(Observation observation, string field, string value) => observation.Facets.Contains(new Facet(field, value));
}
