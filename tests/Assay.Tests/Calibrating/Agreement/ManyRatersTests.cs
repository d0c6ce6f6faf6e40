using Assay.Calibrating.Agreement;
using Assay.Calibrating.Labels;

namespace Assay.Tests.Calibrating.Agreement;

public sealed class ManyRatersTests
{
    /// <summary>Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section D: four observers, twelve units, 0 for missing.</summary>
    private static readonly LabelRows Published = new(FortyItems.Scale,
        [.. "1101 2232 3333 3333 2222 1234 4444 1121 2222 0555 0011 0300".Split(' ').Select(FortyItems.Codes)]);

    /// <summary>Fleiss (1971) as in Wikipedia's example: how many of fourteen raters gave each of ten subjects each of five labels.</summary>
    private static readonly int[][] Fleiss =
    [
        [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
    ];

    [Theory]
    [InlineData(AlphaMetric.Nominal, 0.743)]
    [InlineData(AlphaMetric.Ordinal, 0.815)]
    [InlineData(AlphaMetric.Interval, 0.849)]
    public void Alpha_is_that_of_its_author(AlphaMetric metric, double published) => Assert.Equal(published, KrippendorffAlpha.Of(Published, Published.Counts, metric).Value, 3);

    [Theory]
    [InlineData(AlphaMetric.Nominal, 0.3775756830936873)]
    [InlineData(AlphaMetric.Ordinal, 0.7310334297491393)]
    [InlineData(AlphaMetric.Interval, 0.7319010416666667)]
    public void Alpha_with_gaps_equals_the_oracle(AlphaMetric metric, double expected) => Assert.Equal(expected, KrippendorffAlpha.Of(FortyItems.All, FortyItems.All.Counts, metric).Value, 12);

    [Fact]
    public void Fleiss_kappa_is_that_of_its_author()
    {
        var rows = new LabelRows(FortyItems.Scale, [.. Fleiss.Select(counts => counts.SelectMany((n, label) => Enumerable.Repeat(label, n)).ToArray())]);

        Assert.Equal(0.210, FleissKappa.Of(rows, rows.Counts).Value, 3);
    }

    [Fact]
    public void Fleiss_kappa_is_of_the_items_that_all_labelled_and_equals_the_oracle() =>
        Assert.Equal(0.45881069285324605, FleissKappa.Of(FortyItems.All, FortyItems.All.Counts).Value, 12);

    /// <summary>Gwet's irrCAC gives .77544 for these labels (cac.raw4raters).</summary>
    [Fact]
    public void AC1_is_that_of_its_author() => Assert.Equal(0.77544, GwetAc1.Of(Published, Published.Counts).Value, 5);

    [Fact]
    public void AC1_with_gaps_equals_the_oracle() => Assert.Equal(0.3655161952641245, GwetAc1.Of(FortyItems.All, FortyItems.All.Counts).Value, 12);

    /// <summary>Shrout and Fleiss (1979), table 2 and 4: six targets, four judges, ICC(2,1) = .29.</summary>
    [Fact]
    public void The_intraclass_correlation_is_that_of_its_authors()
    {
        double[][] targets = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]];

        Assert.Equal(0.29, IntraclassCorrelation.Of([.. targets.Select(t => (t, 1))]).Value, 2);
    }

    [Fact]
    public void The_intraclass_correlation_equals_the_oracle() => Assert.Equal(0.8327846364883402, IntraclassCorrelation.Of(FortyItems.All, FortyItems.All.Counts).Value, 12);

    [Fact]
    public void Labels_that_are_all_the_same_have_no_coefficient()
    {
        var rows = new LabelRows(FortyItems.Scale, [.. Enumerable.Repeat(new[] { 2, 2, 2 }, 20)]);

        Assert.Contains("constant", FleissKappa.Of(rows, rows.Counts).Reason, StringComparison.Ordinal);
        Assert.All(Enum.GetValues<AlphaMetric>(), metric => Assert.Contains("constant", KrippendorffAlpha.Of(rows, rows.Counts, metric).Reason, StringComparison.Ordinal));
        Assert.False(IntraclassCorrelation.Of(rows, rows.Counts).IsDefined);
    }

    [Fact]
    public void Items_of_one_rater_pair_with_nothing()
    {
        var rows = new LabelRows(FortyItems.Scale, [[0, -1], [-1, 1], [2, -1]]);

        Assert.Contains("two raters", KrippendorffAlpha.Of(rows, rows.Counts, AlphaMetric.Nominal).Reason, StringComparison.Ordinal);
        Assert.False(GwetAc1.Of(rows, rows.Counts).IsDefined);
        Assert.False(FleissKappa.Of(rows, rows.Counts).IsDefined);
    }
}
