using Assay.Cli.Demo;

namespace Assay.Tests.Cli.Demo;

public sealed class TrafficTests
{
    // A Thursday.
    private static readonly DateTimeOffset End = new(2026, 11, 26, 10, 20, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset[] Times = [.. Enumerable.Range(0, 20_000).Select(n => new Traffic(End).At((n + 0.5) / 20_000))];

    [Fact]
    public void A_history_fills_the_thirty_days_before_its_end_in_order()
    {
        Assert.Equal(Times.Order(), Times);
        Assert.InRange(Times[0], End.AddDays(-30), End.AddDays(-30).AddHours(2));
        Assert.InRange(Times[^1], End.AddHours(-2), End);
    }

    [Fact]
    public void More_is_asked_by_day_than_by_night() =>
        Assert.True(Times.Count(t => t.Hour is >= 8 and < 20) > 5 * Times.Count(t => t.Hour is >= 23 or < 6));

    [Fact]
    public void Less_is_asked_at_weekends() =>
        Assert.True(Times.Count(t => t.DayOfWeek == DayOfWeek.Sunday) / 4.0 < 0.7 * (Times.Count(t => t.DayOfWeek == DayOfWeek.Tuesday) / 4.0));

    [Fact]
    public void What_lies_beyond_the_history_is_its_end()
    {
        Assert.Equal(End, new Traffic(End).At(1));
        Assert.Equal(End, new Traffic(End).At(1.5));
        Assert.Equal(End.AddDays(-30), new Traffic(End).At(0));
    }
}
