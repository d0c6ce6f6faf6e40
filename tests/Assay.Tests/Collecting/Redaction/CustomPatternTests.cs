using Assay.Collecting.Redaction;

namespace Assay.Tests.Collecting.Redaction;

public sealed class CustomPatternTests
{
    [Theory]
    [InlineData("customer", @"\bK-\d{6}\b", "K-123456 and K-654321 and K-123456", "[CUSTOMER_1] and [CUSTOMER_2] and [CUSTOMER_1]")]
    [InlineData("ticket", "(?i)ticket #[0-9]+", "Ticket #17", "[TICKET_1]")]
    [InlineData("plate", "[A-Z]{1,3}-[A-Z]{1,2} [0-9]{1,4}", "B-AB 123 parks", "[PLATE_1] parks")]
    [InlineData("smile", "\\uD83D", "a \uD83D\uDE00 b", "a [SMILE_1] b")]
    [InlineData("after", "x|\\by", "xy y", "[AFTER_1][AFTER_2] [AFTER_2]")]
    public void What_a_pattern_matches_becomes_a_marker_of_its_name(string name, string pattern, string text, string expected) =>
        Assert.Equal(expected, Marked.Redacted(text, new RedactionRules { Patterns = [new CustomPattern(name, pattern)] }));

    [Theory]
    [InlineData("customer", "(", "no regular expression")]
    [InlineData("customer", "[0-9]*", "matches the empty text")]
    [InlineData("customer", "", "matches the empty text")]
    [InlineData("customer", "(?<=K-)[0-9]+", "without lookarounds")]
    [InlineData("customer", @"(a)\1", "without lookarounds, back-references")]
    [InlineData("Customer", "K-[0-9]+", "lower-case letters")]
    [InlineData("1st", "K-[0-9]+", "beginning with a letter")]
    [InlineData("", "K-[0-9]+", "lower-case letters")]
    public void A_pattern_that_cannot_be_used_says_why(string name, string pattern, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => new CustomPattern(name, pattern)).Message, StringComparison.Ordinal);

    [Fact]
    public void Kinds_that_Assay_knows_come_first()
    {
        var rules = Marked.Everything with { Patterns = [new CustomPattern("digits", "[0-9]+")] };

        Assert.Equal("[EMAIL_1] [DIGITS_1] [PHONE_1] [EMAIL_1]", Marked.Redacted("anna1@example.org 12 030 1234567 [EMAIL_1]".Replace("[EMAIL_1]", "ANNA1@example.org", StringComparison.Ordinal), rules));
    }

    [Fact]
    public void A_pattern_never_looks_into_a_marker() =>
        Assert.Equal("[EMAIL_1] [CAPITALS_1]", Marked.Redacted("anna@example.org EMAIL", Marked.Everything with { Patterns = [new CustomPattern("capitals", "[A-Z]+")] }));
}
