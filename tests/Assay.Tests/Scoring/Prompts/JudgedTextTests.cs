using Assay.Scoring.Prompts;

namespace Assay.Tests.Scoring.Prompts;

public sealed class JudgedTextTests
{
    [Theory]
    [InlineData("plain text, naïve, 日本語, עברית")]
    [InlineData("👩\u200D👩\u200D👧")]
    [InlineData("❤\uFE0F\u200D🔥")]
    [InlineData("👩🏽\u200D⚕\uFE0F")]
    [InlineData("می\u200Cخواهم")]
    [InlineData("क्\u200Dष")]
    [InlineData("tab\tand\r\nlines")]
    [InlineData("葛\U000E0100城")]
    public void What_people_write_stays(string text)
    {
        int removed = 0;

        Assert.Equal(text, JudgedText.Clean(text, ref removed));
        Assert.Equal(0, removed);
    }

    [Theory]
    [InlineData("pa\u200Bss", "pass", 1)]
    [InlineData("pa\u200Css", "pass", 1)]
    [InlineData("pa\u200Dss", "pass", 1)]
    [InlineData("\u200Dpass\u200C", "pass", 2)]
    [InlineData("\uFEFFpass\u2060", "pass", 2)]
    [InlineData("\u202Essap\u202C", "ssap", 2)]
    [InlineData("\u2066a\u2069 \u200Eb\u200F", "a b", 4)]
    [InlineData("a\u061Cb", "ab", 1)]
    [InlineData("ok\U000E0041\U000E0042\U000E007F", "ok", 3)]
    [InlineData("a\u2062\u2064\u180Eb", "ab", 3)]
    public void What_nobody_can_see_goes_and_is_counted(string text, string expected, int count)
    {
        int removed = 0;

        Assert.Equal(expected, JudgedText.Clean(text, ref removed));
        Assert.Equal(count, removed);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_tag()
    {
        int removed = 0;

        Assert.Equal("a\uDB40", JudgedText.Clean("a\uDB40", ref removed));
        Assert.Equal(0, removed);
    }

    [Fact]
    public void Cleaning_twice_changes_nothing_more()
    {
        var random = new Random(7);
        string[] alphabet = ["a", "b", " ", "خ", "\u200B", "\u200C", "\u200D", "\u202E", "\uFEFF", "👩", "日"];
        for (int i = 0; i < 500; i++)
        {
            string text = string.Concat(Enumerable.Range(0, 12).Select(_ => alphabet[random.Next(alphabet.Length)]));
            int removed = 0;
            string once = JudgedText.Clean(text, ref removed);
            int again = 0;

            Assert.Equal(once, JudgedText.Clean(once, ref again));
        }
    }
}
