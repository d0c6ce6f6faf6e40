using Assay.Surfacing;

namespace Assay.Tests.Surfacing;

public sealed class HarmlessTextTests
{
    [Theory]
    [InlineData("plain text, ünïcödé and 日本語", "plain text, ünïcödé and 日本語")]
    [InlineData("a\u001b[31mb", "a\uFFFD[31mb")]
    [InlineData("a\u009bb\u0000", "a\uFFFDb\uFFFD")]
    [InlineData("\u202Egnp.exe", "\uFFFDgnp.exe")]
    [InlineData("\u2067open", "\uFFFDopen")]
    [InlineData("a\u2028b\uFEFF", "a\uFFFDb\uFFFD")]
    [InlineData("\uFFFEx", "\uFFFDx")]
    [InlineData("\U000E0069\U000E0067", "\uFFFD\uFFFD")]
    [InlineData("line\n\ttab", "line\n\ttab")]
    [InlineData("\U0001F468\u200D\U0001F469", "\U0001F468\u200D\U0001F469")]
    public void What_is_hidden_or_gives_orders_shows_as_a_replacement_character(string text, string clean) => Assert.Equal(clean, HarmlessText.Clean(text));

    [Fact]
    public void A_half_of_a_pair_shows_as_a_replacement_character() => Assert.Equal("a\uFFFDb", HarmlessText.Clean("a" + (char)0xD800 + "b"));

    [Fact]
    public void A_block_has_one_kind_of_line_break_and_says_how_much_was_left_out()
    {
        Assert.Equal("a\nb\nc", HarmlessText.Block("a\r\nb\rc", 100));
        Assert.Equal("abc… (4 characters more)", HarmlessText.Block("abcdefg", 3));
        Assert.Equal("ab… (3 characters more)", HarmlessText.Block("ab\U0001F600c", 3));
    }

    [Fact]
    public void A_line_is_one_line_and_no_longer_than_it_may_be()
    {
        Assert.Equal("a b c", HarmlessText.Line("  a\r\n b\t\tc ", 100));
        Assert.Equal("ab…", HarmlessText.Line("abcdefg", 3));
        Assert.Equal("a…", HarmlessText.Line("a\U0001F600cd", 3));
    }
}
