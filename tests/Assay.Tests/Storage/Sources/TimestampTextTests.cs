using Assay.Storage.Sources;

namespace Assay.Tests.Storage.Sources;

public sealed class TimestampTextTests
{
    [Theory]
    [InlineData("2026-05-04", "2026-05-03")]
    [InlineData("2026-05-04 00:00:30", "2026-05-03 23:59:30")]
    [InlineData("2026-05-04T12:00:00Z", "2026-05-04T11:59:00Z")]
    [InlineData("2026-05-04T12:00:00.1", "2026-05-04T11:59:00.1")]
    [InlineData("2026-05-04 12:00:00.000001+02", "2026-05-04 11:59:00.000001+02")]
    [InlineData("2026-05-04T12:00:00.123456789-05:30", "2026-05-04T11:59:00.123456700-05:30")]
    [InlineData("0001-01-01 00:00:00", "0001-01-01 00:00:00")]
    public void A_minute_earlier_has_the_same_form(string text, string earlier) =>
        Assert.Equal(earlier, TimestampText.TryParse(text)!.Minus(TimeSpan.FromMinutes(1)).Text);

    [Theory]
    [InlineData("2026-05-04T12:00:00Z", "2026-05-04T14:00:00+02:00")]
    [InlineData("2026-05-04 12:00:00", "2026-05-04T07:00:00.000000-0500")]
    [InlineData("2026-05-04", "2026-05-04 00:00:00")]
    public void The_same_time_is_the_same_in_every_form(string one, string other) =>
        Assert.Equal(TimestampText.TryParse(one)!.Microseconds, TimestampText.TryParse(other)!.Microseconds);

    [Theory]
    [InlineData("")]
    [InlineData("2026")]
    [InlineData("2026-13-01")]
    [InlineData("2026-05-04 25:00:00")]
    [InlineData("2026-05-04 12:00")]
    [InlineData("2026-05-04 12:00:00 ")]
    [InlineData("2026-05-04 12:00:00\n")]
    [InlineData("infinity")]
    [InlineData("01JABCDEF")]
    public void Other_texts_are_no_times(string text) => Assert.Null(TimestampText.TryParse(text));
}
