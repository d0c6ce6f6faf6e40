using System.Globalization;
using Assay.Collecting.Sources;

namespace Assay.Tests.Collecting.Sources;

public sealed class ScheduleTests
{
    [Fact]
    public void An_interval_counts_from_the_end_of_the_last_look() =>
        Assert.Equal(At("2026-05-04 12:05:30"), new Schedule.Interval(TimeSpan.FromMinutes(5)).Next(At("2026-05-04 12:00:30")));

    [Theory]
    [InlineData("0 */15 * * * *", "2026-05-04 12:00:00", "2026-05-04 12:15:00")]
    [InlineData("*/15 * * * *", "2026-05-04 12:14:59", "2026-05-04 12:15:00")]
    [InlineData("30 2 * * *", "2026-05-04 02:30:00", "2026-05-05 02:30:00")]
    [InlineData("0 6 * * MON-FRI", "2026-05-08 07:00:00", "2026-05-11 06:00:00")]
    [InlineData("0 0 1 * *", "2026-12-01 00:00:00", "2027-01-01 00:00:00")]
    [InlineData("0 0 29 2 *", "2026-05-04 12:00:00", "2028-02-29 00:00:00")]
    [InlineData("5,35 * * * *", "2026-05-04 12:05:00.5", "2026-05-04 12:35:00")]
    public void A_cron_expression_gives_the_first_time_after_in_utc(string expression, string after, string next) =>
        Assert.Equal(At(next), Schedule.Cron.Parse(expression).Next(At(after).ToOffset(TimeSpan.FromHours(9))));

    [Theory]
    [InlineData("")]
    [InlineData("every minute")]
    [InlineData("61 * * * *")]
    [InlineData("* * * *")]
    [InlineData("0 0 30 2 *")]
    public void What_is_no_time_or_never_comes_is_refused(string expression) =>
        Assert.ThrowsAny<FormatException>(() => Schedule.Cron.Parse(expression));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
