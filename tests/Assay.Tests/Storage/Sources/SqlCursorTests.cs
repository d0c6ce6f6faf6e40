using Assay.Configuring;
using Assay.Storage.Sources;

namespace Assay.Tests.Storage.Sources;

public sealed class SqlCursorTests
{
    [Theory]
    [InlineData("w-9223372036854775808", "s")]
    [InlineData("w9007199254740993", "w1")]
    [InlineData("t2026-05-04T12:00:00.123456Z", "s0197f3b0-0000-7000-8000-000000000001")]
    [InlineData("sü\"\\\n😀", "t2026-05-04")]
    public void A_cursor_comes_back_as_it_was(string cursor, string id)
    {
        SqlCursor written = new() { High = SqlValue.FromStored(cursor), After = new SqlPlace(SqlValue.FromStored(cursor), SqlValue.FromStored(id)), Upper = SqlValue.FromStored(id) };
        written.Seen.TryPass(7, 1);

        var read = SqlCursor.Parse(written.ToString());

        Assert.Equal((written.High, written.After, written.Upper), (read.High, read.After, read.Upper));
        Assert.Equal(written.ToString(), read.ToString());
        Assert.False(read.Seen.TryPass(7, 1));
    }

    [Theory]
    [InlineData(null, "5m", "2026-01-01", "2026-01-01")]
    [InlineData("2026-02-01 00:00:00", "5m", "2026-01-01", "2026-01-31 23:55:00")]
    [InlineData("2026-02-01T00:00:00.000001Z", "5m", "2026-01-01", "2026-01-31T23:55:00.000001Z")]
    [InlineData("2026-01-01 00:02:00", "5m", "2026-01-01", "2026-01-01")]
    [InlineData("2026-02-01 00:00:00", "5m", "0", "2026-01-31 23:55:00")]
    [InlineData("5000", null, "0", "4000")]
    [InlineData("500", null, "0", "0")]
    [InlineData("5000", "100", "0", "4900")]
    [InlineData("5000", "5m", "0", "5000")]
    [InlineData("01JB", "5m", "01JA", "01JB")]
    [InlineData("-9223372036854775808", "100", "x", "-9223372036854775808")]
    public void A_look_begins_the_overlap_below_the_highest_cursor_and_not_below_the_start(string? high, string? overlap, string start, string from)
    {
        CursorOverlap? read = overlap is null ? null : Duration.TryParse(overlap, out TimeSpan time) ? new CursorOverlap(time, overlap == "100" ? 100 : null) : null;
        SourceQuery query = new() { Sql = "", Cursor = "c", Start = start, Overlap = read };

        Assert.Equal(from, SqlCursor.LookFrom(high is null ? null : SqlValue.Parse(high), query).Written);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"form":2,"seen":""}""")]
    [InlineData("""{"form":1}""")]
    [InlineData("""{"form":1,"seen":"AAAA"}""")]
    [InlineData("""{"form":1,"seen":"AAAAAA==","high":"x1"}""")]
    [InlineData("""{"form":1,"seen":"AAAAAA==","high":"w1.5"}""")]
    [InlineData("""{"form":1,"seen":"AAAAAA==","high":5}""")]
    public void What_is_no_cursor_is_refused(string text) => Assert.ThrowsAny<FormatException>(() => SqlCursor.Parse(text));
}
