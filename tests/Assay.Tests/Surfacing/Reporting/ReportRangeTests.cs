using Assay.Surfacing;
using Assay.Surfacing.Reporting;

namespace Assay.Tests.Surfacing.Reporting;

public sealed class ReportRangeTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 30, 0, TimeSpan.Zero);

    [Fact]
    public void A_range_is_compared_with_as_long_before_it()
    {
        var range = new ReportRange(TimeSpan.FromDays(7), Now) { Name = "7d", Judge = "quality" };

        DateTimeOffset midnight = new(2026, 5, 4, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal((midnight.AddDays(-7), midnight.AddDays(1)), (range.Query.From, range.Query.To));
        Assert.Equal((midnight.AddDays(-14), midnight.AddDays(-7)), (range.Before.From, range.Before.To));
        Assert.Equal("2026-04-27 00:00 to 2026-05-04 12:30 UTC", range.Subtitle);
        Assert.Equal("the 7 days before", range.BeforeName);
        Assert.Equal("The last 7 days", range.Title);
    }

    [Fact]
    public void All_there_is_has_nothing_before_it()
    {
        var range = new ReportRange(null, Now) { Slice = ("release", "v2") };

        Assert.Equal(DateTimeOffset.UnixEpoch, range.From);
        Assert.Null(range.BeforeName);
        Assert.Equal("Release v2", range.Title);
        Assert.Equal(range.Before.From, range.Before.To);
    }

    [Theory]
    [InlineData(1, 5, 2)]
    [InlineData(0, 1, 0.25)]
    [InlineData(1, 10, 3.25)]
    public void The_usual_bar_is_a_quarter_of_the_scale(double min, double max, double bar) =>
        Assert.Equal(bar, LowBar.Usual.On(new ScoreHistogram("tone", min, max, [])));

    [Fact]
    public void What_stands_at_the_bar_counts_as_low()
    {
        Estimate low = new LowBar(0.5).ShareOf(new ScoreHistogram("tone", 1, 5, [(2, 1), (3, 2), (4, 1)]))!;

        Assert.Equal((0.75, 4), (low.Mean, low.N));
    }

    [Fact]
    public void Over_nothing_there_is_no_share() => Assert.Null(LowBar.Usual.ShareOf(new ScoreHistogram("tone", 1, 5, [])));
}
